import { inflateRawSync } from 'node:zlib'

/** Where a jar comes from, as far as its name and Maven's own metadata in it say. */
export interface JarFacts extends JarName {
  /** Jars that it holds: those of a Spring Boot archive or a WAR. */
  readonly jars: readonly (JarName & { readonly path: string })[]
}

export interface JarName {
  readonly group: string | undefined
  readonly name: string
  /** Empty where nothing tells it. */
  readonly version: string
}

interface ZipEntry {
  readonly name: string
  readonly method: number
  readonly storedBytes: number
  readonly headerAt: number
}

const MAX_ENTRIES = 100_000
const MAX_PROPERTIES = 64 * 1024
const STORED = 0
const DEFLATED = 8

/**
 * What a jar's directory tells. Maven leaves META-INF/maven/GROUP/ARTIFACT/pom.properties in what it packs; Gradle does not.
 * A jar whose directory is not found is known by its name alone.
 * @param fileName `spring-core-6.1.2.jar`
 */
export function readJar(fileName: string, bytes: Buffer): JarFacts {
  const entries = readDirectory(bytes)
  const held = entries.filter(({ name }) =>
    /^(?:BOOT-INF\/lib|WEB-INF\/lib(?:-provided)?|lib)\/[^/]+\.jar$/.test(name),
  )
  // Sixty thousand entries that are all one and the same jar would take hours: overlapping ones are known by their names.
  const areApart = held.reduce((sum, { storedBytes }) => sum + storedBytes, 0) <= bytes.length
  const jars = held.map(entry => {
    const inner = areApart && entry.method === STORED ? contentOf(bytes, entry) : undefined
    const file = entry.name.slice(entry.name.lastIndexOf('/') + 1)
    return { ...nameOf(file, inner ?? Buffer.alloc(0)), path: entry.name }
  })
  return { ...nameOf(fileName, bytes, entries), jars }
}

/** `spring-core-6.1.2` → its name and version. */
export function nameAndVersion(base: string): { readonly name: string; readonly version: string } {
  const match = /^(.+?)-(\d.*)$/.exec(base)
  return { name: match?.[1] ?? base, version: match?.[2] ?? '' }
}

function nameOf(fileName: string, bytes: Buffer, entries = readDirectory(bytes)): JarName {
  const base = fileName.replace(/\.[jw]ar$/, '')
  const plain = nameAndVersion(base)
  const poms = entries.flatMap(entry => {
    const [, group, artifact] = /^META-INF\/maven\/([^/]+)\/([^/]+)\/pom\.properties$/.exec(entry.name) ?? []
    return group === undefined || artifact === undefined ? [] : [{ entry, group, artifact }]
  })
  // A shaded jar holds the metadata of all that went into it: its own is the one that is named as the file is.
  const own =
    poms.find(({ artifact }) => artifact === plain.name) ??
    poms
      .filter(({ artifact }) => base === artifact || base.startsWith(`${artifact}-`))
      .sort((a, b) => b.artifact.length - a.artifact.length)[0] ??
    (poms.length === 1 ? poms[0] : undefined)
  if (own === undefined) return { group: undefined, ...plain }
  const text = contentOf(bytes, own.entry)?.toString('latin1') ?? ''
  const version = /^version=(.*)/m.exec(text)?.[1]?.trim()
  return { group: own.group, name: own.artifact, version: version || plain.version }
}

/** The central directory of a zip; empty where there is none. Format: PKWARE's APPNOTE 4.3.12 and 4.3.16, without zip64. */
function readDirectory(bytes: Buffer): readonly ZipEntry[] {
  const end = bytes.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'))
  if (end < 0 || end + 22 > bytes.length) return []
  const count = bytes.readUInt16LE(end + 10)
  const directory = end - bytes.readUInt32LE(end + 12)
  // A program in front of the archive (Spring Boot's executable jars) moves all offsets.
  const shift = directory - bytes.readUInt32LE(end + 16)
  const entries: ZipEntry[] = []
  let at = directory
  while (entries.length < Math.min(count, MAX_ENTRIES) && at >= 0 && at + 46 <= end) {
    if (bytes.readUInt32LE(at) !== 0x02014b50) break
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28)
    entries.push({
      name: bytes.toString('utf8', at + 46, nameEnd),
      method: bytes.readUInt16LE(at + 10),
      storedBytes: bytes.readUInt32LE(at + 20),
      headerAt: shift + bytes.readUInt32LE(at + 42),
    })
    at = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}

/** Undefined where an entry is damaged, or compressed and larger than a properties file is. */
function contentOf(bytes: Buffer, { headerAt, storedBytes, method }: ZipEntry): Buffer | undefined {
  if (headerAt < 0 || headerAt + 30 > bytes.length) return undefined
  const start = headerAt + 30 + bytes.readUInt16LE(headerAt + 26) + bytes.readUInt16LE(headerAt + 28)
  if (start + storedBytes > bytes.length) return undefined
  const stored = bytes.subarray(start, start + storedBytes)
  if (method === STORED) return stored
  if (method !== DEFLATED || storedBytes > MAX_PROPERTIES) return undefined
  try {
    return inflateRawSync(stored, { maxOutputLength: MAX_PROPERTIES })
  } catch {
    return undefined
  }
}
