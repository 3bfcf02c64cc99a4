import { describe, expect, it } from 'vitest'
import { parseDockerIgnore } from '../../src/app/dockerignore.ts'

/** Text of the file, then paths that it leaves out, then paths that it keeps. */
const cases: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
  ['a plain name is anchored', 'node_modules', ['node_modules', 'node_modules/a/b'], ['web/node_modules/a']],
  ['a leading slash changes nothing', '/dist/', ['dist/a'], ['src/dist/a']],
  [
    'two stars reach every depth',
    '**/node_modules',
    ['node_modules/a', 'web/node_modules/a'],
    ['node_modules2'],
  ],
  ['two stars before a name with a star', '**/*.log', ['a.log', 'a/b/c.log'], ['a.logs']],
  ['one star stops at a slash', 'a/*', ['a/b', 'a/b/c'], ['a', 'b']],
  ['a later exception brings back', '*.md\n!README.md', ['NOTES.md'], ['README.md', 'docs/a.md']],
  ['an exception inside an ignored folder', '*\n!src', ['a', 'b/c'], ['src', 'src/a']],
  ['the last match decides', '!a\na', ['a'], ['b']],
  ['comments count only at the start of a line', '#a\n #b', ['#b'], ['#a', 'a']],
  ['a question mark is one character', '?.txt', ['a.txt'], ['ab.txt', '/.txt']],
  ['a class of characters', '[ab].txt', ['a.txt', 'b.txt'], ['c.txt']],
  ['dots are plain', 'a.b', ['a.b'], ['axb']],
  ['a trailing pair of stars is a prefix', 'logs/**', ['logs/a', 'logs/a/b'], ['log']],
  ['a byte order mark and windows line ends', '\uFEFFdist\r\nout\r\n', ['dist/a', 'out'], ['src']],
  ['an illegal lone exception matches nothing', 'a\n!', ['a'], ['b']],
  ['parent folders are resolved', 'a/../b', ['b'], ['a']],
]

describe('.dockerignore', () => {
  it.each(cases)('%s', (_name, text, left, kept) => {
    const ignore = parseDockerIgnore(text)
    expect(left.filter(path => !ignore.ignores(path))).toEqual([])
    expect(kept.filter(path => ignore.ignores(path))).toEqual([])
  })

  it('an empty file leaves out nothing', () => {
    expect(parseDockerIgnore('').ignores('a')).toBe(false)
  })
})

it('answers the same in whatever order it is asked, and for paths of any depth', () => {
  const text = 'a\n!a/b\n**/*.log\nc/*\n!c/keep\n'
  const paths = ['a/b/x', 'a/x', 'a', 'c/keep/x.log', 'c/keep/x', 'c/x/y', '/a/x', `a/${'d/'.repeat(500)}x`]
  const fresh = paths.map(path => parseDockerIgnore(text).ignores(path))
  const shared = parseDockerIgnore(text)
  expect(paths.map(path => shared.ignores(path))).toEqual(fresh)
  expect(paths.toReversed().map(path => shared.ignores(path))).toEqual(fresh.toReversed())
  expect(fresh).toEqual([false, true, true, false, false, true, false, true])
})
