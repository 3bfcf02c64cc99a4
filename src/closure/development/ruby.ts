import { type ImageTree, joinPath } from '../../image/root/image-tree.ts'
import type { PrunedTree } from '../closure.ts'
import { findLockFile } from './lock-files.ts'

/**
 * Gems that only the groups `development` and `test` want. Gemfile.lock knows what needs what, and not the groups; the
 * Gemfile names them. A Gemfile that does more than that (conditions, loops) is not evaluated: nothing is left out then.
 */
export const rubyDevelopment = (tree: ImageTree, directory: string): readonly PrunedTree[] => {
  const gemfile = findLockFile(tree, directory, ['Gemfile', 'gems.rb'])
  const lock = findLockFile(tree, directory, ['Gemfile.lock', 'gems.locked'])
  if (gemfile === undefined || lock === undefined) return []
  const groups = readGemfile(gemfile)
  if (groups === undefined) return []
  const needs = readLock(lock)
  const shipped = new Set<string>()
  const pending = [...needs.keys()].filter(name => groups.shipped.has(name))
  // What the lock lists and the Gemfile does not name may come from a gemspec: it ships.
  pending.push(...roots(lock).filter(name => !groups.development.has(name)))
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (shipped.has(name)) continue
    shipped.add(name)
    pending.push(...(needs.get(name)?.needs ?? []))
  }
  return [...needs]
    .filter(([name]) => !shipped.has(name))
    .map(([name, { version }]) => joinPath(directory, `${name}-${version}`))
    .filter(path => tree.get(path) !== undefined)
    .map(path => ({ path, because: 'only for development and test by the Gemfile' }))
}

interface Groups {
  readonly shipped: ReadonlySet<string>
  readonly development: ReadonlySet<string>
}

const known = /^(source|ruby|git_source|gemspec|plugin)\b/

const readGemfile = (text: string): Groups | undefined => {
  const shipped = new Set<string>()
  const development = new Set<string>()
  let block: 'none' | 'development' | 'other' = 'none'
  for (const raw of text.split('\n')) {
    const line = raw.replace(/(^|\s)#.*$/, '').trim()
    if (line === '' || known.test(line)) continue
    const group = /^group\s*\(?\s*(.+?)\)?\s+do$/.exec(line)?.[1]
    const gem = /^gem\s*\(?\s*['"]([\w.-]+)['"](.*)$/.exec(line)
    if (group !== undefined && block === 'none') block = isDevelopment(group) ? 'development' : 'other'
    else if (line === 'end' && block !== 'none') block = 'none'
    else if (gem !== null) {
      const own = /\bgroups?:\s*(\[[^\]]*\]|:\w+)|:groups?\s*=>\s*(\[[^\]]*\]|:\w+)/.exec(gem[2] ?? '')
      const only = block === 'development' || (own !== null && isDevelopment(own[1] ?? own[2] ?? ''))
      if (only) development.add(gem[1] ?? '')
      else shipped.add(gem[1] ?? '')
    } else return undefined
  }
  return { shipped, development: new Set([...development].filter(name => !shipped.has(name))) }
}

/** True where nothing but development and test is named. */
const isDevelopment = (groups: string): boolean => {
  const names = [...groups.matchAll(/:(\w+)/g)].map(match => match[1])
  return names.length > 0 && names.every(name => name === 'development' || name === 'test')
}

/** `    rails (7.1.0)` names a gem, `      rack (>= 2)` below it what it needs. */
const readLock = (
  text: string,
): ReadonlyMap<string, { readonly version: string; readonly needs: readonly string[] }> => {
  const gems = new Map<string, { version: string; needs: string[] }>()
  let current: { version: string; needs: string[] } | undefined
  for (const line of text.split('\n')) {
    const gem = /^ {4}([\w.-]+) \(([^)]+)\)$/.exec(line)
    const need = /^ {6}([\w.-]+)/.exec(line)?.[1]
    if (gem !== null) {
      current = { version: gem[2] ?? '', needs: [] }
      gems.set(gem[1] ?? '', current)
    } else if (need !== undefined) current?.needs.push(need)
  }
  return gems
}

/** What DEPENDENCIES names. */
const roots = (lock: string): readonly string[] =>
  (lock.split(/^DEPENDENCIES$/m)[1]?.split(/\n\n/)[0] ?? '')
    .split('\n')
    .map(line => /^ {2}([\w.-]+)/.exec(line)?.[1])
    .filter(name => name !== undefined)
