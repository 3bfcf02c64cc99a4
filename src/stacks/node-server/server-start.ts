import type { Step } from '../../model/build-model.ts'
import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { execText } from '../../model/exec-text.ts'
import type { ProcessOne } from './process-one.ts'
import type { ServerApp } from './server-app.ts'

/** ENTRYPOINT and CMD of the last stage. */
export interface StartArguments {
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
}

/** On an image that has node in its PATH: in the author's own split, an init in front. */
export function startOnSlim({ launch }: ServerApp, init: ProcessOne | undefined): StartArguments {
  const argv = launch.start?.argv ?? []
  const own = argv.slice(0, launch.fixed)
  return { entrypoint: [...(init?.argv ?? []), ...own], command: argv.slice(launch.fixed) }
}

/** distroless starts node itself: CMD names the file alone. */
export function startOnDistroless({ launch }: ServerApp, init: ProcessOne | undefined): StartArguments {
  const argv = launch.start?.argv.slice(1) ?? []
  const node = '/nodejs/bin/node'
  if (launch.fixed > 0)
    return { entrypoint: [node, ...argv.slice(0, launch.fixed - 1)], command: argv.slice(launch.fixed - 1) }
  return { entrypoint: init ? [...init.argv, node] : [], command: argv }
}

/** ENTRYPOINT and CMD in the places of the author's. */
export function startTexts(
  { build, launch }: ServerApp,
  { entrypoint, command }: StartArguments,
): ReadonlyMap<Step, string> {
  const instead = new Map<Step, string>(launch.steps.map(step => [step, '']))
  const lines = [
    ...(entrypoint.length > 0 ? [['ENTRYPOINT', entrypoint] as const] : []),
    ...(command.length > 0 ? [['CMD', command] as const] : []),
  ]
  const [step] = launch.steps
  if (!step) return instead
  const texts = lines.map(([name, argv], index) =>
    index === 0
      ? execText(build, step, name, argv)
      : `${name} [${argv.map(each => JSON.stringify(each)).join(', ')}]`,
  )
  instead.set(step, texts.join('\n'))
  return instead
}

/** What is told of a start that is another now. */
export function startChanges(
  { build, launch, stops }: ServerApp,
  init: ProcessOne | undefined,
): readonly Change[] {
  const [step] = launch.steps
  if (!launch.resolved || !step) return []
  const { launcher } = launch
  const signal =
    launcher === undefined
      ? 'A shell does not hand on SIGTERM; node as process 1 gets it.'
      : init
        ? `${launcher} handed SIGTERM on to a node that was not process 1; tini does so now, since the sources have no handler for it.`
        : `${launcher} only handed SIGTERM on, which the program handles itself.`
  return [
    {
      id: 'node-start',
      title: `Start ${launch.start?.entry ?? 'the program'} with node itself`,
      because: `${signal} The package manager need not ship.`,
      evidence: [
        evidenceOf(build, step.instruction),
        ...launch.evidence,
        ...(launcher !== undefined && stops ? [stops] : []),
      ],
      applicability: 'needs-verification',
      ...(launcher === undefined
        ? {}
        : { replaces: { what: `${launcher} as process 1`, by: init ? 'tini' : 'node' } }),
    },
  ]
}
