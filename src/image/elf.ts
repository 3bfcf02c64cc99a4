/** What the dynamic loader reads of an ELF file. */
export interface ElfFacts {
  /** `x86-64`, `aarch64`, or the number. */
  readonly machine: string
  readonly kind: 'executable' | 'shared-object' | 'other'
  /** The loader that the kernel starts (PT_INTERP). Undefined for static binaries and most libraries. */
  readonly interpreter: string | undefined
  readonly needed: readonly string[]
  readonly soname: string | undefined
  readonly rpath: readonly string[]
  readonly runpath: readonly string[]
}

interface Reader {
  readonly wide: boolean
  u16(at: number): number
  u32(at: number): number
  /** An address or offset of the file's own width. */
  word(at: number): number
}

interface Segment {
  readonly type: number
  readonly offset: number
  readonly address: number
  readonly size: number
}

const PT_LOAD = 1
const PT_DYNAMIC = 2
const PT_INTERP = 3
const DT = { needed: 1, strtab: 5, soname: 14, rpath: 15, runpath: 29 } as const

const machines: Readonly<Record<number, string>> = {
  3: 'i386',
  40: 'arm',
  21: 'ppc64',
  22: 's390x',
  62: 'x86-64',
  183: 'aarch64',
  243: 'riscv64',
}

/**
 * Reads the program headers and the dynamic section (System V ABI, chapter 5). Undefined where the bytes are no ELF
 * or break off; a hostile file costs no more than its own length.
 */
export const readElf = (bytes: Uint8Array): ElfFacts | undefined => {
  if (bytes.length < 52 || !isElf(bytes)) return undefined
  try {
    return readFacts(bytes, createReader(bytes))
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

export const isElf = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46

const createReader = (bytes: Uint8Array): Reader => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const wide = bytes[4] === 2
  const little = bytes[5] !== 2
  return {
    wide,
    u16: at => view.getUint16(at, little),
    u32: at => view.getUint32(at, little),
    word: at => (wide ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little)),
  }
}

const readFacts = (bytes: Uint8Array, reader: Reader): ElfFacts => {
  const segments = readSegments(reader)
  const dynamic = readDynamic(reader, segments)
  const table = dynamic.find(([tag]) => tag === DT.strtab)?.[1]
  const strings = table === undefined ? undefined : fileOffset(segments, table)
  const texts = (tag: number): readonly string[] =>
    strings === undefined
      ? []
      : dynamic.filter(([found]) => found === tag).map(([, value]) => textAt(bytes, strings + value))
  const interpreter = segments.find(({ type }) => type === PT_INTERP)
  const type = reader.u16(16)
  return {
    machine: machines[reader.u16(18)] ?? String(reader.u16(18)),
    kind: type === 2 ? 'executable' : type === 3 ? 'shared-object' : 'other',
    interpreter: interpreter === undefined ? undefined : textAt(bytes, interpreter.offset),
    needed: texts(DT.needed),
    soname: texts(DT.soname)[0],
    rpath: splitPath(texts(DT.rpath)),
    runpath: splitPath(texts(DT.runpath)),
  }
}

const readSegments = (reader: Reader): readonly Segment[] => {
  const start = reader.word(reader.wide ? 32 : 28)
  const size = reader.u16(reader.wide ? 54 : 42)
  const count = reader.u16(reader.wide ? 56 : 44)
  if (start === 0 || size === 0) return []
  return Array.from({ length: count }, (_, index) => {
    const at = start + index * size
    return {
      type: reader.u32(at),
      offset: reader.word(at + (reader.wide ? 8 : 4)),
      address: reader.word(at + (reader.wide ? 16 : 8)),
      size: reader.word(at + (reader.wide ? 32 : 16)),
    }
  })
}

/** Tag and value of each entry of PT_DYNAMIC, up to DT_NULL. */
const readDynamic = (
  reader: Reader,
  segments: readonly Segment[],
): readonly (readonly [number, number])[] => {
  const segment = segments.find(({ type }) => type === PT_DYNAMIC)
  if (segment === undefined) return []
  const entries: (readonly [number, number])[] = []
  const width = reader.wide ? 8 : 4
  for (let at = segment.offset; at < segment.offset + segment.size; at += 2 * width) {
    const tag = reader.word(at)
    if (tag === 0) break
    entries.push([tag, reader.word(at + width)])
  }
  return entries
}

const fileOffset = (segments: readonly Segment[], address: number): number | undefined => {
  const segment = segments.find(
    ({ type, address: from, size }) => type === PT_LOAD && address >= from && address < from + size,
  )
  return segment === undefined ? undefined : segment.offset + address - segment.address
}

const textAt = (bytes: Uint8Array, at: number): string => {
  if (at < 0 || at >= bytes.length) throw new RangeError('a string lies outside the file')
  const end = bytes.indexOf(0, at)
  return Buffer.from(bytes.subarray(at, end < 0 ? bytes.length : end)).toString('utf8')
}

const splitPath = (texts: readonly string[]): readonly string[] =>
  texts.flatMap(text => text.split(':')).filter(path => path !== '')
