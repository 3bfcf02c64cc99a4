import { isElf, readElf } from '../elf.ts'
import type { ContentFacts, Mention } from './image-tree.ts'

/** Bytes of a file that are read for its facts; larger ones are hashed alone. */
const limits = { elf: 256 << 20, source: 2 << 20, kept: 32 << 20 } as const

/** Files whose text says what is installed and how: package databases, manifests, lock files, loader configuration. */
const keptPaths: readonly RegExp[] = [
  /^\/var\/lib\/dpkg\/(status|diversions)$/,
  /^\/var\/lib\/dpkg\/(status\.d|info)\/[^/]+$/,
  /^\/(usr\/)?lib\/apk\/db\/installed$/,
  /^\/(var|usr)\/lib\/(sysimage\/)?rpm\/rpmdb\.sqlite$/,
  /^\/etc\/(ld\.so\.conf|ld\.so\.conf\.d\/[^/]+|ld-musl-[^/]+\.path|os-release|passwd|group|nsswitch\.conf)$/,
  /^\/usr\/lib\/os-release$/,
  /\/(package\.json|package-lock\.json|\.package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml)$/,
  /\/(Pipfile\.lock|poetry\.lock|pdm\.lock|uv\.lock|requirements[^/]*\.txt|Gemfile(\.lock)?|gems\.(rb|locked))$/,
  /\/[^/]+\.(dist-info|egg-info)\/(RECORD|METADATA|PKG-INFO|INSTALLER)$/,
]

const sources = /\.(js|cjs|mjs|ts|cts|mts|jsx|tsx|py|rb|php|pl|sh|go)$/

/** How much of a file's beginning is to be gathered before `readFacts` is asked; 0 for none of it. */
export const bytesWanted = (path: string, size: number, start: Uint8Array): number => {
  if (isElf(start) && size <= limits.elf) return size
  if (isKept(path, size)) return size
  if (size <= limits.source && (sources.test(path) || path.endsWith('.class'))) return size
  return start[0] === 0x23 && start[1] === 0x21 ? Math.min(size, 256) : 0
}

export const isKept = (path: string, size: number): boolean =>
  size <= limits.kept && keptPaths.some(pattern => pattern.test(path))

/** Facts of a file, from the bytes gathered. Pure. */
export const readContentFacts = (path: string, bytes: Uint8Array): ContentFacts | undefined => {
  const elf = isElf(bytes) ? readElf(bytes) : undefined
  if (elf !== undefined) {
    const program = elf.kind === 'executable' || elf.interpreter !== undefined
    const hints = program ? programMentions(bytes) : []
    return hints.length === 0 ? { elf } : { elf, mentions: hints }
  }
  const shebang = readShebang(bytes)
  const mentions = readMentions(path, bytes)
  const started = mentions.includes('starts-programs') ? readPrograms(bytes) : []
  if (shebang === undefined && mentions.length === 0) return undefined
  return {
    ...(shebang !== undefined && { shebang }),
    ...(mentions.length > 0 && { mentions }),
    ...(started.length > 0 && { programs: started }),
  }
}

const literalProgram =
  /\b(?:execa|exec|execFile|spawn|system|popen|Popen|run|call|check_call|check_output|shell_exec|passthru|proc_open)(?:Sync)?\s*\(\s*\[?\s*['"`]([\w./+-]+)/g

const readPrograms = (bytes: Uint8Array): readonly string[] => {
  const text = Buffer.from(bytes).toString('latin1')
  return [...new Set([...text.matchAll(literalProgram)].map(match => match[1] ?? ''))].sort()
}

const readShebang = (bytes: Uint8Array): string | undefined => {
  if (bytes[0] !== 0x23 || bytes[1] !== 0x21) return undefined
  const line = Buffer.from(bytes.subarray(2, 256)).toString('latin1').split('\n')[0] ?? ''
  return line.trim() === '' ? undefined : line.trim()
}

const programs: readonly (readonly [RegExp, RegExp])[] = [
  [/\.([cm]?[jt]s|[jt]sx)$/, /\bchild_process\b|\bexeca\b|\bcross-spawn\b/],
  [/\.py$/, /\bsubprocess\b|\bos\.(system|popen|exec[lv]|spawn)|\bpty\.spawn\b/],
  [/\.rb$/, /\bOpen3\b|\bKernel\.(system|exec|spawn)\b|\bsystem\s*[("']|%x[({[]|\bIO\.popen\b/],
  [/\.go$/, /"os\/exec"/],
  [/\.php$/, /\b(shell_exec|proc_open|passthru|popen|system|exec)\s*\(/],
]

const timeZones: readonly (readonly [RegExp, RegExp])[] = [
  [/\.py$/, /\bzoneinfo\b|\bpytz\b|\bdateutil\b/],
  [/\.rb$/, /\btzinfo\b|\bTZInfo\b|\bActiveSupport::TimeZone\b/],
  [/\.go$/, /\btime\.LoadLocation\b/],
]

/** A mention is a reason to keep more, never to keep less: a false one costs bytes, a missed one an app. */
const readMentions = (path: string, bytes: Uint8Array): readonly Mention[] => {
  if (path.endsWith('.class')) return mentionsOf(bytes, classMentions)
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const says = (table: readonly (readonly [RegExp, RegExp])[]): boolean =>
    table.find(([name]) => name.test(path))?.[1].test(text) === true
  return [
    ...(says(programs) ? (['starts-programs'] as const) : []),
    ...(says(timeZones) ? (['reads-time-zones'] as const) : []),
  ]
}

type MentionTable = readonly (readonly [Mention, readonly string[]])[]

/** Names in a class file's constant pool. */
const classMentions: MentionTable = [
  ['draws-with-awt', ['java/awt/']],
  ['starts-programs', ['java/lang/ProcessBuilder']],
]

/** Go's function names stay in every binary; of C the imported functions are named. */
const binaryMentions: MentionTable = [
  [
    'starts-programs',
    ['os/exec.Command', '\0popen\0', '\0system\0', '\0execvp\0', '\0execlp\0', '\0posix_spawnp\0'],
  ],
  ['reads-time-zones', ['time.LoadLocation']],
]

const programMentions = (bytes: Uint8Array): readonly Mention[] => mentionsOf(bytes, binaryMentions)

const mentionsOf = (bytes: Uint8Array, table: MentionTable): readonly Mention[] => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return table.filter(([, names]) => names.some(name => buffer.includes(name))).map(([mention]) => mention)
}
