import { spawn } from 'node:child_process'
import * as v from 'valibot'
import { EngineError, UserError } from '../../errors.ts'
import { type DockerCli, dockerCli, type Environment } from './cli.ts'
import { newRun, type Run } from './run.ts'
import { engineError } from './trouble.ts'

export interface ToolboxRequest {
  /** Name or id of the container to look into. */
  readonly container: string
  readonly image: string
  /** What to run in place of a shell; empty for a shell. */
  readonly command: readonly string[]
  /** Whether a person is at a terminal. */
  readonly terminal: boolean
  readonly env: Environment
  readonly signal: AbortSignal
  readonly onNotice: (text: string) => void
}

const target = v.tupleWithRest(
  [
    v.object({
      Id: v.string(),
      Name: v.string(),
      State: v.object({ Running: v.boolean(), Paused: v.optional(v.boolean()), Pid: v.number() }),
      HostConfig: v.object({ PidMode: v.optional(v.string()) }),
    }),
  ],
  v.unknown(),
)

/** A running container, and the number of its first process as a neighbour in its process namespace sees it. */
interface Target {
  readonly id: string
  readonly name: string
  readonly pid: number
}

/**
 * Runs a toolbox beside a running container, in its process and network namespaces, on this process's own terminal. The
 * toolbox is removed when it ends; the container itself is not touched.
 * @returns the exit code of what ran in it
 * @throws UserError where there is no such container, or it does not run; EngineError where the image cannot be had
 */
export async function runToolbox(request: ToolboxRequest): Promise<number> {
  const cli = dockerCli(request.env, request.signal)
  const found = await findTarget(cli, request.container)
  await haveImage(cli, request)
  const run = await newRun()
  const name = run.nextName()
  if (request.command.length === 0) {
    request.onNotice(
      `Beside ${found.name}: its files are in /proc/${found.pid}/root; exit leaves it as it is.`,
    )
  }
  try {
    return await inForeground(toolboxArgs(found, request, name, run), request)
  } finally {
    // `--rm` has done it already, save where the CLI was ended before the container was.
    await dockerCli(request.env, new AbortController().signal).attempt(['rm', '--force', name])
  }
}

/** The arguments of `docker run`. */
function toolboxArgs(
  { id, pid }: Target,
  { image, command, terminal }: ToolboxRequest,
  name: string,
  run: Pick<Run, 'labelArgs'>,
): readonly string[] {
  const root = `/proc/${pid}/root`
  const flags = [
    ['--interactive', ...(terminal ? ['--tty'] : []), '--name', name, ...run.labelArgs],
    ['--pid', `container:${id}`, '--network', `container:${id}`],
    // Without it the files of a process of another user are closed to us (proc(5), PTRACE_MODE_READ_FSCREDS).
    ['--cap-add', 'SYS_PTRACE', '--user', '0', '--env', `ROOT=${root}`],
  ].flat()
  const [executable = 'sh', ...rest] =
    command.length > 0 ? command : ['sh', '-c', 'cd "$ROOT" || exit; exec sh']
  return ['run', '--rm', ...flags, '--entrypoint', executable, image, ...rest]
}

async function findTarget(cli: DockerCli, container: string): Promise<Target> {
  const result = await cli.attempt(['container', 'inspect', container])
  if (/no such (?:container|object)/i.test(result.stderr)) {
    throw new UserError(
      'no-container',
      `there is no container ${container}`,
      '`docker ps` shows those that run.',
    )
  }
  if (result.exitCode !== 0) throw engineError(`look at ${container}`, result.stderr)
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), target), result.stdout)
  if (!read.success)
    throw new EngineError('Docker describes its container in an unknown way', { transient: false })
  const [{ Id: id, Name, State: state, HostConfig }] = read.output
  const name = Name.replace(/^\//, '')
  if (!state.Running || state.Paused === true) {
    const hint = `docker start ${name}; what ended is in docker logs ${name}.`
    throw new UserError('not-running', `${name} does not run`, hint)
  }
  const mode = HostConfig.PidMode ?? ''
  // Shares another container's processes: which number its first one has there is not told.
  if (mode.startsWith('container:')) {
    const hint = `Name that one: laststage debug ${mode.slice('container:'.length)}`
    throw new UserError('shared-pid', `${name} has no processes of its own but those of ${mode}`, hint)
  }
  return { id, name, pid: mode === 'host' ? state.Pid : 1 }
}

async function haveImage(cli: DockerCli, { image, onNotice }: ToolboxRequest): Promise<void> {
  const known = await cli.attempt(['image', 'inspect', '--format', '{{.Id}}', image])
  if (known.exitCode === 0) return
  onNotice(`Fetching ${image}`)
  const pulled = await cli.attempt(['pull', '--quiet', image], { timeoutMs: 5 * 60_000 })
  if (pulled.exitCode === 0) return
  const error = engineError(`fetch ${image}`, pulled.stderr)
  const hint = 'Name an image with a shell that is in the store: --image NAME'
  throw new EngineError(error.message, { transient: error.transient, cause: error, hint })
}

/** With this process's own standard input and outputs. Docker's own 125 is trouble, and said on standard error by it. */
async function inForeground(args: readonly string[], request: ToolboxRequest): Promise<number> {
  const env = Object.fromEntries(Object.entries({ ...request.env, DOCKER_CLI_HINTS: 'false' }))
  // In our own group, else it could not read from the terminal.
  const child = spawn('docker', args, { env, stdio: 'inherit' })
  const end = (): void => void child.kill('SIGTERM')
  request.signal.addEventListener('abort', end, { once: true })
  try {
    return await new Promise<number>((done, failed) => {
      child.on('error', failed)
      child.on('close', code => done(code ?? 1))
    })
  } finally {
    request.signal.removeEventListener('abort', end)
  }
}
