import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import process from 'node:process'
import type { ImageSource, ReadImageOptions } from '../../image/archive/read-image.ts'
import { familiarReference, parseReference } from '../../image/reference.ts'
import { cutEnd } from '../../report/terminal/fit.ts'
import { type Io, styleFor } from '../io.ts'
import { keepMemoryFlat } from './flat-memory.ts'

export interface OpenOptions {
  readonly platform?: string
}

/**
 * Opens what a person names as an image and lets `read` read it: a file of `docker save`, an OCI layout (file or
 * folder), `-` for standard input, else an image of the engine.
 * @throws EngineError where the engine does not answer or has no such image
 */
export async function withImage<T>(
  name: string,
  options: OpenOptions,
  io: Io,
  read: (source: ImageSource, options: ReadImageOptions) => Promise<T>,
): Promise<T> {
  keepMemoryFlat()
  const platform = options.platform === undefined ? {} : { platform: options.platform }
  const common = { ...platform, signal: io.signal }
  if (name === '-') return await read({ kind: 'stream', chunks: process.stdin }, common)
  const path = resolve(io.cwd, name)
  if (existsSync(path)) return await whileShown(name, io, () => read({ kind: 'path', path }, common))
  const { connectDocker } = await import('../../engines/docker/connect.ts')
  const engine = await connectDocker({
    env: io.env,
    signal: io.signal,
    onNotice: text => io.stderr.write(`${text}\n`),
  })
  try {
    const image = oneTag(name)
    await engine.inspectImage(image)
    return await whileShown(name, io, () =>
      read({ kind: 'stream', chunks: engine.saveImage(image) }, { ...common, tag: image }),
    )
  } finally {
    await engine.dispose()
  }
}

/** A person who waits sees for what; a pipe gets nothing of it. */
async function whileShown<T>(name: string, io: Io, work: () => Promise<T>): Promise<T> {
  if (!io.stderr.isTTY) return await work()
  io.stderr.write(cutEnd(`Reading ${name}`, (io.stderr.columns || 80) - 1, styleFor(io.stderr, io, 'never')))
  try {
    return await work()
  } finally {
    io.stderr.write('\r\u001b[K')
  }
}

/** `docker save NAME` without a tag saves all of its tags: the one that `docker run NAME` takes is meant. */
function oneTag(name: string): string {
  if (/^(?:sha256:)?[0-9a-f]{12,64}$/.test(name)) return name
  const reference = parseReference(name)
  if (!reference) return name
  return reference.tag === undefined && reference.digest === undefined
    ? familiarReference({ ...reference, tag: 'latest' })
    : name
}
