import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { InspectedLayers } from '../../measure/inspect/inspect-image.ts'
import { version } from '../../version.ts'
import type { Io } from '../io.ts'

/** Of a base image of 12,000 files about a megabyte. */
const FOLDER_BYTES = 256 * 2 ** 20
/** Read again as quickly as looked up. */
const SMALLEST_LAYER = 64 * 1024
/** Of what is kept, unpacked. */
const LARGEST_ENTRY = 512 * 2 ** 20
const DIGEST_BYTES = 32

/**
 * What `measure`, `diff` and `budget` found in layers, in the user's cache folder: a base image is unpacked once, and
 * from a registry fetched once. Undefined where there is no such folder, or a source checkout runs, whose code may have
 * changed since, and no folder is asked for.
 * @param env `LASTSTAGE_CACHE_DIR` says where; `LASTSTAGE_CACHE_DIR=` keeps nothing
 * @param room bytes that the folder may have
 */
export async function keptLayers(env: Io['env'], room = FOLDER_BYTES): Promise<InspectedLayers | undefined> {
  const place = await cacheFolder(env)
  if (place === undefined) return undefined
  const fileOf = (digest: string): string => join(place, digest.replace(':', '-'))
  return {
    async get(digest) {
      const file = fileOf(digest)
      const layer = await readKept(file)
      if (layer?.digest !== digest) return undefined
      const now = new Date()
      // Those asked for last are kept longest.
      await utimes(file, now, now).catch(() => {})
      return layer
    },
    async set(layer) {
      if (layer.storedBytes < SMALLEST_LAYER) return
      // A full disk or a folder of another user's costs time later, not the answer now.
      await writeKept(fileOf(layer.digest), layer).then(
        () => makeRoom(place, room),
        () => {},
      )
    },
  }
}

async function cacheFolder(env: Io['env']): Promise<string | undefined> {
  const isSource = import.meta.filename.endsWith('.ts')
  const user = env['XDG_CACHE_HOME'] || (env['HOME'] && join(env['HOME'], '.cache'))
  const asked = env['LASTSTAGE_CACHE_DIR'] ?? (isSource ? undefined : user && join(user, 'laststage'))
  return asked ? join(asked, 'layers', isSource ? 'source' : await buildName()) : undefined
}

/** Other code has another name: those of the bundle's files hold the digests of their content. */
async function buildName(): Promise<string> {
  const code = (await readdir(import.meta.dirname)).toSorted().join('\n')
  return `${version}-${createHash('sha256').update(code).digest('hex').slice(0, 16)}`
}

type Kept = Parameters<InspectedLayers['set']>[0]

/** Undefined where there is nothing whole: a digest of the rest stands in front of it. */
async function readKept(file: string): Promise<Kept | undefined> {
  const bytes = await readFile(file).catch(() => undefined)
  if (!bytes) return undefined
  const packed = bytes.subarray(DIGEST_BYTES)
  if (!createHash('sha256').update(packed).digest().equals(bytes.subarray(0, DIGEST_BYTES))) return undefined
  try {
    // Written by this code, as the digest and the folder's name say.
    const kept: Kept = deserialize(zstdDecompressSync(packed, { maxOutputLength: LARGEST_ENTRY }))
    return kept
  } catch {
    return undefined
  }
}

async function writeKept(file: string, layer: Kept): Promise<void> {
  const plain = serialize(layer)
  if (plain.length > LARGEST_ENTRY) return
  const packed = zstdCompressSync(plain, { params: { [constants.ZSTD_c_compressionLevel]: 1 } })
  const digest = createHash('sha256').update(packed).digest()
  const folder = dirname(file)
  if ((await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined) await removeOthers(folder)
  const half = `${file}.${randomBytes(6).toString('hex')}.half`
  try {
    await writeFile(half, Buffer.concat([digest, packed]), { mode: 0o600, flag: 'wx' })
    await rename(half, file)
  } finally {
    await rm(half, { force: true })
  }
}

/** What other builds kept is of no use to this one. */
async function removeOthers(folder: string): Promise<void> {
  const parent = dirname(folder)
  // The folder may be someone's choice: nothing else in it is ours.
  const ours = (await readdir(parent)).filter(name => /^\d+\.\d+\.\d+.*-[0-9a-f]{16}$/.test(name))
  for (const name of ours)
    if (join(parent, name) !== folder) await rm(join(parent, name), { recursive: true, force: true })
}

/** Removes what was asked for longest ago, until the rest fits. */
async function makeRoom(folder: string, room: number): Promise<void> {
  const files = await Promise.all(
    (await readdir(folder)).map(async name => {
      const { size, mtimeMs } = await stat(join(folder, name)).catch(() => ({ size: 0, mtimeMs: 0 }))
      return { name, size, mtimeMs }
    }),
  )
  let sum = 0
  for (const { name, size } of files.toSorted((a, b) => b.mtimeMs - a.mtimeMs)) {
    sum += size
    if (sum > room) await rm(join(folder, name), { force: true })
  }
}
