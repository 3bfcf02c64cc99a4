import { emptyTrace, joinTraces, type Trace } from '../../closure/trace.ts'
import type { Container, ContainerRequest, Engine, ImageConfig } from '../../engines/engine.ts'
import { EngineError } from '../../errors.ts'
import { readTar } from '../../image/tar/read-tar.ts'
import { straceCommand, type StraceMode, traceOutput } from './strace-command.ts'
import { readStrace } from './strace/read-strace.ts'

export interface TracedEngine {
  /** An engine whose containers, but for services, all run under the tracer: whatever observes with it is traced. */
  readonly engine: Engine
  /** What all its containers did so far; those removed count. */
  trace(): Trace
  /** Why a container's trace is missing: ptrace refused, no output. */
  failures(): readonly string[]
}

/** Wraps an engine. `tracer` is the tar of `buildTracer`. */
export const traceContainers = (engine: Engine, tracer: Uint8Array, mode: StraceMode = {}): TracedEngine => {
  const traces: Trace[] = []
  const failures: string[] = []
  const create = async (request: ContainerRequest): Promise<Container> => {
    // What has names of its own is a service beside the app.
    if (request.aliases !== undefined) return engine.create(request)
    const image = await engine.inspectImage(request.image)
    const command = commandOf(image, request)
    if (command.length === 0) return engine.create(request)
    const { args: _, ...rest } = request
    const container = await engine.create({
      ...rest,
      entrypoint: straceCommand(command, `${traceOutput}/t`, mode),
      capAdd: [...(request.capAdd ?? []), 'SYS_PTRACE'],
      ...(mode.privileged !== undefined && { user: '0' }),
    })
    try {
      await container.copyIn(tracer, '/')
    } catch (error) {
      await container.remove()
      throw error
    }
    return collecting(container, image.workdir || '/', traces, failures)
  }
  return {
    engine: { ...engine, create },
    trace: () => (traces.length === 0 ? emptyTrace : joinTraces(traces)),
    failures: () => failures,
  }
}

const commandOf = (image: ImageConfig, request: ContainerRequest): readonly string[] =>
  request.entrypoint === undefined
    ? [...image.entrypoint, ...(request.args ?? image.cmd)]
    : [...request.entrypoint, ...(request.args ?? [])]

/** The trace is read when the container is removed: what it was asked is over then. */
const collecting = (
  container: Container,
  workdir: string,
  traces: Trace[],
  failures: string[],
): Container => {
  let started = false
  return {
    ...container,
    start: async () => {
      started = true
      await container.start()
    },
    remove: async () => {
      try {
        if (!started) return
        const trace = await readOutput(container, workdir)
        // Where ptrace is refused, strace leaves its file empty.
        if (trace.lines === 0) failures.push(await failureOf(container))
        else traces.push(trace)
      } catch (error) {
        if (!(error instanceof EngineError)) throw error
        failures.push(await failureOf(container))
      } finally {
        await container.remove()
      }
    },
  }
}

const readOutput = async (container: Container, workdir: string): Promise<Trace> => {
  for await (const entry of readTar(container.copyOut(`${traceOutput}/t`))) {
    if (entry.kind === 'file') return await readStrace(entry.content(), workdir)
  }
  throw new EngineError('the tracer wrote nothing', { transient: false })
}

/** strace says on stderr why it could not trace. */
const failureOf = async (container: Container): Promise<string> => {
  const { stderr } = await container.logs(64 << 10)
  const said = stderr.split('\n').find(line => /strace: |ld\.so: |\.trace\//.test(line))
  if (said === undefined) return 'the tracer wrote nothing'
  return /ptrace/i.test(said) ? `the engine refuses ptrace (${said.trim()})` : said.trim()
}
