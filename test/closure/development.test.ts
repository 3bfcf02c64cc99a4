import { describe, expect, it } from 'vitest'
import { developmentByLock } from '../../src/closure/development/node.ts'
import { findPruned } from '../../src/closure/pruned.ts'
import { type TreeEntry, treeOf } from '../image/root/tree-of.ts'

const pruned = async (
  root: string,
  entries: Readonly<Record<string, TreeEntry>>,
  traced: readonly string[] = [],
): Promise<readonly string[]> =>
  findPruned(await treeOf(entries), root, new Set(traced)).map(({ path }) => path)

const entry = (name: string, rest: string) => `[[package]]\nname = "${name}"\nversion = "1"\n${rest}\n`

describe('development dependencies of Python', () => {
  const site = '/app/.venv/lib/python3.13/site-packages'
  const packages = {
    [`${site}/flask/__init__.py`]: 'flask',
    [`${site}/flask-3.0.dist-info/RECORD`]: 'flask/__init__.py,,\nflask-3.0.dist-info/RECORD,,\n',
    [`${site}/pytest/__init__.py`]: 'pytest',
    [`${site}/py.py`]: 'py',
    [`${site}/pytest-8.dist-info/RECORD`]:
      '../../../bin/pytest,,\npy.py,,\npytest/__init__.py,,\nshared/a.py,,\n',
    [`${site}/shared/a.py`]: 'a',
    [`${site}/Shared_B-1.dist-info/RECORD`]: 'shared/b.py,,\n',
    [`${site}/shared/b.py`]: 'b',
  }
  const expected = [`${site}/py.py`, `${site}/pytest`, `${site}/pytest-8.dist-info`]

  it('are read from Pipfile.lock', async () => {
    const lock = JSON.stringify({
      default: { flask: {}, 'shared-b': {} },
      develop: { pytest: {}, Flask: {} },
    })
    expect(await pruned('/app', { ...packages, '/app/Pipfile.lock': lock })).toEqual(expected)
  })

  it('are read from poetry.lock, old and new', async () => {
    const lock = `${entry('flask', 'groups = ["main"]')}${entry('pytest', 'groups = ["dev"]')}`
    expect(await pruned('/app', { ...packages, '/app/poetry.lock': lock })).toEqual(expected)
    const old = `${entry('flask', 'category = "main"')}${entry('pytest', 'category = "dev"')}`
    expect(await pruned('/app', { ...packages, '/app/poetry.lock': old })).toEqual(expected)
  })

  it('stay where there is no lock file, where it is broken, and where they were used', async () => {
    expect(await pruned('/app', packages)).toEqual([])
    expect(await pruned('/app', { ...packages, '/app/Pipfile.lock': '{' })).toEqual([])
    const lock = JSON.stringify({ default: {}, develop: { pytest: {} } })
    const used = await pruned('/app', { ...packages, '/app/Pipfile.lock': lock }, [
      `${site}/pytest/__init__.py`,
    ])
    expect(used).toEqual([])
  })
})

const entries = (dev: readonly string[]) =>
  Object.fromEntries([['node_modules/a', {}], ...dev.map(name => [`node_modules/${name}`, { dev: true }])])

describe('development dependencies of Node', () => {
  const modules = '/app/node_modules'
  const names = Array.from({ length: 20 }, (_, index) => `dev-${index}`)
  const files = (lock: string) => ({
    [`${modules}/.package-lock.json`]: lock,
    [`${modules}/a/index.js`]: 'a',
    ...Object.fromEntries(names.map(name => [`${modules}/${name}/index.js`, name])),
  })

  it('are left to the lock file where they are many', async () => {
    const lock = JSON.stringify({ packages: entries(names) }, null, 2)
    const tree = await treeOf(files(lock))
    const all = new Set(names.map(name => `${modules}/${name}`))
    expect(developmentByLock(tree, all)).toEqual([modules])
    expect(developmentByLock(tree, new Set([...all].slice(1)))).toEqual([])
  })

  it('are named one by one where they are few, or where lines do not tell them', async () => {
    const few = JSON.stringify({ packages: entries(names.slice(0, 3)) }, null, 2)
    const all = new Set(names.map(name => `${modules}/${name}`))
    expect(developmentByLock(await treeOf(files(few)), all)).toEqual([])
    const dense = JSON.stringify({ packages: entries(names) })
    expect(developmentByLock(await treeOf(files(dense)), all)).toEqual([])
  })
})

describe('development gems', () => {
  const gems = '/usr/local/bundle/gems'
  const lock = `GEM
  remote: https://rubygems.org/
  specs:
    diff-lcs (1.5)
    rack (3.0)
    rspec (3.12)
      diff-lcs (>= 1.2)
      rack
    sinatra (4.0)
      rack (>= 3)

DEPENDENCIES
  rspec
  sinatra (~> 4.0)
`
  const installed = Object.fromEntries(
    ['diff-lcs-1.5', 'rack-3.0', 'rspec-3.12', 'sinatra-4.0'].map(name => [`${gems}/${name}/lib/x.rb`, name]),
  )

  it('are those that nothing shipped needs', async () => {
    const gemfile = `source 'https://rubygems.org'\ngem 'sinatra', '~> 4.0' # web\ngroup :development, :test do\n  gem 'rspec'\nend\n`
    const files = { ...installed, '/app/Gemfile': gemfile, '/app/Gemfile.lock': lock }
    expect(await pruned('/usr/local/bundle', files)).toEqual([`${gems}/diff-lcs-1.5`, `${gems}/rspec-3.12`])
    const inline = gemfile.replace(/group[^]*end/, "gem 'rspec', group: :test")
    expect(await pruned('/usr/local/bundle', { ...files, '/app/Gemfile': inline })).toHaveLength(2)
  })

  it('stay where the Gemfile does more than name them', async () => {
    const gemfile = `gem 'sinatra'\nif ENV['CI']\n  gem 'rspec', group: :test\nend\n`
    const files = { ...installed, '/app/Gemfile': gemfile, '/app/Gemfile.lock': lock }
    expect(await pruned('/usr/local/bundle', files)).toEqual([])
    const production = `gem 'sinatra'\ngem 'rspec', groups: [:test, :production]\n`
    expect(await pruned('/usr/local/bundle', { ...files, '/app/Gemfile': production })).toEqual([])
  })
})
