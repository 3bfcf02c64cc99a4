import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { BuildRequest, Container, ContainerRequest, Engine } from '../../src/engines/engine.ts'
import { readTar } from '../../src/image/tar/read-tar.ts'
import type { Subject } from './contract.ts'

/** One connection and one small image for the tests of a group. */
export function shared(subject: Subject) {
  const made: { engine?: Engine; image?: string; folder?: string } = {}
  const get = <Key extends keyof typeof made>(key: Key) => {
    const value = made[key]
    if (value === undefined) throw new Error(`${key} is not there yet`)
    return value
  }
  beforeAll(async () => {
    made.folder = await mkdtemp(join(tmpdir(), 'contract-'))
    await writeFile(join(made.folder, 'note.txt'), 'a note\n')
    made.engine = await subject.connect()
    const request = requestFor(made.folder, [
      `FROM ${subject.base}`,
      'ENV GREETING=hello',
      'COPY note.txt /in/note.txt',
    ])
    made.image = (await made.engine.build(request)).image
  })
  afterAll(async () => {
    await made.engine?.dispose()
    if (made.folder !== undefined) await rm(made.folder, { recursive: true, force: true })
  })

  return {
    engine: () => get('engine'),
    image: () => get('image'),
    folder: () => get('folder'),
    build: (lines: readonly string[], more: Partial<BuildRequest> = {}) =>
      get('engine').build({ ...requestFor(get('folder'), lines), ...more }),
    /** A container that runs the script, not yet started. */
    create: (script: string, more: Partial<ContainerRequest> = {}): Promise<Container> =>
      get('engine').create({ ...containerFor(get('image'), script), ...more }),
  }
}

export function containerFor(image: string, script: string): ContainerRequest {
  return { image, args: ['sh', '-c', script], network: 'none', memoryBytes: 64 * 1024 * 1024, pids: 50 }
}

export function requestFor(context: string, lines: readonly string[]): BuildRequest {
  return { context, dockerfile: `${lines.join('\n')}\n`, dockerfileName: 'Dockerfile' }
}

/** A RUN of its own, which no cache has seen. */
export function freshRun(script: string): string {
  return `RUN echo ${randomUUID()}; ${script}`
}

/** Asks again until it is so. The test's own timeout ends it. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise(resolve => setTimeout(resolve, 25))
}

export async function filesOf(tar: AsyncIterable<Uint8Array>): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>()
  for await (const entry of readTar(tar)) {
    if (entry.kind !== 'file') continue
    const wanted = entry.size < 10_000
    files.set(entry.path, wanted ? (await entry.bytes(10_000)).toString() : '')
  }
  return files
}
