import type { AppFiles } from '../../app/app-files.ts'
import type { PackageJson } from '../../app/package-json.ts'
import type { BuildModel, Stage } from '../../model/build-model.ts'
import type { Change } from '../../model/change.ts'
import { copiedFiles } from '../../model/context-copies.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { keepHealthcheck } from '../../model/keep-healthcheck.ts'
import { shippedStages } from '../../model/launch.ts'
import { systemInstall } from '../../model/system-packages.ts'
import { stageLines } from '../../model/stage-lines.ts'
import type { Plan } from '../../model/stack-facts.ts'
import { managerCall } from './manager-call.ts'
import { type NodeBase, nodeBase } from './node-base.ts'
import { readPrisma } from './prisma.ts'
import { serverCommands } from './server-commands.ts'
import { searchSources } from './source-facts.ts'

/**
 * A Dockerfile whose last stage takes node_modules from another and installs nothing itself. It keeps its stages; where
 * the last stands on the full image, that becomes the slim one. A string says why not, undefined for any other
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
    return lean
  const base = nodeBase(build, stage)
  // Alpine or Debian with its own Node has neither compilers nor development packages.
  if (base === undefined) return bringsNode(stage) ? lean : undefined
  if (typeof base === 'string') return base
  if (!base.full) return lean
  const against = whyFull(app, build, stage, manifest, base)
  return against ?? [slimPlan(build, stage, base)]
}

const lean = 'the last stage ships what runs alone: only the closure makes it smaller'

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
  if (prisma?.engine)
    return `${prisma.schema} asks for Prisma’s engine, which loads OpenSSL: the slim image has none`
  const copied = build.stages.flatMap(each => copiedFiles(app, each.steps, build.document.file))
  return searchSources(app, [manifest], copied, base).reason
}

function slimPlan(build: BuildModel, stage: Stage, base: NodeBase): Plan {
  const { image } = stage.from
  const change: Change = {
    id: 'node-last-stage',
    title: `Ship on ${base.last}`,
    because: 'The last stage only runs what other stages made; compilers and headers are for them.',
    evidence: [evidenceOf(build, stage.from)],
    applicability: 'needs-verification',
    replaces: { what: `the system and the tools of ${base.reference}`, by: base.last },
  }
  const edits = [{ start: image.range.start.offset, end: image.range.end.offset, text: base.last }]
  return {
    id: 'slim',
    title: 'what runs on a slim Node',
    buildStages: build.stages
      .filter(each => each !== stage)
      .map(each => ({ lines: stageLines(build, each) })),
    needs: { kept: { lines: stageLines(build, stage, { edits }) }, base: base.last },
    changes: [change],
    files: {},
    ignore: [],
  }
}
