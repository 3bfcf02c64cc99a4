import { posix } from 'node:path'
import { globMatcher } from './glob-states.ts'

/** What a `.dockerignore` says, as BuildKit reads it. */
export interface DockerIgnore {
  /** True where the path, relative to the context, is left out of the build context. */
  ignores(path: string): boolean
  /** True where a `!` line may bring back what lies in a folder that is left out. */
  readonly mayReadmit: boolean
}

interface Pattern {
  readonly exclusion: boolean
  readonly matches: (path: string) => boolean
}

/**
 * Parses a `.dockerignore` with moby's semantics, which are not those of `.gitignore`.
 * Sources of the rules: moby/patternmatcher `ignorefile.ReadAll`, `Pattern.compile` and `MatchesUsingParentResults`.
 * A pattern that moby rejects matches nothing.
 */
export function parseDockerIgnore(text: string): DockerIgnore {
  const patterns = readPatterns(text)
  const walk = new Walk(patterns)
  return {
    ignores: path => patterns.length > 0 && walk.isIgnored(posix.normalize(path)),
    mayReadmit: patterns.some(({ exclusion }) => exclusion),
  }
}

function readPatterns(text: string): readonly Pattern[] {
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .filter(line => !line.startsWith('#'))
    .map(line => line.trim())
    .filter(line => line !== '')
    .flatMap(line => {
      const exclusion = line.startsWith('!')
      const cleaned = clean(exclusion ? line.slice(1).trim() : line)
      const matches = cleaned === undefined ? undefined : matcherOf(cleaned)
      return matches === undefined ? [] : [{ exclusion, matches }]
    })
}

function clean(pattern: string): string | undefined {
  if (pattern === '') return undefined
  const normal = posix.normalize(pattern).replace(/(.)\/$/, '$1')
  return normal.length > 1 && normal.startsWith('/') ? normal.slice(1) : normal
}

/** How far a path matches: by pattern, and in sum. */
interface Matched {
  readonly by: readonly boolean[]
  readonly ignored: boolean
}

/** Walks from the first folder of a path down, since a folder's match is inherited by what is in it: once for each folder. */
class Walk {
  readonly #patterns: readonly Pattern[]
  readonly #folders = new Map<string, Matched>()
  readonly #top: Matched

  constructor(patterns: readonly Pattern[]) {
    this.#patterns = patterns
    this.#top = { by: patterns.map(() => false), ignored: false }
  }

  isIgnored(path: string): boolean {
    return this.#match(path, this.#folderOf(path)).ignored
  }

  /** What the folder of a path matches; those above it that are not known yet come first. */
  #folderOf(path: string): Matched {
    const open: string[] = []
    let matched = this.#top
    for (
      let slash = path.lastIndexOf('/');
      slash >= 0;
      slash = slash === 0 ? -1 : path.lastIndexOf('/', slash - 1)
    ) {
      const folder = path.slice(0, slash)
      const known = this.#folders.get(folder)
      if (known !== undefined) {
        matched = known
        break
      }
      open.push(folder)
    }
    for (const folder of open.toReversed()) {
      matched = this.#match(folder, matched)
      this.#folders.set(folder, matched)
    }
    return matched
  }

  #match(path: string, above: Matched): Matched {
    const by: boolean[] = []
    let ignored = false
    for (const [index, pattern] of this.#patterns.entries()) {
      // A pattern that could not change the answer is not tried, and then counts as not matched for what is below.
      const tried = above.by[index] === true || (pattern.exclusion === ignored && pattern.matches(path))
      by.push(tried)
      if (tried) ignored = !pattern.exclusion
    }
    return { by, ignored }
  }
}

/** Undefined where Go's regexp would not compile either. */
function matcherOf(pattern: string): ((path: string) => boolean) | undefined {
  const { kind, source } = compile(pattern)
  switch (kind) {
    case 'exact':
      return path => path === pattern
    case 'prefix':
      return path => path.startsWith(pattern.slice(0, -2))
    case 'suffix': {
      const suffix = pattern.slice(2)
      return path => path.endsWith(suffix) || (suffix.startsWith('/') && path === suffix.slice(1))
    }
    case 'regexp':
      return isCostly(pattern) ? globMatcher(pattern) : regexpMatcher(source)
  }
}

/** A transcription of `Pattern.compile`, its odd cases included: `**` at the start makes a suffix match. */
function compile(pattern: string): { kind: 'exact' | 'prefix' | 'suffix' | 'regexp'; source: string } {
  let kind: 'exact' | 'prefix' | 'suffix' | 'regexp' = 'exact'
  let source = ''
  const characters = Array.from(pattern)
  for (let at = 0, count = 0; at < characters.length; at++, count++) {
    const character = characters[at] ?? ''
    if (character === '*' && characters[at + 1] === '*') {
      at++
      if (characters[at + 1] === '/') at++
      if (at + 1 >= characters.length) {
        source += '.*'
        kind = kind === 'exact' ? 'prefix' : 'regexp'
      } else {
        source += '(.*/)?'
        kind = 'regexp'
      }
      if (count === 0) kind = 'suffix'
    } else if (character === '*') {
      source += '[^/]*'
      kind = 'regexp'
    } else if (character === '?') {
      source += '[^/]'
      kind = 'regexp'
    } else if (character === '\\') {
      at++
      source += `\\${characters[at] ?? '\\'}`
      if (characters[at] !== undefined) kind = 'regexp'
    } else {
      if (character === '[' || character === ']') kind = 'regexp'
      source += '.+()|{}$'.includes(character) ? `\\${character}` : character
    }
  }
  return { kind, source }
}

/** The time of a RegExp grows with the length of the path to the power of the stars. */
function isCostly(pattern: string): boolean {
  return (pattern.match(/\*+/g) ?? []).length > 3
}

function regexpMatcher(source: string): ((path: string) => boolean) | undefined {
  try {
    const regexp = new RegExp(`^${source}$`, 's')
    return path => regexp.test(path)
  } catch {
    return undefined
  }
}
