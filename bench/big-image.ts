import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { tarOf } from '../src/image/tar/write-tar.ts'

export interface BigImage {
  /** `docker save`-like archive with gzip layers. */
  readonly archive: string
  readonly layers: readonly string[]
  readonly files: number
  readonly bytes: number
}

const LAYERS = 4
const WORDS =
  'import export const function return value string number object class extends public static void throw new if else for while require module default undefined null true false this prototype length index result error message config option path file read write stream buffer'.split(
    ' ',
  )

/** Makes an image of `files` files and about `megabytes` MB in a folder: text and binary, as real ones compress. */
export async function makeBigImage(folder: string, files: number, megabytes: number): Promise<BigImage> {
  await mkdir(folder, { recursive: true })
  const random = generator(20261)
  const mean = (megabytes * 1e6) / files
  const perLayer = Math.ceil(files / LAYERS)
  let bytes = 0
  const made = await Promise.all(
    Array.from({ length: LAYERS }, async (_, layer) => {
      const path = join(folder, `layer-${layer}.tar.gz`)
      const parts = function* (): Generator<Buffer> {
        for (let at = 0; at < perLayer; at++) {
          // Sizes as in real trees: most files small, a few large.
          const size = Math.floor(mean * 0.2 * Math.exp(random() * 3.1))
          bytes += size
          const path = `usr/lib/layer${layer}/module${at % 97}/part${at % 13}/file-${at}.js`
          yield tarOf([
            { path, content: content(size, random), mode: at % 50 === 0 ? 0o755 : 0o644 },
          ]).subarray(0, -1024)
        }
        yield Buffer.alloc(1024)
      }
      const diff = createHash('sha256')
      const hashed = function* (): Generator<Buffer> {
        for (const part of parts()) {
          diff.update(part)
          yield part
        }
      }
      await pipeline(Readable.from(hashed()), createGzip({ level: 6 }), createWriteStream(path))
      return { path, diffId: `sha256:${diff.digest('hex')}` }
    }),
  )
  const archive = join(folder, 'image.tar')
  await writeArchive(archive, made)
  return { archive, layers: made.map(layer => layer.path), files: perLayer * LAYERS, bytes }
}

async function writeArchive(
  archive: string,
  layers: readonly { readonly path: string; readonly diffId: string }[],
): Promise<void> {
  const config = JSON.stringify({
    os: 'linux',
    architecture: 'amd64',
    config: {},
    rootfs: { type: 'layers', diff_ids: layers.map(layer => layer.diffId) },
    history: layers.map((_, at) => ({ created_by: `COPY part${at} / # buildkit` })),
  })
  const out = createWriteStream(archive)
  const put = async (path: string, content: Uint8Array): Promise<void> => {
    if (!out.write(tarOf([{ path, content }]).subarray(0, -1024))) await once(out, 'drain')
  }
  const paths: string[] = []
  for (const layer of layers) {
    const stored = await readFile(layer.path)
    const path = `blobs/sha256/${createHash('sha256').update(stored).digest('hex')}`
    paths.push(path)
    await put(path, stored)
  }
  const configPath = `blobs/sha256/${createHash('sha256').update(config).digest('hex')}`
  await put(configPath, Buffer.from(config))
  const manifest = JSON.stringify([{ Config: configPath, RepoTags: ['bench:1'], Layers: paths }])
  await put('manifest.json', Buffer.from(manifest))
  out.end(Buffer.alloc(1024))
  await once(out, 'close')
}

/** Half text of a small vocabulary, half of the files with a noisy part, so that gzip takes about 60 % away. */
function content(size: number, random: () => number): Buffer {
  const noisy = random() < 0.5 ? Math.floor(size * 0.45) : 0
  const buffer = Buffer.alloc(size)
  for (let at = 0; at < noisy; at += 4)
    buffer.writeUInt32LE((random() * 2 ** 32) >>> 0, Math.min(at, Math.max(size - 4, 0)))
  let text = ''
  const wanted = Math.min(size - noisy, 20_000)
  while (text.length < wanted) {
    text += WORDS[Math.floor(random() * WORDS.length)] ?? ''
    text += random() < 0.1 ? `${Math.floor(random() * 1e6)};\n` : ' '
  }
  for (let at = noisy; at < size; at += wanted) buffer.write(text, at)
  return buffer
}

/** mulberry32: the same bytes on each run. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
