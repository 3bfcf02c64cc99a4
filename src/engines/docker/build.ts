import { copyFile, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { EngineError } from '../../errors.ts'
import type { BuildRequest, BuiltImage } from '../engine.ts'
import { tempFolder } from '../temp-folder.ts'
import { buildError } from './build-failure.ts'
import { stepLog } from './build-steps.ts'
import type { DockerCli, Environment } from './cli.ts'
import { plainReader } from './plain-progress.ts'
import { rawJsonReader } from './rawjson.ts'
import type { Run } from './run.ts'
import { secretHider } from './secrets.ts'
import { engineError, isEngineTrouble } from './trouble.ts'

/** A way to ask for a build, best first. Which one an engine takes is tried: versions say too little. */
interface Way {
  readonly command: readonly string[]
  readonly reader: typeof rawJsonReader
  /** What the CLI prints where it does not know this way. */
  readonly refused: RegExp
}

const ways: readonly Way[] = [
  {
    command: ['buildx', 'build', '--progress=rawjson', '--load'],
    reader: rawJsonReader,
    refused:
      /invalid progress mode|rawjson|'buildx' is not a docker command|unknown (?:flag|command|shorthand)/,
  },
  {
    command: ['buildx', 'build', '--progress=plain', '--load'],
    reader: plainReader,
    refused: /'buildx' is not a docker command|unknown (?:flag|command|shorthand)/,
  },
  {
    // BuildKit inside of the daemon, before buildx was a package of its own.
    command: ['build', '--progress=plain'],
    reader: plainReader,
    refused: /buildx component is missing|BuildKit is (?:enabled|not supported)/,
  },
]

const defaultTimeoutMs = 30 * 60_000

export type Build = (request: BuildRequest) => Promise<BuiltImage>

export function dockerBuild(cli: DockerCli, run: Run, env: Environment): Build {
  // The way that worked once is taken at once the next time.
  let first = 0

  return async request => {
    const hide = await secretHider(request.secrets ?? [], env)
    const folder = await tempFolder()
    try {
      const file = await placeDockerfile(request, folder.path)
      const image = run.nextImage()
      for (let index = first; index < ways.length; index += 1) {
        const way = ways[index]
        if (way === undefined) break
        const built = await buildOneWay(cli, way, request, [...requestArgs(request, file, image, run)], hide)
        if (built === 'refused') continue
        first = index
        return { image, ...built }
      }
    } finally {
      await folder.remove()
    }
    throw new EngineError('this Docker has no BuildKit', {
      transient: false,
      hint: 'Install buildx (the package docker-buildx or docker-buildx-plugin).',
    })
  }
}

async function buildOneWay(
  cli: DockerCli,
  way: Way,
  request: BuildRequest,
  args: readonly string[],
  hide: (text: string) => string,
): Promise<Omit<BuiltImage, 'image'> | 'refused'> {
  const log = stepLog(request.onProgress ?? (() => {}), hide)
  const reader = way.reader(log)
  const began = performance.now()
  const result = await cli.follow(
    [...way.command, ...args],
    { onStderr: chunk => reader.write(chunk) },
    {
      timeoutMs: request.timeoutMs ?? defaultTimeoutMs,
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    },
  )
  reader.end()
  log.end()
  if (result.exitCode === 0) return { ms: Math.round(performance.now() - began), steps: log.steps() }
  if (result.timedOut) throw new EngineError('the build took too long and was ended', { transient: true })
  const nothingRan = log.steps().length === 0 && log.failure() === undefined
  if (nothingRan && way.refused.test(result.stderr)) return 'refused'
  if (result.exitCode === undefined && log.failure() === undefined) {
    throw engineError('build the image', isEngineTrouble(log.text()) ? log.text() : 'unexpected EOF')
  }
  throw buildError(request, log)
}

/**
 * Writes the Dockerfile outside of the context. BuildKit looks for `NAME.dockerignore` beside it, and for the context's
 * `.dockerignore` where there is none, so the former comes along.
 */
async function placeDockerfile(request: BuildRequest, folder: string): Promise<string> {
  const file = join(folder, basename(request.dockerfileName))
  await writeFile(file, request.dockerfile)
  const ignoreFile = resolve(request.context, `${request.dockerfileName}.dockerignore`)
  await copyFile(ignoreFile, `${file}.dockerignore`).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
  })
  return file
}

function* requestArgs(request: BuildRequest, file: string, image: string, run: Run): Iterable<string> {
  yield* ['--file', file, '--tag', image, ...run.labelArgs]
  if (request.target !== undefined) yield* ['--target', request.target]
  if (request.platform !== undefined) yield* ['--platform', request.platform]
  for (const [name, value] of Object.entries(request.buildArgs ?? {}))
    yield* ['--build-arg', `${name}=${value}`]
  for (const secret of request.secrets ?? []) yield* ['--secret', secret]
  yield resolve(request.context)
}
