import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import process from 'node:process'
import type { RemoteImage } from '../../engines/registry/remote-image.ts'
import { UserError } from '../../errors.ts'
import type { ImageSource, ReadImageOptions } from '../../image/archive/read-image.ts'
import { familiarReference, parseReference } from '../../image/reference.ts'
import { type InspectedImage, inspectImage } from '../../measure/inspect/inspect-image.ts'
import { cutEnd } from '../../report/terminal/fit.ts'
import { type Io, styleFor } from '../io.ts'
import { keepMemoryFlat } from './flat-memory.ts'
import { keptLayers } from './kept-layers.ts'

/** As skopeo has it: the image in its registry, whatever the engine has. */
const remotePrefix = 'docker://'

export interface OpenOptions {
  readonly platform?: string
  /** False: what was found in layers before is not used, and nothing is kept. */
  readonly cache?: boolean
}

/** Opens an image as `withImage` does, and inspects it. Layers known from before are not unpacked again. */
export async function inspectNamed(name: string, options: OpenOptions, io: Io): Promise<InspectedImage> {
  const kept = options.cache === false ? undefined : await keptLayers(io.env)
  return await withImage(
    name,
    options,
    io,
    async (source, read) => await inspectImage(source, { ...read, ...(kept && { kept }) }),
  )
}

/**
 * Opens what a person names as an image and lets `read` read it: a file of `docker save`, an OCI layout (file or
 * folder), `-` for standard input, `docker://NAME` in its registry, else an image of the engine.
 * @throws EngineError where the engine or the registry does not answer or has no such image
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
  if (isRemote(name))
    return await whileShown(name, io, () =>
      withRemote(name, io, files => read({ kind: 'remote', files }, common)),
    )
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

/** True where a name stands for an image in its registry. */
export function isRemote(name: string): boolean {
  return name.startsWith(remotePrefix)
}

/** Opens `docker://NAME` in its registry, without an engine. */
export async function withRemote<T>(
  name: string,
  io: Io,
  work: (image: RemoteImage) => Promise<T>,
): Promise<T> {
  const reference = parseReference(name.slice(remotePrefix.length))
  if (!reference)
    throw new UserError(
      'image-reference',
      `${name} is not the name of an image`,
      'docker://node:22-slim is one.',
    )
  const { openRemoteImage } = await import('../../engines/registry/remote-image.ts')
  const image = await openRemoteImage(reference, { env: io.env, signal: io.signal })
  try {
    return await work(image)
  } finally {
    image.close()
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
