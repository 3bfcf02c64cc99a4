import type { NamedBuild } from '../app/builds/named-build.ts'
import type { BuildModel, Stage } from '../model/build-model.ts'
import { StageNames } from '../model/stage-names.ts'

/** A stage whose bytes ship. */
export interface ExportedStage {
  readonly stage: Stage
  /** By its name it is for development, and another one that is not ships too: no finding in it weighs much. */
  readonly development: boolean
}

/** What the builds of a Dockerfile make of its stages. */
export interface Exported {
  /** In the order of the file; none where it has no FROM, or not the stage that was asked for. */
  readonly shipped: readonly ExportedStage[]
  /** Every stage that is built for its own sake, those included whose result is thrown away. */
  readonly built: ReadonlySet<number>
}

/** Names that people give to stages for their own machine, or that only look at something. */
const forDevelopment = /dev|test|debug|lint|local|check|build|^ci$|[-_]ci$/i

/**
 * The stages that builds name. The last one counts too, since a plain `docker build` makes it, where builds name only
 * stages for development and it is none.
 */
export function exportedStages(model: BuildModel, builds: readonly NamedBuild[]): Exported {
  const { final, stages } = model
  if (builds.length === 0 && final !== undefined)
    return { shipped: [{ stage: final, development: false }], built: new Set([final.index]) }
  const names = new StageNames(stages.map(({ name }) => name))
  const indexOf = ({ target }: NamedBuild) => (target === undefined ? final?.index : names.find(target))
  const shipped = new Set(builds.filter(({ ships }) => ships).flatMap(build => indexOf(build) ?? []))
  const isDevelopment = (index: number) => forDevelopment.test(stages[index]?.name ?? '')
  if (
    final !== undefined &&
    (shipped.size === 0 || ([...shipped].every(isDevelopment) && !isDevelopment(final.index)))
  )
    shipped.add(final.index)
  const others = [...shipped].some(index => !isDevelopment(index))
  return {
    shipped: stages
      .filter(({ index }) => shipped.has(index))
      .map(stage => ({ stage, development: others && isDevelopment(stage.index) })),
    built: new Set([...shipped, ...builds.flatMap(build => indexOf(build) ?? [])]),
  }
}

/** Values that every build gives to an argument; FROM is expanded with them. */
export function commonArgs(builds: readonly NamedBuild[]): Readonly<Record<string, string>> {
  const [first, ...others] = builds
  return Object.fromEntries(
    Object.entries(first?.args ?? {}).filter(([key, value]) =>
      others.every(({ args }) => args[key] === value),
    ),
  )
}
