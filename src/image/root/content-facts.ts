import { isElf, readElf } from '../elf.ts'
import type { ContentFacts, Mention } from './image-tree.ts'

/** Bytes of a file that are read for its facts; larger ones are hashed alone. */
const limits = { elf: 256 << 20, source: 2 << 20, kept: 32 << 20, archive: 256 << 20 } as const

/** Files whose text says what is installed and how: package databases, manifests, lock files, loader configuration. */
const keptPaths: readonly RegExp[] = [
  /^\/var\/lib\/dpkg\/(status|diversions)$/,
  /^\/var\/lib\/dpkg\/(status\.d|info)\/[^/]+$/,
  /^\/(usr\/)?lib\/apk\/db\/installed$/,
  /^\/(var\/lib|usr\/lib\/sysimage|usr\/share)\/rpm\/(rpmdb\.sqlite(-wal)?|Packages(\.db)?)$/,
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
  if (size <= limits.source && (sources.test(path) || path.endsWith('.class') || isShellScript(start)))
    return size
  if (path === localeArchive) return size <= limits.archive ? size : 1
  return start[0] === 0x23 && start[1] === 0x21 ? Math.min(size, 256) : 0
}

export const isKept = (path: string, size: number): boolean =>
  size <= limits.kept && keptPaths.some(pattern => pattern.test(path))

/** Facts of a file, from the bytes gathered. Pure. */
export const readContentFacts = (path: string, bytes: Uint8Array): ContentFacts | undefined => {
  const elf = isElf(bytes) ? readElf(bytes) : undefined
  if (elf !== undefined) {
    const program = elf.kind === 'executable' || elf.interpreter !== undefined
    const hints = [
      ...(program ? mentionsOf(bytes, binaryMentions) : []),
      ...(definesConversions.test(path) ? [] : mentionsOf(bytes, conversions)),
    ]
    return hints.length === 0 ? { elf } : { elf, mentions: hints }
  }
  if (path === localeArchive) return hasForeignLocale(bytes) ? { mentions: ['converts-charsets'] } : undefined
  const shebang = readShebang(bytes)
  const mentions = readMentions(path, bytes)
  const started = isShellScript(bytes)
    ? shellWords(withoutComments(Buffer.from(bytes).toString('latin1')))
    : mentions.includes('starts-programs')
      ? readPrograms(bytes)
      : []
  if (shebang === undefined && mentions.length === 0) return undefined
  return {
    ...(shebang !== undefined && { shebang }),
    ...(mentions.length > 0 && { mentions }),
    ...(started.length > 0 && { programs: started }),
  }
}

/** The first literal of a call that starts a program: a name, or a line of shell. */
const literalProgram =
  /\b(?:execa|exec|execFile|spawn|system|popen|Popen|run|call|check_call|check_output|shell_exec|passthru|proc_open)(?:Sync)?\s*\(\s*\[?\s*(['"`])((?:(?!\1)[^\n]){1,400})/g

const readPrograms = (bytes: Uint8Array): readonly string[] => {
  const text = Buffer.from(bytes).toString('latin1')
  const lines = [...text.matchAll(literalProgram)].map(match => match[2] ?? '')
  return [...new Set(lines.flatMap(line => shellWords(line)))].sort()
}

/** `#!/bin/sh`, `#!/usr/bin/env bash`. */
const isShellScript = (start: Uint8Array): boolean => /\b(ba|da|a|k|z)?sh\b/.test(readShebang(start) ?? '')

const withoutComments = (text: string): string => text.replace(/(^|\s)#.*/g, '$1')

/** What dash and busybox do themselves: no program of that name is started. */
const builtins = new Set(
  '. : [ break cd command continue echo eval exec exit export false getopts hash kill local printf pwd read return set shift test times trap true type ulimit umask unset wait if then else elif fi for do done while until case esac in'.split(
    ' ',
  ),
)

/** Words of a shell command that may name programs. Quotes and operators separate; a word too many costs bytes only. */
export const shellWords = (command: string): readonly string[] => [
  ...new Set(
    command
      .split(/[\s;|&()<>"'`$={}]+/)
      .filter(word => /^[\w./+-]+$/.test(word) && !word.startsWith('-') && !builtins.has(word)),
  ),
]

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

const libraryFinders: readonly (readonly [RegExp, RegExp])[] = [[/\.py$/, /\bfind_library\b/]]

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
    ...(says(libraryFinders) ? (['finds-libraries'] as const) : []),
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

/**
 * What makes the C library load its conversions: iconv by name, a stream with a character set, and all of it within a
 * static program. A symbol's name may be the end of a longer one, so no NUL stands before it.
 */
const conversions: MentionTable = [['converts-charsets', ['iconv_open\0', ',ccs=', 'gconv-modules']]]

/** The C library itself is no user of what it defines; nor are the conversions. */
const definesConversions = /\/(libc(-2\.\d+)?\.so[^/]*|gconv\/[^/]+)$/

const localeArchive = '/usr/lib/locale/locale-archive'

/** `ja_JP.eucjp`, or `ja_JP` alone: names in the archive's table. */
const hasForeignLocale = (bytes: Uint8Array): boolean => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const names = text.match(/(?<=\0)[a-z]{2,3}_[A-Z]{2}[\w.@-]*(?=\0)/g) ?? []
  return names.length === 0 || names.some(name => !/\.utf-?8/i.test(name))
}

const mentionsOf = (bytes: Uint8Array, table: MentionTable): readonly Mention[] => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return table.filter(([, names]) => names.some(name => buffer.includes(name))).map(([mention]) => mention)
}
