import { resolvePath } from '../image/root/resolve.ts'
import type { ClosureInput } from './closure.ts'
import { createLibraries } from './libraries.ts'
import type { OwnedPackage, Ownership } from './ownership.ts'
import { isCharsetModule, isCommand } from './places.ts'
import { environment } from './programs.ts'
import type { Work } from './work.ts'

/** The packages of these programs: those executed, configured, or opened by the kernel. They keep all their programs. */
export const startedPackages = (
  input: ClosureInput,
  ownership: Ownership,
  programs: readonly string[],
): ReadonlySet<OwnedPackage> => {
  const owners = programs.map(path => {
    const real = resolvePath(input.tree, path, true)
    return real.kind === 'found' ? ownership.owner(real.path) : undefined
  })
  return new Set(owners.filter(owner => owner !== undefined))
}

/**
 * Why a path does not come with its package at once. Libraries and data are opened by whatever is loaded; a program is
 * only ever started, which a trace, the configuration or a source has to say. Undefined where it comes.
 */
export const whyWithheld = (
  { started, input }: Work,
  owner: OwnedPackage,
  path: string,
): string | undefined => {
  if (isCommand(path) && !started.has(owner)) return 'a program that nothing starts'
  if (isCharsetModule(path)) return 'conversions of character sets, which nothing asks for'
  if (isSpareClassData(input, path)) return 'class data for heaps beyond 32 GB, which only shorten the start'
  return undefined
}

/** The JVM chooses among its archives by the size of the heap, and does without one unless it is told not to. */
const isSpareClassData = (input: ClosureInput, path: string): boolean =>
  /\/classes(_coh)?_nocoops(_coh)?\.jsa$/.test(path) &&
  ![...input.config.env, ...input.config.entrypoint, ...input.config.cmd].some(text =>
    /-Xshare:on|UseCompressedOops|-Xm[sx]\d{2,}[gG]/.test(text),
  )

/**
 * Lets come, once all else is kept, what turned out to be needed: the conversions where something converts, and the
 * programs beside one that a source names, where they need no library that is not there. Answers whether any came.
 */
export const releaseWithheld = (work: Work): boolean => {
  const before = work.withheld.size
  if (convertsCharsets(work)) release(work, path => isCharsetModule(path))
  const libraries = createLibraries(work.input.tree, work.input.config)
  for (let size = -1; size !== work.withheld.size; ) {
    size = work.withheld.size
    release(work, (path, owner) => work.named.has(owner) && isCommand(path) && runs(work, libraries, path))
  }
  return work.withheld.size < before
}

const release = (work: Work, comes: (path: string, owner: OwnedPackage) => boolean): void => {
  for (const [path, { owner }] of work.withheld) {
    if (!comes(path, owner)) continue
    work.withheld.delete(path)
    const because = work.chosen.get(owner) ?? ''
    work.ledger.add(path, { rule: 'package', because: `package ${owner.installed.name}: ${because}` })
  }
}

/** True where all that a program needs to start is kept: its libraries, its interpreter, what it is a link to. */
const runs = (
  { input: { tree }, ledger }: Work,
  libraries: ReturnType<typeof createLibraries>,
  path: string,
): boolean => {
  const kept = (at: string | undefined): boolean =>
    at !== undefined && ledger.has(resolvePath(tree, at, true).path)
  if (ledger.has(path)) return true
  if (tree.get(path)?.kind === 'symlink') return kept(path)
  const { elf, shebang } = tree.facts(path)
  const interpreter = elf?.interpreter ?? shebang?.split(/\s+/)[0]
  if (interpreter !== undefined && !kept(interpreter)) return false
  return libraries.needed(path).every(({ path }) => path === undefined || kept(path))
}

/** A compiled locale whose characters need a conversion, which a program may choose by its name. */
const isForeignLocale = (path: string): boolean =>
  /^\/usr\/lib\/locale\/(?!C\.|[^/]*utf-?8)[^/]+\/LC_CTYPE$/i.test(path)

/**
 * True where something that is kept calls iconv, or where text is in the characters of a locale that is not UTF-8. The
 * C library knows UTF-8, UTF-16 and ASCII without a module.
 */
const convertsCharsets = ({ input, ledger }: Work): boolean => {
  const { tree, trace } = input
  const used = trace.opened.some(({ path }) => isCharsetModule(path) && path.endsWith('.so'))
  const variables = environment(input.config)
  const locales = ['LC_ALL', 'LC_CTYPE', 'LANG'].map(key => variables.get(key) ?? '')
  const foreign = locales.some(name => name !== '' && !/^(C|POSIX)(\.|$)|utf-?8/i.test(name))
  return (
    used ||
    foreign ||
    ledger
      .paths()
      .some(
        path => isForeignLocale(path) || tree.facts(path).mentions?.includes('converts-charsets') === true,
      )
  )
}
