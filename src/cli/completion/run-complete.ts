import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { maxReadBytes } from '../../app/read-app-folder.ts'
import type { Io } from '../io.ts'
import { type Candidate, type Candidates, candidates } from './candidates.ts'

/**
 * Answers a shell: prints what may stand in place of the last word, in the form that `scripts` tells.
 * @param load the program, with the command that the words call
 */
export async function runComplete(
  typed: readonly string[],
  load: (words: readonly string[]) => Promise<Command>,
  io: Io,
): Promise<void> {
  const words = wholeWords(typed)
  const found = candidates(await load(words), words)
  const current = (words.at(-1) ?? '').replace(/^--[^=]+=/, '')
  const values = (await valuesOf(found, words, io)).filter(({ value }) => value.startsWith(current))
  const lines = values.map(({ value, description }) => `${value}\t${description.replaceAll(/\s+/g, ' ')}\n`)
  io.stdout.write(`${lines.join('')}${found.kind === 'files' ? ':0' : ':4'}\n`)
}

/** Bash cuts `--format=json` at the equals sign; and an empty word may come as `:empty`. */
function wholeWords(typed: readonly string[]): readonly string[] {
  const words: string[] = []
  for (const word of typed) {
    const last = words.at(-1) ?? ''
    if (/^--[^=]+$/.test(last) && word === '=') words.push(`${words.pop() ?? ''}=`)
    else if (/^--[^=]+=$/.test(last)) words.push(`${words.pop() ?? ''}${word}`)
    else words.push(word === ':empty' ? '' : word)
  }
  return words
}

async function valuesOf(
  found: Candidates,
  words: readonly string[],
  { cwd }: Io,
): Promise<readonly Candidate[]> {
  switch (found.kind) {
    case 'values':
      return found.values
    case 'rules': {
      const { rules } = await import('../../rules/index.ts')
      // The names that other tools have are many: they are offered to who begins to write one.
      const theirs = /^[A-Z]/.test(words.at(-1) ?? '')
      return rules.flatMap(({ id, title, counterparts: { hadolint = [], buildkit = [] } }) =>
        (theirs ? [...hadolint, ...buildkit] : [id]).map(value => ({ value, description: title })),
      )
    }
    case 'stages':
      return stagesOf([...words.slice(1, -1), 'Dockerfile'], cwd)
    default:
      return []
  }
}

/** The names of the stages of the first of some words that is a Dockerfile. */
async function stagesOf(words: readonly string[], cwd: string): Promise<readonly Candidate[]> {
  const path = words.map(word => resolve(cwd, word)).find(isSmallFile)
  if (path === undefined) return []
  const { parseDockerfile } = await import('../../dockerfile/parse.ts')
  return parseDockerfile(readFileSync(path, 'utf8'), path).instructions.flatMap(instruction =>
    instruction.name === 'FROM' && instruction.as !== undefined
      ? [{ value: instruction.as.value, description: `from ${instruction.image.value}` }]
      : [],
  )
}

function isSmallFile(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats?.isFile() === true && stats.size <= maxReadBytes
}
