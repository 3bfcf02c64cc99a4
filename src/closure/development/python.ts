import { parse } from 'smol-toml'
import { type ImageTree, joinPath } from '../../image/root/image-tree.ts'
import type { PrunedTree } from '../closure.ts'
import { findLockFile } from './lock-files.ts'

/**
 * Packages in `site-packages` that the lock file names for development alone: Pipfile.lock's `develop`, poetry.lock's
 * `groups` (or `category`, as it was before 1.5) and pdm.lock's `groups`. A folder that another package shares stays,
 * and so does all of a package of which anything was used.
 */
export const pythonPackages = (
  tree: ImageTree,
  directory: string,
  isUsed: (path: string) => boolean,
): readonly PrunedTree[] => {
  const development = new Set([...pipfile(tree, directory), ...tomlLock(tree, directory)])
  if (development.size === 0) return []
  const infos = tree.list(directory).filter(name => name.endsWith('.dist-info'))
  const mine = infos.filter(name => development.has(normalise(name.split('-')[0] ?? '')))
  const shared = new Set(
    infos.filter(name => !mine.includes(name)).flatMap(name => topLevel(tree, directory, name)),
  )
  const parts = (info: string): readonly string[] =>
    [info, ...topLevel(tree, directory, info)].filter(name => !shared.has(name))
  return mine
    .filter(info => !parts(info).some(name => isUsed(joinPath(directory, name))))
    .flatMap(parts)
    .map(name => joinPath(directory, name))
    .filter((path, index, all) => all.indexOf(path) === index && tree.get(path) !== undefined)
    .map(path => ({ path, because: 'a development dependency by the lock file' }))
}

/** PEP 503: `Flask_SQLAlchemy` and `flask-sqlalchemy` are one. */
const normalise = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-')

/** First components of what RECORD lists inside the directory. */
const topLevel = (tree: ImageTree, directory: string, info: string): readonly string[] => {
  const record = tree.text(`${directory}/${info}/RECORD`) ?? ''
  const names = record
    .split('\n')
    .map(line => line.split(',')[0] ?? '')
    .filter(path => path !== '' && !path.startsWith('..') && !path.startsWith('/'))
    .map(path => path.split('/')[0] ?? '')
    .filter(name => name !== info && name !== '__pycache__')
  return [...new Set(names)]
}

const pipfile = (tree: ImageTree, directory: string): readonly string[] => {
  const lock = asRecord(parseJson(findLockFile(tree, directory, ['Pipfile.lock'])))
  const shipped = new Set(Object.keys(asRecord(lock['default'])).map(normalise))
  return Object.keys(asRecord(lock['develop']))
    .map(normalise)
    .filter(name => !shipped.has(name))
}

const tomlLock = (tree: ImageTree, directory: string): readonly string[] => {
  const lock = asRecord(parseToml(findLockFile(tree, directory, ['poetry.lock', 'pdm.lock'])))
  const packages: readonly unknown[] = Array.isArray(lock['package']) ? lock['package'] : []
  return packages.map(asRecord).flatMap(entry => {
    const { name, groups, category } = entry
    if (typeof name !== 'string') return []
    const shipped = Array.isArray(groups)
      ? groups.some(group => group === 'main' || group === 'default')
      : category !== 'dev'
    return shipped ? [] : [normalise(name)]
  })
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}

const parseJson = (text: string | undefined): unknown => {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

const parseToml = (text: string | undefined): unknown => {
  try {
    return text === undefined ? undefined : parse(text)
  } catch {
    return undefined
  }
}
