import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { lex } from '../../src/dockerfile/lex.ts'
import { runHarness } from './harness.ts'
import type { ReadFile } from './project.ts'

const CASES = join(import.meta.dirname, 'cases')
const GOLDEN = join(import.meta.dirname, 'files.golden.json')
const WORDS_GOLDEN = join(import.meta.dirname, 'words.golden.json')

export interface WordCase {
  readonly word: string
  readonly env: Readonly<Record<string, string>>
  readonly escape?: string
}

export interface WordResult {
  readonly value: string
  readonly words?: readonly string[]
  readonly unmatched?: readonly string[]
  readonly error?: boolean
}

/** Cases whose text would only bloat the repository. BuildKit reads lines of at most 65,535 bytes. */
const LONG: Readonly<Record<string, string>> = {
  'long/line-of-65535-bytes': `FROM alpine\nRUN ${'a'.repeat(65_531)}\n`,
  'long/line-of-65536-bytes': `FROM alpine\nRUN ${'a'.repeat(65_532)}\n`,
  'long/line-of-65536-bytes-at-the-end': `FROM alpine\nRUN ${'a'.repeat(65_532)}`,
  'long/line-of-two-byte-letters': `FROM alpine\nRUN ${'é'.repeat(32_765)}\nRUN ${'é'.repeat(32_766)}\n`,
  'long/joined-lines': `FROM alpine\nRUN ${`${'a'.repeat(60_000)} \\\n`.repeat(2)}b\n`,
  'long/comment': `FROM alpine\n# ${'a'.repeat(65_534)}\n`,
  'long/heredoc-line': `FROM alpine\nRUN <<EOF\n${'a'.repeat(65_536)}\nEOF\n`,
}

/** The text of every case by its name: `continuation/simple`. */
export function readCases(): ReadonlyMap<string, string> {
  const files = readdirSync(CASES, { recursive: true, withFileTypes: true })
    .filter(entry => entry.name.endsWith('.Dockerfile'))
    .map(entry => join(entry.parentPath, entry.name))
  const texts = files.map((file): [string, string] => [
    relative(CASES, file).replaceAll(sep, '/').replace('.Dockerfile', ''),
    readFileSync(file, 'utf8'),
  ])
  return new Map([...texts, ...Object.entries(LONG)].sort(([a], [b]) => (a < b ? -1 : 1)))
}

export function readWordCases(): readonly WordCase[] {
  return wordLines().map((line): WordCase => JSON.parse(line))
}

function wordLines(): string[] {
  return readFileSync(join(CASES, 'words.jsonl'), 'utf8').trimEnd().split('\n')
}

/** What BuildKit said when the cases were recorded. */
export function readGolden(): Readonly<Record<string, ReadFile>> {
  return JSON.parse(readFileSync(GOLDEN, 'utf8'))
}

export function readWordGolden(): readonly WordResult[] {
  return JSON.parse(readFileSync(WORDS_GOLDEN, 'utf8'))
}

/** Our reading of a word in the harness's terms. */
export function projectWord({ word, env, escape = '\\' }: WordCase): WordResult {
  const lexed = lex(word, name => env[name], { escape })
  if ('fault' in lexed) return { value: '', error: true }
  const unmatched = [...lexed.unmatched].sort()
  return {
    value: lexed.value,
    ...(lexed.words.length > 0 ? { words: lexed.words } : {}),
    ...(unmatched.length > 0 ? { unmatched } : {}),
  }
}

/** Long strings by their ends and their length, for golden files that a person can read. */
export function shorten<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value), (_, part: unknown) =>
    typeof part === 'string' && part.length > 1000
      ? `${part.slice(0, 20)}…${part.length}…${part.slice(-20)}`
      : part,
  )
}

/** Runs BuildKit's parser over the cases and writes what it says. */
export function recordGolden(): void {
  const folder = mkdtempSync(join(tmpdir(), 'cases-'))
  try {
    const cases = [...readCases()]
    const files = cases.map(([, text], at) => {
      const file = join(folder, String(at))
      writeFileSync(file, text)
      return file
    })
    const results = runHarness<ReadFile>('files', files)
    const named = Object.fromEntries(cases.map(([name], at) => [name, results[at]]))
    writeFileSync(GOLDEN, `${JSON.stringify(shorten(named), undefined, 1)}\n`)
    const words = runHarness<WordResult>('words', wordLines())
    writeFileSync(WORDS_GOLDEN, `[\n${words.map(word => JSON.stringify(word)).join(',\n')}\n]\n`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
