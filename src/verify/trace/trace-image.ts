import { emptyTrace, joinTraces, type Trace } from '../../closure/trace.ts'
import type { Config } from '../../config/config.ts'
import type { Engine, ImageConfig } from '../../engines/engine.ts'
import type { ImageTree } from '../../image/root/image-tree.ts'
import { readTree } from '../../image/root/read-tree.ts'
import { freeingSpent } from '../../image/tar/spent-chunks.ts'
import { resolvePath } from '../../image/root/resolve.ts'
import { containerCommand } from '../commands/run-commands.ts'
import { startOrTell, usingContainer } from '../container.ts'
import { observe } from '../observe.ts'
import type { ProbePlan } from '../probes.ts'
import { defaultLimits, type Limits } from '../session.ts'
import type { StraceMode } from './strace-command.ts'
import { traceContainers } from './traced-engine.ts'

export interface TraceRequest {
  readonly engine: Engine
  /** The tar of `buildTracer`. */
  readonly tracer: Uint8Array
  readonly image: string
  readonly config: Config
  /** What is sent while it is traced. */
  readonly plan: ProbePlan
  readonly limits?: Partial<Limits>
  readonly onProgress?: (message: string) => void
  readonly signal?: AbortSignal
}

export interface TracedImage {
  readonly trace: Trace
  readonly tree: ImageTree
  readonly image: ImageConfig
  /** Why there is no trace, or only a part of one. While there is any, no files are certified. */
  readonly refusals: readonly string[]
}

/** Runs the image under the tracer with the plan's probes and its health check, and reads its file system. */
export const traceImage = async (request: TraceRequest): Promise<TracedImage> => {
  const image = await request.engine.inspectImage(request.image)
  const tree = await exportTree(request.engine, request.image)
  request.onProgress?.('original, traced')
  const first = await traceOnce(request, image, {})
  const privileged = privilegedFiles(tree, first.trace)
  if (privileged.length === 0) return { ...first, tree, image }
  // NoNewPrivs took the rights of these files away, so what was seen is not what happens: once more without it.
  request.onProgress?.(`original, traced again for ${privileged[0]}`)
  const user = image.user.split(':')[0] || 'root'
  const second = await traceOnce(request, image, { privileged: { user } })
  return { trace: joinTraces([first.trace, second.trace]), refusals: second.refusals, tree, image }
}

/** The whole root file system of an image, without running it. */
export const exportTree = async (engine: Engine, image: string, facts = true): Promise<ImageTree> => {
  const { memoryBytes, pids } = defaultLimits
  const container = await engine.create({ image, network: 'none', memoryBytes, pids })
  return usingContainer(container, () => readTree(freeingSpent(container.exportFiles()), { facts }))
}

const traceOnce = async (
  request: TraceRequest,
  image: ImageConfig,
  mode: StraceMode,
): Promise<{ readonly trace: Trace; readonly refusals: readonly string[] }> => {
  const { engine, config, plan, limits, signal } = request
  const traced = traceContainers(engine, request.tracer, mode)
  const { observation } = await observe({
    engine: traced.engine,
    image: request.image,
    config,
    plan,
    ...(limits !== undefined && { limits }),
    ...(signal !== undefined && { signal }),
  })
  await traceCommands(request, traced.engine, image)
  const trace = traced.trace()
  const refusals = [
    ...traced.failures().map(failure => `not traced: ${failure}`),
    ...(observation.failure === undefined ? [] : [`under the tracer: ${observation.failure}`]),
  ]
  if (trace.found.length === 0 && refusals.length === 0) refusals.push('the trace is empty')
  return { trace: trace.found.length === 0 ? emptyTrace : trace, refusals }
}

/**
 * Docker runs a health check beside the app, where no tracer is, and so do commands of `probes` in its container. Each
 * is traced in a container of its own: it finds no server there, but its program, libraries and shell are the same.
 */
const traceCommands = async (request: TraceRequest, engine: Engine, image: ImageConfig): Promise<void> => {
  const limits = { ...defaultLimits, ...request.limits }
  for (const entrypoint of commandsBeside(image, request.plan)) {
    const container = await engine.create({
      image: request.image,
      entrypoint,
      env: request.config.env ?? {},
      network: 'none',
      memoryBytes: limits.memoryBytes,
      pids: limits.pids,
    })
    await usingContainer(container, async () => {
      await startOrTell(container)
      await container.wait(limits.requestMs)
    })
  }
}

const commandsBeside = (image: ImageConfig, plan: ProbePlan): readonly (readonly string[])[] => {
  const [kind, ...test] = image.healthcheck?.test ?? []
  const shell = image.shell ?? ['/bin/sh', '-c']
  const health = kind === 'CMD' ? [test] : kind === 'CMD-SHELL' ? [[...shell, test.join(' ')]] : []
  const probes = plan.commands.filter(({ probe }) => probe.where === 'container')
  return [...health, ...probes.map(({ probe }) => containerCommand(probe, image.shell))]
}

/** Executed files that gain rights: setuid, setgid, or file capabilities. */
const privilegedFiles = (tree: ImageTree, trace: Trace): readonly string[] =>
  trace.executed
    .map(({ path }) => resolvePath(tree, path, true))
    .filter(({ kind }) => kind === 'found')
    .map(({ path }) => tree.get(path))
    .filter(node => node !== undefined)
    .filter(node => (node.mode & 0o6000) !== 0 || node.xattrs.has('security.capability'))
    .map(({ path }) => path)
