import { execFile } from 'node:child_process'
import { readFile, statfs, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import type { Attempt, EngineInfo, Probes } from '../../doctor/check.ts'
import { type DockerCli, dockerCli } from '../../engines/docker/cli.ts'
import { connectDocker } from '../../engines/docker/connect.ts'
import { isLocal } from '../../engines/docker/endpoint.ts'
import { firstError } from '../../engines/docker/trouble.ts'
import type { Engine } from '../../engines/engine.ts'
import { tempFolder } from '../../engines/temp-folder.ts'
import { BuildFailure, EngineError } from '../../errors.ts'
import type { Io } from '../io.ts'

/** Short: a machine that is not answered for so long has its answer. */
const registryTimeoutMs = 15_000
const buildTimeoutMs = 60_000

const info = v.object({
  HttpProxy: v.optional(v.string()),
  HttpsProxy: v.optional(v.string()),
  DockerRootDir: v.optional(v.string()),
  MemoryLimit: v.optional(v.boolean()),
  PidsLimit: v.optional(v.boolean()),
})

/** Lets some work look at this machine; what it made on the engine is removed afterwards. */
export async function withProbes<T>(io: Io, work: (probes: Probes) => Promise<T>): Promise<T> {
  const cli = dockerCli(io.env, io.signal)
  const engine = await connect(io)
  const empty = await tempFolder()
  await writeFile(secretFile(empty.path), 'no secret at all\n')
  try {
    return await work(machine(io, cli, engine, empty.path))
  } finally {
    await empty.remove()
    if (!(engine instanceof EngineError)) await engine.dispose()
  }
}

/** What is given to a build as a secret, to see that it takes one. */
function secretFile(folder: string): string {
  return join(folder, 'laststage-doctor-secret')
}

async function connect(io: Io): Promise<Engine | EngineError> {
  try {
    return await connectDocker({ env: io.env, signal: io.signal })
  } catch (error) {
    if (error instanceof EngineError) return error
    throw error
  }
}

function machine(io: Io, cli: DockerCli, engine: Engine | EngineError, empty: string): Probes {
  let told: Promise<EngineInfo> | undefined
  return {
    env: io.env,
    tmpdir: tmpdir(),
    async engine() {
      if (engine instanceof EngineError) return { failure: engine.message, hint: engine.hint }
      const { version, platform } = engine
      return { version, platform, local: isLocal(await endpointOf(io, cli)) }
    },
    info: () => (told ??= infoOf(cli)),
    async build(dockerfile, secret) {
      if (engine instanceof EngineError) return engine.message
      return await tried(async () => {
        const secrets = secret ? { secrets: [`id=laststage-doctor,src=${secretFile(empty)}`] } : {}
        const timeoutMs = buildTimeoutMs
        return engine.build({
          context: empty,
          dockerfile,
          dockerfileName: 'Dockerfile',
          timeoutMs,
          ...secrets,
        })
      })
    },
    async rawProgress() {
      const input = Buffer.from('FROM scratch\nCOPY <<EOF /tried\ntried\nEOF\n')
      const args = ['buildx', 'build', '--progress=rawjson', '--output', 'type=cacheonly', '-']
      return await attempt(cli, args, buildTimeoutMs, input)
    },
    manifest: async reference => attempt(cli, ['manifest', 'inspect', reference], registryTimeoutMs),
    async buildProxy() {
      const folder = io.env['DOCKER_CONFIG'] || join(io.env['HOME'] || homedir(), '.docker')
      const text = await readFile(join(folder, 'config.json'), 'utf8').catch(() => '')
      return /"proxies"\s*:/.test(text)
    },
    freeBytes: async path => {
      const stats = await statfs(path).catch(() => undefined)
      return stats && stats.bavail * stats.bsize
    },
    readText: async path => readFile(path, 'utf8').catch(() => undefined),
    gitVersion: async () =>
      new Promise(done => {
        const env = { PATH: io.env['PATH'] }
        execFile('git', ['--version'], { env, timeout: 10_000 }, (error, stdout) =>
          done(error === null ? stdout.trim() : undefined),
        )
      }),
  }
}

async function endpointOf({ env }: Io, cli: DockerCli): Promise<string> {
  if (env['DOCKER_HOST']) return env['DOCKER_HOST']
  const format = '{{.Endpoints.docker.Host}}'
  return (await cli.attempt(['context', 'inspect', '--format', format])).stdout.trim()
}

async function infoOf(cli: DockerCli): Promise<EngineInfo> {
  const { stdout } = await cli.attempt(['info', '--format', '{{json .}}'], { timeoutMs: 20_000 })
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), info), stdout)
  return read.success ? read.output : {}
}

async function tried(work: () => Promise<unknown>): Promise<Attempt> {
  try {
    await work()
    return undefined
  } catch (error) {
    if (error instanceof BuildFailure || error instanceof EngineError) return error.message
    throw error
  }
}

async function attempt(
  cli: DockerCli,
  args: readonly string[],
  timeoutMs: number,
  input?: Uint8Array,
): Promise<Attempt> {
  const result = await cli.attempt(args, { timeoutMs, ...(input && { input }) })
  if (result.exitCode === 0) return undefined
  return result.timedOut ? `no answer within ${timeoutMs / 1000} s` : firstError(result.stderr)
}
