import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { secretHider } from '../../../src/engines/docker/secrets.ts'
import type { BuildRequest, ImageConfig } from '../../../src/engines/engine.ts'
import { BuildFailure } from '../../../src/errors.ts'
import { runProgram } from './fake-process.ts'
import { emptyConfig, type FakeImage, type FakeWorld } from './world.ts'

interface Step {
  readonly name: string
  readonly cached: boolean
  readonly ms: number
}

/** Builds a Dockerfile of one stage whose instructions take a line each: FROM, RUN, COPY, ENV, EXPOSE, CMD. */
export async function fakeBuild(
  world: FakeWorld,
  request: BuildRequest,
): Promise<{ image: FakeImage; steps: readonly Step[] }> {
  const lines = request.dockerfile.split('\n').filter(line => line.trim() !== '')
  const hide = await secretHider(request.secrets ?? [], process.env)
  const files = new Map<string, string>()
  const steps: Step[] = []
  let config: ImageConfig = emptyConfig
  for (const [index, line] of lines.entries()) {
    const [instruction = '', rest = ''] = splitOnce(line)
    if (instruction === 'FROM') {
      const base = baseOf(world, request, rest, index)
      config = base.config
      for (const [path, text] of base.files) files.set(path, text)
    } else if (instruction === 'ENV') config = { ...config, env: [...config.env, rest] }
    else if (instruction === 'EXPOSE') config = { ...config, exposedPorts: [`${rest}/tcp`] }
    else if (instruction === 'CMD') config = { ...config, cmd: words(rest) }
    else if (instruction === 'COPY') {
      const [from = '', to = ''] = rest.split(' ')
      files.set(to, readFileSync(join(request.context, from), 'utf8'))
    } else {
      const key = lines.slice(0, index + 1).join('\n')
      steps.push(
        await runStep(
          world,
          request,
          { index, name: `[${index + 1}/${lines.length}] ${line}`, key, rest },
          files,
          hide,
        ),
      )
      world.cache.add(key)
    }
  }
  return { image: { config, files }, steps }
}

async function runStep(
  world: FakeWorld,
  request: BuildRequest,
  run: { index: number; name: string; key: string; rest: string },
  files: Map<string, string>,
  hide: (text: string) => string,
): Promise<Step> {
  const tell = request.onProgress ?? (() => {})
  if (world.cache.has(run.key)) {
    tell({ step: run.name, state: 'cached' })
    return { name: run.name, cached: true, ms: 0 }
  }
  tell({ step: run.name, state: 'started' })
  const script = run.rest.replace(/^--mount=\S+ /, '').replace(/^echo [^;]*; /, '')
  const [secret] = request.secrets ?? []
  const path = /src=(.*)/.exec(secret ?? '')?.[1]
  const seen = new Map(files)
  if (path !== undefined) seen.set('/run/secrets/token', readFileSync(path, 'utf8'))
  const program = world.programs[script] ?? (() => 127)
  const running = runProgram(program, {
    env: {},
    stdin: '',
    files: seen,
    volumes: new Map(),
    network: 'open',
  })
  request.signal?.addEventListener('abort', () => running.kill(), { once: true })
  if (request.signal?.aborted === true) running.kill()
  const code = await running.exitCode
  request.signal?.throwIfAborted()
  for (const log of hide(running.stdout()).split('\n').filter(Boolean))
    tell({ step: run.name, state: 'log', log })
  tell({ step: run.name, state: code === 0 ? 'done' : 'failed' })
  if (code === 0) return { name: run.name, cached: false, ms: 1 }
  throw failure(request, run.index, `RUN failed: exit code ${code}`, {
    step: run.name,
    log: hide(running.stdout()),
  })
}

function baseOf(world: FakeWorld, request: BuildRequest, reference: string, index: number): FakeImage {
  const base = world.bases[reference] ?? world.images.get(reference)
  if (base !== undefined) return base
  throw failure(request, index, `cannot get the image ${reference}: it does not exist`, {
    missingImage: reference,
  })
}

function failure(
  request: BuildRequest,
  index: number,
  message: string,
  more: { step?: string; log?: string; missingImage?: string },
): BuildFailure {
  const at = { offset: 0, line: index + 1, column: 1 }
  return new BuildFailure(`${request.dockerfileName}:${index + 1}: ${message}`, {
    file: request.dockerfileName,
    range: { start: at, end: at },
    step: more.step,
    log: more.log ?? '',
    missingImage: more.missingImage,
  })
}

function splitOnce(line: string): readonly string[] {
  const at = line.indexOf(' ')
  return [line.slice(0, at), line.slice(at + 1)]
}

function words(json: string): readonly string[] {
  const value: unknown = JSON.parse(json)
  return Array.isArray(value) ? value.map(String) : []
}
