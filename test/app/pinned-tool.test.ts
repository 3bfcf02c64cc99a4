import { expect, test } from 'vitest'
import { memoryApp } from '../../src/app/memory-app.ts'
import { pinnedTool } from '../../src/app/pinned-tool.ts'

const asdf = (text: string) => memoryApp({ '.tool-versions': text })
const mise = (text: string) => memoryApp({ 'mise.toml': `[tools]\n${text}\n` })

test.each([
  ['nodejs 20.11.1', asdf('# tools\nnodejs 20.11.1 # LTS\n'), 'node', '20.11.1'],
  ['the first of several', asdf('python 3.12.1 2.7.18 system\n'), 'python', '3.12.1'],
  ['a vendor before the number', asdf('java temurin-21.0.2+13.0.LTS\n'), 'java', '21.0.2+13.0.LTS'],
  ['two words before the number', asdf('java graalvm-community-21.0.1\n'), 'java', '21.0.1'],
  ['a commit', asdf('ruby ref:39cb398\n'), 'ruby', undefined],
  ['a path', asdf('elixir path:/src/elixir\n'), 'elixir', undefined],
  ['another tool', asdf('golangci-lint 1.60\n'), 'go', undefined],
  ['a string', mise('go = "1.25.3"'), 'go', '1.25.3'],
  ['a list', mise(`node = ['22', "20"]`), 'node', '22'],
  ['a table', mise('python = { version = "3.11", virtualenv = ".venv" }'), 'python', '3.11'],
  ['a prefix', mise('go = "prefix:1.24"'), 'go', '1.24'],
  ['latest', mise('bun = "latest"'), 'bun', undefined],
  ['lts', mise('node = "lts"'), 'node', undefined],
  ['another table', memoryApp({ 'mise.toml': '[env]\nnode = "20"\n' }), 'node', undefined],
] as const)('%s', (_name, app, tool, version) => {
  expect(pinnedTool(app, tool)?.version).toBe(version)
})

test('mise.toml wins over .tool-versions, and the line that says it is named', () => {
  const app = memoryApp({
    '.tool-versions': 'node 18.0.0\n',
    '.mise.toml': '[tools]\ngo = "1"\nnode = "24"\n',
  })
  expect(pinnedTool(app, 'node')).toMatchObject({
    evidence: { file: '.mise.toml', range: { start: { line: 3 } }, fact: '.mise.toml names node 24' },
  })
})

test('latest in mise.toml leaves the choice to .tool-versions', () => {
  const app = memoryApp({ '.tool-versions': 'node 20\n', 'mise.toml': '[tools]\nnode = "latest"\n' })
  expect(pinnedTool(app, 'node')?.evidence.file).toBe('.tool-versions')
})
