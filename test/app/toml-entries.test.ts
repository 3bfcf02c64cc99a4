import { expect, test } from 'vitest'
import { stringsOf, tomlEntries } from '../../src/app/toml-entries.ts'

const text = `# a manifest
[package]
name = "shop" # the name
version = '1.0'

[[bin]]
name = "one"
[[bin]]
name = "two"

[workspace]
members = [
  "a", # first
  "b/*",
]
[dependencies]
serde = { version = "1", features = ["derive"] }
tokio.workspace = true
[target.'cfg(unix)'.dependencies]
nix = "0.29"
`

test('entries keep their table, their text and their place', () => {
  const entries = tomlEntries(text)
  expect(entries.map(({ table, key, text: value }) => [table, key, value])).toEqual([
    ['package', 'name', 'shop'],
    ['package', 'version', '1.0'],
    ['bin', 'name', 'one'],
    ['bin', 'name', 'two'],
    ['workspace', 'members', undefined],
    ['dependencies', 'serde', undefined],
    ['dependencies', 'tokio.workspace', undefined],
    ['target.cfg(unix).dependencies', 'nix', '0.29'],
  ])
  expect(entries[0]?.range.start.line).toBe(3)
  expect(entries[7]?.range.start.line).toBe(20)
})

test('the tables of one array are told apart', () => {
  const [one, two] = tomlEntries(text).filter(({ table }) => table === 'bin')
  expect(one?.index).not.toBe(two?.index)
})

test('an array over several lines is one entry, comments left out', () => {
  const members = tomlEntries(text).find(({ key }) => key === 'members')
  expect(stringsOf(members?.raw ?? '')).toEqual(['a', 'b/*'])
})

test('a bracket that is never closed ends with the file', () => {
  expect(tomlEntries('a = [1,\n2').map(({ key }) => key)).toEqual(['a'])
})
