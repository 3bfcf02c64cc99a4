import { lstat, readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import { openRemoteImage } from '../../engines/registry/remote-image.ts'
import { EngineError, UserError } from '../../errors.ts'
import { parseReference } from '../../image/reference.ts'
import { buildModel } from '../../model/model.ts'
import { replaceAll } from '../../optimize/write-files.ts'
import { renderDiff } from '../../report/terminal/diff.ts'
import { type NamedImage, pinImages, pinKey, unpinnedImages } from '../../rewrite/pin.ts'
import type { PinOptions } from '../commands/pin.ts'
import { exitCode } from '../exit.ts'
import { type Io, styleFor } from '../io.ts'

/**
 * Does what `laststage pin` was asked for.
 * @returns the exit code
 * @throws EngineError where trying again may help: then nothing is written
 */
export async function runPin(file: string, options: PinOptions, io: Io): Promise<number> {
  const path = resolve(io.cwd, file)
  const text = await textOf(path, file)
  const document = parseDockerfile(text, file)
  if (document.diagnostics.some(({ severity }) => severity === 'error'))
    throw new UserError('dockerfile-faults', `${file} has faults`, `laststage check ${file}`)
  const images = unpinnedImages(buildModel(document))
  const { digests, left } = await digestsOf(images, io)
  const pinned = pinImages(text, images, digests)
  const style = styleFor(io.stdout, io, options.color)
  if (pinned !== text && options.write === true) await replaceAll([{ path, text: pinned }], async () => {})
  const lines = [...renderDiff(file, text, pinned, style), ...left.map(line => `${file}:${line}`)]
  io.stdout.write(`${lines.length === 0 ? 'Nothing to pin.' : lines.join('\n')}\n`)
  if (pinned !== text)
    io.stderr.write(options.write === true ? `Changed ${file}.\n` : '--write changes the file.\n')
  return left.length === 0 ? exitCode.ok : exitCode.findings
}

/** Each image is asked for once. Why one stays as it is begins with its line. */
async function digestsOf(
  images: readonly NamedImage[],
  io: Io,
): Promise<{ readonly digests: ReadonlyMap<string, string>; readonly left: readonly string[] }> {
  const digests = new Map<string, string>()
  const failed = new Map<string, string>()
  const left: string[] = []
  for (const { reference, line, place } of images) {
    const key = pinKey(reference)
    if (place === undefined) {
      left.push(`${line} ${reference} is left: it is not written there as it stands, but by a variable`)
      continue
    }
    const known = digests.get(key) ?? failed.get(key)
    const found = known === undefined ? await digestOf(reference, io) : undefined
    if (found?.digest !== undefined) digests.set(key, found.digest)
    if (found?.why !== undefined) failed.set(key, found.why)
    const why = failed.get(key)
    if (why !== undefined) left.push(`${line} ${reference} is left: ${why}`)
  }
  return { digests, left }
}

async function digestOf(
  name: string,
  io: Io,
): Promise<
  { readonly digest: string; readonly why?: never } | { readonly why: string; readonly digest?: never }
> {
  const reference = parseReference(name)
  if (reference === undefined) return { why: 'it is not the name of an image' }
  try {
    const image = await openRemoteImage(reference, { env: io.env, signal: io.signal })
    image.close()
    return { digest: image.digest }
  } catch (error) {
    if ((error instanceof EngineError && !error.transient) || error instanceof UserError)
      return { why: error.message }
    throw error
  }
}

/** @throws UserError where it is no file, or one that could not be written back byte for byte */
async function textOf(path: string, file: string): Promise<string> {
  const found = await lstat(path).catch(() => undefined)
  const bytes = found?.isFile() === true ? await readFile(path) : undefined
  const text = bytes?.toString('utf8')
  if (bytes === undefined || text === undefined)
    throw new UserError('no-dockerfile', `${file} is not there, or not a plain file`)
  if (Buffer.from(text).equals(bytes)) return text
  throw new UserError('no-dockerfile', `${file} is not UTF-8`)
}
