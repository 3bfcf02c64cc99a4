import type { AppFiles } from '../../app/app-files.ts'
import type { PackageJson } from '../../app/package-json.ts'
import type { BuildModel, Stage } from '../../model/build-model.ts'
import type { Change, Evidence } from '../../model/change.ts'
import { copiedFiles } from '../../model/context-copies.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { imageBelow } from '../../model/image-below.ts'
import { keepHealthcheck } from '../../model/keep-healthcheck.ts'
import { shippedStages } from '../../model/launch.ts'
import { installText, systemInstall } from '../../model/system-packages.ts'
import { stageLines } from '../../model/stage-lines.ts'
import type { Plan } from '../../model/stack-facts.ts'
import { managerCall } from './manager-call.ts'
import { type NodeBase, nodeBase } from './node-base.ts'
import { type PrunedStage, prunedStage } from './pruned-stage.ts'
import { readPrisma } from './prisma.ts'
import { serverCommands } from './server-commands.ts'
import { searchSources } from './source-facts.ts'
import { lean } from '../../model/lean.ts'

/**
 * A Dockerfile whose last stage takes node_modules from another and installs nothing itself. It keeps its stages; where
 * the last stands on the full image, that becomes the slim one; where it takes development packages, these go first. A string says why not, undefined for any other
 * Dockerfile.
 */
export function planStaged(
  app: AppFiles,
  build: BuildModel,
  manifest: PackageJson,
): readonly Plan[] | string | undefined {
  const [stage, ...others] = shippedStages(build)
  if (!stage || others.length > 0 || !takesPackages(stage) || installs(stage)) return undefined
  if (stage.base.kind === 'image' && /(?:^|\/)nodejs\d+[\w-]*(?::|@|$)/.test(stage.base.reference))
    return lean.packages
  const base = nodeBase(build, stage)
  // Alpine or Debian with its own Node has no compilers.
  if (base === undefined) return bringsNode(stage) ? lean.packages : undefined
  if (typeof base === 'string') return base
  const pruned = prunedStage(app, build, stage, manifest)
  const prisma = readPrisma(app, [manifest])
  const against = base.full ? whyFull(app, build, stage, manifest, base) : lean.packages
  if (against !== undefined && !pruned) return against
  const slim = against === undefined ? base : undefined
  const library = slim && typeof prisma === 'object' ? prisma.engine : undefined
  return [stagedPlan(build, stage, { slim, library, pruned })]
}

/** True where a stage installs Node from the system's packages. */
export const bringsNode = ({ steps }: Stage): boolean =>
  steps.some(({ script }) =>
    script?.commands.some(command => {
      const install = systemInstall(command)
      return (
        typeof install === 'object' &&
        install.packages.some(name => /^nodejs(?:-current)?(?:[=~].*)?$/.test(name))
      )
    }),
  )

/** True where the last stage takes a program that has its packages with it. */
export const takesProgram = (build: BuildModel): boolean =>
  shippedStages(build).some(stage => takes(stage, /(?:^|\/)(?:\.output|\.next\/standalone)\/?$/))

const takesPackages = (stage: Stage) => takes(stage, /(?:^|\/)(?:node_modules|\.output|standalone)\/?$/)

const takes = ({ steps }: Stage, pattern: RegExp) =>
  steps.some(({ effects }) =>
    effects.some(
      effect => effect.kind === 'copies-from-stage' && effect.sources.some(source => pattern.test(source)),
    ),
  )

/** True where a stage calls a package manager. */
export const installs = ({ steps }: Stage): boolean =>
  steps.some(
    ({ instruction, script }) =>
      instruction.name === 'RUN' &&
      script?.commands.some(({ words }) => managerCall(words.map(word => word.value ?? word.raw))),
  )

/** What the last stage may need of the full image. */
function whyFull(
  app: AppFiles,
  build: BuildModel,
  stage: Stage,
  manifest: PackageJson,
  base: NodeBase,
): string | undefined {
  const commands = serverCommands(stage)
  if (typeof commands === 'string') return commands
  const other = commands.find(({ kind }) => kind !== 'account' && kind !== 'harmless' && kind !== 'system')
  if (other) return `what \`${other.words.join(' ')}\` leaves behind is not known`
  const [tool] = keepHealthcheck(build, program => program.endsWith('node')).tools
  if (tool !== undefined) return `the health check calls ${tool}, which the slim image has not`
  const prisma = readPrisma(app, [manifest])
  if (typeof prisma === 'string') return prisma
  if (prisma?.engine && base.family === 'alpine') return `what ${prisma.schema} needs of Alpine is not known`
  const copied = build.stages.flatMap(each => copiedFiles(app, each.steps, build.document.file))
  return searchSources(app, [manifest], copied, base).reason
}

interface Better {
  /** The image whose slim form takes its place. */
  readonly slim: NodeBase | undefined
  /** What loads OpenSSL, which the slim image has not. */
  readonly library: Evidence | undefined
  readonly pruned: PrunedStage | undefined
}

function stagedPlan(build: BuildModel, stage: Stage, { slim, library, pruned }: Better): Plan {
  const { image, range } = stage.from
  const last = slim?.last
  const change: Change | undefined = slim && {
    id: 'node-last-stage',
    title: `Ship on ${slim.last}`,
    because: `The last stage only runs what other stages made; compilers and headers are for them.${library ? ' OpenSSL stays, for Prisma’s engine.' : ''}`,
    evidence: [evidenceOf(build, stage.from), ...(library ? [library] : [])],
    applicability: 'needs-verification',
    replaces: { what: `the system and the tools of ${slim.reference}`, by: slim.last },
  }
  const added = library ? installText('debian', ['openssl'], false).map(text => `\n${text}`) : []
  const edits =
    last === undefined
      ? []
      : [
          { start: image.range.start.offset, end: image.range.end.offset, text: last },
          ...added.map(text => ({ start: range.end.offset, end: range.end.offset, text })),
        ]
  return {
    id: slim ? 'slim' : 'pruned',
    title: slim ? 'what runs on a slim Node' : 'what runs without development packages',
    buildStages: build.stages
      .filter(each => each !== stage)
      .map(each => ({
        lines: stageLines(build, each, each === pruned?.stage ? { after: [pruned.run] } : {}),
      })),
    needs: {
      kept: { lines: stageLines(build, stage, { edits }) },
      base: last ?? imageBelow(build, stage),
    },
    changes: [...(change ? [change] : []), ...(pruned ? [pruned.change] : [])],
    files: {},
    ignore: [],
  }
}
