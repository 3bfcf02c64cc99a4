import { type ImageTree, joinPath, nameOf, parentOf } from '../image/root/image-tree.ts'
import { shellWords } from '../image/root/content-facts.ts'
import { resolvePath } from '../image/root/resolve.ts'
import type { RuntimeConfig } from './closure.ts'
import type { LedgerBuilder, Reason } from './ledger.ts'
import { isRuntimePlace } from './places.ts'
import { programOnPath } from './programs.ts'
import type { Trace, TracedPath } from './trace.ts'

/** Keeps what a path leads to, and every directory and link on the way. Answers the real path where something is there. */
export const keepPath = (
  ledger: LedgerBuilder,
  tree: ImageTree,
  path: string,
  reason: Reason,
  follow = true,
): string | undefined => {
  const resolution = resolvePath(tree, path, follow)
  for (const crossed of resolution.crossed) {
    if (isRuntimePlace(crossed)) continue
    const isEnd = crossed === resolution.path
    ledger.add(
      crossed,
      isEnd ? reason : { ...reason, because: `on the way to ${path}`, rule: wayRule(tree, crossed) },
    )
  }
  return resolution.kind === 'found' ? resolution.path : undefined
}

const wayRule = (tree: ImageTree, path: string): Reason['rule'] =>
  tree.get(path)?.kind === 'symlink' ? 'link' : 'parent'

/** What the trace saw, in terms of the image's tree. */
export const keepTraced = (ledger: LedgerBuilder, tree: ImageTree, trace: Trace): readonly string[] => {
  const opened = new Set(trace.opened.map(({ path }) => path))
  for (const found of trace.found) {
    const because = opened.has(found.path) ? 'opened' : 'looked at'
    keepPath(ledger, tree, found.path, { rule: 'traced', because, by: found.by }, found.follow)
  }
  const negative = new Set<string>()
  for (const missing of trace.missing) takeMissing(ledger, tree, missing, negative)
  return [...negative].sort()
}

/** A lookup that failed is part of the behaviour: nothing may appear there. What the image does hold was gone only then. */
const takeMissing = (
  ledger: LedgerBuilder,
  tree: ImageTree,
  missing: TracedPath,
  negative: Set<string>,
): void => {
  const resolution = resolvePath(tree, missing.path, missing.follow)
  if (isRuntimePlace(resolution.path) || isRuntimePlace(missing.path)) return
  if (resolution.kind === 'missing') {
    negative.add(resolution.path)
    return
  }
  const reason: Reason = { rule: 'traced', because: 'looked for', by: missing.by }
  keepPath(ledger, tree, missing.path, reason, missing.follow)
}

/** What the kernel opens without a system call of the program's: loaders of ELF files, interpreters of scripts. Answers them. */
export const keepKernelOpened = (
  ledger: LedgerBuilder,
  tree: ImageTree,
  executed: readonly string[],
): readonly string[] => {
  const opened = new Set<string>()
  const pending = [...executed]
  const seen = new Set<string>()
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (seen.has(path)) continue
    seen.add(path)
    const real = resolvePath(tree, path, true)
    if (real.kind !== 'found') continue
    const facts = tree.facts(real.path)
    const loader = facts.elf?.interpreter ?? facts.shebang?.split(/\s+/)[0]
    if (loader === undefined) continue
    const because = facts.elf === undefined ? `interpreter of ${path}` : `loader of ${path}`
    keepPath(ledger, tree, loader, { rule: 'kernel', because })
    opened.add(loader)
    pending.push(loader)
  }
  return [...opened]
}

const fixed: readonly (readonly [string, string])[] = [
  ['/etc/passwd', 'users'],
  ['/etc/group', 'groups'],
  ['/etc/nsswitch.conf', 'how names are looked up'],
  ['/etc/os-release', 'what scanners read first'],
  ['/tmp', 'temporary files'],
  ['/var/tmp', 'temporary files'],
  ['/run', 'run-time state'],
  ['/var/run', 'run-time state'],
  ['/bin', 'where programs are named'],
  ['/sbin', 'where programs are named'],
  ['/lib', 'where libraries are named'],
  ['/lib64', 'where loaders are named'],
]

/** What every container has a right to, and what the image's configuration names. Answers the programs it names. */
export const keepConfigured = (
  ledger: LedgerBuilder,
  tree: ImageTree,
  config: RuntimeConfig,
): readonly string[] => {
  for (const [path, because] of fixed) {
    const link = tree.get(path)?.kind === 'symlink'
    // A real /bin is kept by what is in it.
    if (/^\/(s?bin|lib(64)?)$/.test(path) && !link) continue
    if (tree.get(path) !== undefined) keepPath(ledger, tree, path, { rule: 'image', because })
  }
  const workdir = config.workdir || '/'
  keepPath(ledger, tree, workdir, { rule: 'image', because: 'WORKDIR' })
  for (const volume of config.volumes) keepPath(ledger, tree, volume, { rule: 'image', because: 'VOLUME' })
  const home = homeOf(tree, config.user)
  if (home !== undefined) keepPath(ledger, tree, home, { rule: 'image', because: 'home of USER' })
  return keepPrograms(ledger, tree, config)
}

const homeOf = (tree: ImageTree, user: string): string | undefined => {
  const name = user.split(':')[0] || '0'
  const line = (tree.text('/etc/passwd') ?? '')
    .split('\n')
    .map(entry => entry.split(':'))
    .find(entry => entry[0] === name || entry[2] === name)
  return line?.[5]
}

/** ENTRYPOINT, CMD and HEALTHCHECK name programs by PATH; a shell form's words may each be one. */
const keepPrograms = (ledger: LedgerBuilder, tree: ImageTree, config: RuntimeConfig): readonly string[] => {
  const programs: string[] = []
  const keep = (name: string | undefined, because: string): void => {
    const path = name === undefined ? undefined : programOnPath(tree, config, name)
    if (path === undefined) return
    keepPath(ledger, tree, path, { rule: 'image', because })
    programs.push(path)
  }
  keep(config.entrypoint[0], 'ENTRYPOINT')
  keep(config.cmd[0], 'CMD')
  const [kind, ...command] = config.healthcheck?.test ?? []
  if (kind === 'CMD') keep(command[0], 'HEALTHCHECK')
  if (kind === 'CMD-SHELL') {
    keep('/bin/sh', 'HEALTHCHECK')
    for (const word of shellWords(command.join(' '))) keep(word, 'HEALTHCHECK')
  }
  return programs
}

/** Python reads a cached `.pyc` in place of its source, and the source in place of a stale one. */
export const keepCompiledPython = (ledger: LedgerBuilder, tree: ImageTree): void => {
  for (const path of ledger.paths()) {
    if (!path.endsWith('.py')) continue
    const cache = joinPath(parentOf(path), '__pycache__')
    const stem = `${nameOf(path).slice(0, -3)}.cpython-`
    for (const name of tree.list(cache)) {
      if (!name.startsWith(stem)) continue
      keepPath(ledger, tree, joinPath(cache, name), { rule: 'library', because: `compiled form of ${path}` })
    }
  }
}
