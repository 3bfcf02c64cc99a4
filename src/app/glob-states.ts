/** One place of a pattern of `.dockerignore`. */
type Atom =
  | { readonly kind: 'char'; readonly char: string }
  /** `?`: any character but a slash. */
  | { readonly kind: 'one' }
  /** `[a-z]` */
  | { readonly kind: 'class'; readonly test: RegExp }
  /** `*`: any run without a slash. */
  | { readonly kind: 'name' }
  /** A pair of stars and a slash: any folders, or none. */
  | { readonly kind: 'folders' }
  /** A pair of stars at the end. */
  | { readonly kind: 'anything' }

/**
 * A matcher that follows every state at once, as Go's regexp does: its time is at most characters × places, where a
 * RegExp tries every way to share a path among many stars. Undefined where a class holds what would need one.
 */
export function globMatcher(pattern: string): ((path: string) => boolean) | undefined {
  const atoms = readAtoms(Array.from(pattern))
  return atoms && (path => matches(atoms, path))
}

function readAtoms(chars: readonly string[]): readonly Atom[] | undefined {
  const atoms: Atom[] = []
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? ''
    if (char === '*' && chars[at + 1] === '*') {
      at++
      if (chars[at + 1] === '/') at++
      atoms.push({ kind: at + 1 >= chars.length ? 'anything' : 'folders' })
    } else if (char === '*') atoms.push({ kind: 'name' })
    else if (char === '?') atoms.push({ kind: 'one' })
    else if (char === '[') {
      const end = chars.indexOf(']', at + 1)
      const inside = chars.slice(at + 1, end).join('')
      if (end < 0 || /^$|[\\*?[]/.test(inside)) return undefined
      const test = classTest(inside)
      if (test === undefined) return undefined
      atoms.push({ kind: 'class', test })
      at = end
    } else if (char === '\\') atoms.push({ kind: 'char', char: chars[++at] ?? '\\' })
    else atoms.push({ kind: 'char', char })
  }
  return atoms
}

function classTest(inside: string): RegExp | undefined {
  try {
    return new RegExp(`^[${inside}]$`, 'su')
  } catch {
    return undefined
  }
}

/** State 2n stands before place n; 2n + 1 stands in the middle of its folders, which only a slash ends. */
function matches(atoms: readonly Atom[], path: string): boolean {
  let states = withSkips(atoms, new Set([0]))
  for (const char of path) {
    if (states.size === 0) return false
    states = withSkips(atoms, step(atoms, states, char))
  }
  return states.has(2 * atoms.length)
}

function step(atoms: readonly Atom[], states: ReadonlySet<number>, char: string): Set<number> {
  const next = new Set<number>()
  for (const state of states) {
    const at = state >> 1
    const atom = atoms[at]
    if (atom === undefined) continue
    switch (atom.kind) {
      case 'anything':
        next.add(state)
        break
      case 'folders':
        next.add(2 * at + 1)
        if (char === '/') next.add(2 * at + 2)
        break
      case 'name':
        if (char !== '/') next.add(state)
        break
      default:
        if (takes(atom, char)) next.add(2 * at + 2)
    }
  }
  return next
}

function takes(atom: Exclude<Atom, { kind: 'anything' | 'folders' | 'name' }>, char: string): boolean {
  if (atom.kind === 'char') return atom.char === char
  return atom.kind === 'one' ? char !== '/' : atom.test.test(char)
}

/** What may match nothing is passed too. The set grows while it is walked; that is intended. */
function withSkips(atoms: readonly Atom[], states: Set<number>): Set<number> {
  for (const state of states) {
    const kind = state % 2 === 0 ? atoms[state >> 1]?.kind : undefined
    if (kind === 'anything' || kind === 'folders' || kind === 'name') states.add(state + 2)
  }
  return states
}
