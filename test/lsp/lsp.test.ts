import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-protocol/node'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { workspaceEdit } from '../../src/cli/lsp/workspace-edit.ts'
import { Editor, rangeIn } from './editor.ts'

const root = mkdtempSync(join(tmpdir(), 'laststage-lsp-'))
let folder = root
/** One for all tests, as in a day's work: what one test did must not hurt the next. */
let editor: Editor

beforeAll(async () => {
  editor = await Editor.start(root)
})

beforeEach(() => {
  folder = mkdtempSync(join(root, 'app-'))
})

afterAll(() => {
  editor.server.kill('SIGKILL')
  rmSync(root, { recursive: true, force: true })
})

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

const uriOf = (path: string): string => pathToFileURL(join(folder, path)).href
const has = (code: string) => (found: readonly Diagnostic[]) => found.some(each => each.code === code)
const lacks = (code: string) => (found: readonly Diagnostic[]) => !has(code)(found)

const lost = 'FROM node:22-slim\nRUN npm --version &&\nnode --version\nUSER node\n'

test('offers diagnostics, fixes and hovers, and no formatting', async () => {
  expect(editor.initialized).toMatchObject({
    serverInfo: { name: 'laststage' },
    capabilities: {
      textDocumentSync: { change: 2 },
      hoverProvider: true,
      codeActionProvider: { codeActionKinds: ['quickfix', 'source.fixAll.laststage'] },
    },
  })
  expect(editor.initialized?.capabilities.documentFormattingProvider).toBeUndefined()
})

test('shows a finding with its weight, its code and a page that is there', async () => {
  const uri = uriOf('Dockerfile')
  await editor.open(uri, lost)
  const found = (await editor.shown(uri, has('lost-continuation'))).find(has1('lost-continuation'))
  expect(found).toMatchObject({
    severity: DiagnosticSeverity.Error,
    source: 'laststage',
    range: rangeIn(lost, '&&'),
  })
  expect(found?.message).toContain('end the line with \\')
  expect(existsSync(fileURLToPath(found?.codeDescription?.href ?? ''))).toBe(true)
})

test('follows what is typed, without a save', async () => {
  const uri = uriOf('Dockerfile')
  await editor.open(uri, lost)
  await editor.shown(uri, has('lost-continuation'))
  const { end } = rangeIn(lost, '&&')
  await editor.edit(uri, { start: end, end }, ' \\')
  await editor.shown(uri, lacks('lost-continuation'))
  await editor.edit(uri, rangeIn(editor.textOf(uri), ':22-slim'), '')
  await editor.shown(uri, has('base-tag'))
  await editor.close(uri)
  expect(await editor.shown(uri, found => found.length === 0)).toEqual([])
})

test('a safe fix comes first, and mends', async () => {
  const uri = uriOf('Dockerfile')
  await editor.open(uri, lost)
  const [first] = await editor.actions(uri, rangeIn(lost, '&&'), 'quickfix')
  expect(first).toMatchObject({ isPreferred: true, diagnostics: [{ code: 'lost-continuation' }] })
  expect(editor.apply(uri, first)).toBe(lost.replace('&&\n', '&& \\\n'))
})

test('an unsafe fix says so, and is not among those made on save', async () => {
  const text = 'WORKDIR /app\nRUN ./mvnw package\n'
  write({
    'pom.xml':
      '<project><properties><maven.compiler.release>21</maven.compiler.release></properties></project>',
  })
  const uri = uriOf('Dockerfile')
  await editor.open(uri, text)
  await editor.shown(uri, has('no-from'))
  const range = { start: { line: 0, character: 0 }, end: { line: 2, character: 0 } }
  const actions = await editor.actions(uri, range, 'quickfix')
  const fix = actions.find(({ diagnostics }) => diagnostics?.[0]?.code === 'no-from')
  expect(fix?.title).toMatch(/\(unsafe: .*\)$/)
  expect(fix?.isPreferred).toBe(false)
  expect(editor.apply(uri, fix)).toContain('FROM eclipse-temurin:21-jdk')
  const all = await editor.actions(uri, range, 'source.fixAll')
  expect(all.map(each => editor.apply(uri, each)).join('')).not.toContain('FROM')
})

const copied = 'FROM node:22-slim\nWORKDIR /app\nCOPY . .\nUSER node\n'
const copyAll = rangeIn(copied, 'COPY . .')
const start = { line: 0, character: 0 }
const insert = (line: number, newText: string) => ({
  range: { start: { line, character: 0 }, end: { line, character: 0 } },
  newText,
})

test('a fix of .dockerignore makes the file where it is missing', async () => {
  write({ '.git/HEAD': 'ref: refs/heads/main\n' })
  const uri = uriOf('Dockerfile')
  await editor.open(uri, copied)
  const [first] = await editor.actions(uri, copyAll, 'quickfix')
  expect(first).toMatchObject({
    title: 'Write .git into .dockerignore',
    isPreferred: true,
    diagnostics: [{ code: 'context-unignored' }],
  })
  expect(first?.edit).toEqual({ changes: { [uriOf('.dockerignore')]: [insert(0, '.git\n')] } })
  expect(await editor.actions(uri, copyAll, 'source.fixAll')).toEqual([])
})

test('a client that can make files is told to', async () => {
  write({ '.git/HEAD': 'ref: refs/heads/main\n' })
  const uri = uriOf('Dockerfile')
  const ignore = uriOf('.dockerignore')
  const other = await Editor.start(root, { documentChanges: true, resourceOperations: ['create'] })
  await other.open(uri, copied)
  const [first] = await other.actions(uri, copyAll, 'quickfix')
  expect(first?.edit).toEqual({
    documentChanges: [
      { kind: 'create', uri: ignore, options: { ignoreIfExists: true } },
      { textDocument: { uri: ignore, version: null }, edits: [insert(0, '.git\n')] },
    ],
  })
  const silence = (await other.actions(uri, copyAll, 'quickfix')).at(-1)
  expect(silence?.edit?.documentChanges).toMatchObject([{ textDocument: { uri, version: 1 } }])
  await other.stop({ shutdown: true })
})

test('a client that knows versions but cannot make files gets plain changes for a new file', () => {
  const document = TextDocument.create('file:///app/.dockerignore', '', 0, '')
  const edit = workspaceEdit([{ document, missing: true, edits: [{ from: 0, to: 0, text: '.git\n' }] }], {
    client: { workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['rename'] } } },
    open: () => document,
    version: () => undefined,
  })
  expect(edit).toEqual({ changes: { [document.uri]: [insert(0, '.git\n')] } })
})

test('a fix of .dockerignore goes to its end as it stands in the editor, and takes the finding back', async () => {
  write({ '.git/HEAD': 'ref: refs/heads/main\n', '.dockerignore': '*.md' })
  const uri = uriOf('Dockerfile')
  const ignore = uriOf('.dockerignore')
  await editor.open(ignore, '*.md\n*.log', 'ignore')
  await editor.open(uri, copied)
  await editor.shown(uri, has('context-unignored'))
  const [first] = await editor.actions(uri, copyAll, 'quickfix')
  const mended = editor.apply(ignore, first)
  expect(mended).toBe('*.md\n*.log\n.git\n')
  expect(editor.apply(uri, first)).toBe(copied)
  await editor.edit(ignore, { start, end: { line: 9, character: 0 } }, mended)
  await editor.shown(uri, lacks('context-unignored'))
})

test('a secret that a folder brings along is left out by an unsafe fix', async () => {
  write({ 'config/id_rsa': '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n' })
  const uri = uriOf('Dockerfile')
  await editor.open(uri, copied)
  const fixes = await editor.actions(uri, copyAll, 'quickfix')
  const fix = fixes.find(({ title }) => title.startsWith('Write config/id_rsa'))
  expect(fix?.isPreferred).toBe(false)
  expect(fix?.edit?.changes?.[uriOf('.dockerignore')]).toEqual([insert(0, 'config/id_rsa\n')])
})

test('fix all makes every safe fix, and offers nothing afterwards', async () => {
  const uri = uriOf('Dockerfile')
  const text = 'FROM node:22-slim as build\nRUN npm --version &&\nnode --version\nMAINTAINER Ada\nUSER node\n'
  await editor.open(uri, text)
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }
  const actions = await editor.actions(uri, range, 'source.fixAll.laststage')
  expect(actions).toHaveLength(1)
  const mended = editor.apply(uri, actions[0])
  expect(mended).toContain('&& \\\n')
  await editor.edit(uri, { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } }, mended)
  expect(await editor.actions(uri, range, 'source.fixAll')).toEqual([])
})

test('silences a rule by a comment', async () => {
  const uri = uriOf('Dockerfile')
  const text = 'FROM node\nUSER node\n'
  await editor.open(uri, text)
  await editor.shown(uri, has('base-tag'))
  const actions = await editor.actions(uri, rangeIn(text, 'node\nU'), 'quickfix')
  const silence = actions.find(({ title }) => title.startsWith('Ignore base-tag'))
  expect(editor.apply(uri, silence)).toBe(`# laststage ignore=base-tag\n${text}`)
  await editor.edit(
    uri,
    { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    '# laststage ignore=base-tag\n',
  )
  await editor.shown(uri, lacks('base-tag'))
})

const staged = `FROM golang:1.23 AS build
WORKDIR /src
COPY . .
RUN go build -o /out/app .
FROM debian:12-slim
RUN apt-get update && apt-get install -y curl
COPY --from=build /out/app /app
ENV A=b
`

test('says what an instruction adds, and whether that ships', async () => {
  write({
    Dockerfile: staged,
    'main.go': 'x'.repeat(1234),
    'notes.md': 'y'.repeat(5000),
    '.dockerignore': '*.md\nDockerfile\n.dockerignore\n',
  })
  const uri = uriOf('Dockerfile')
  await editor.open(uri, staged)
  expect(await editor.hover(uri, 0)).toMatch(
    /`golang:1.23` has about 885 MB unpacked, 312 MB.* as `golang:1.27.1-trixie` on 2026-09-19.*\n\n\*\*Stays behind/,
  )
  expect(await editor.hover(uri, 2)).toContain('Adds 1 file of the build context, 1.23 kB.')
  expect(await editor.hover(uri, 2)).toContain('**Stays behind with its stage**.')
  expect(await editor.hover(uri, 3)).toContain('**Stays behind with its stage**, but for what line 7 takes')
  expect(await editor.hover(uri, 4)).toContain('**Part of the image that ships.**')
  expect(await editor.hover(uri, 5)).toContain('Installs with apt-get: `curl`.')
  expect(await editor.hover(uri, 5)).toContain('**Comes into the image that ships.**')
  expect(await editor.hover(uri, 6)).toContain('Takes `/out/app` from stage `build`.')
  expect(await editor.hover(uri, 7)).toContain('Adds no bytes')
})

test('shows the page of a rule where it found something', async () => {
  const uri = uriOf('Dockerfile')
  await editor.open(uri, 'FROM node\n')
  const text = await editor.hover(uri, 0, 6)
  expect(text).toContain('### base-tag')
  expect(text).toContain('**Why**')
})

test('judges as laststage.yaml says, as it stands in the editor', async () => {
  write({ 'laststage.yaml': 'check:\n  rules:\n    base-tag: off\n' })
  const uri = uriOf('Dockerfile')
  const config = uriOf('laststage.yaml')
  await editor.open(uri, 'FROM node\nRUN a &&\nb\n')
  await editor.shown(uri, found => lacks('base-tag')(found) && has('lost-continuation')(found))
  await editor.open(config, 'check:\n  rules:\n    base-tag: error\n', 'yaml')
  const found = (await editor.shown(uri, has('base-tag'))).find(has1('base-tag'))
  expect(found?.severity).toBe(DiagnosticSeverity.Error)
  await editor.edit(config, { start: { line: 2, character: 14 }, end: { line: 2, character: 19 } }, 'loud')
  const [fault] = await editor.shown(config, has('config-invalid'))
  expect(fault?.range.start.line).toBe(2)
  await editor.shown(uri, has('base-tag'))
})

test('shows what stands in another file there, and takes it back', async () => {
  write({
    'package.json':
      '{\n  "homepage": "https://example.org/shop",\n  "scripts": {"build": "react-scripts build"},\n  "dependencies": {"react-scripts": "5"}\n}\n',
  })
  const uri = uriOf('Dockerfile')
  const text = `FROM node:22 AS b
WORKDIR /a
COPY . .
RUN npm run build
FROM nginx:1.27
COPY --from=b /a/build /usr/share/nginx/html
`
  await editor.open(uri, text)
  const [found] = await editor.shown(uriOf('package.json'), has('homepage-sub-path'))
  expect(found?.range.start.line).toBe(1)
  await editor.close(uri)
  await editor.shown(uriOf('package.json'), all => all.length === 0)
})

test('notices files that come, after a save', async () => {
  write({ 'a.txt': '' })
  const uri = uriOf('Dockerfile')
  await editor.open(uri, 'FROM scratch\nCOPY a.txt b.txt /\n')
  await editor.shown(uri, has('copy-source-missing'))
  write({ 'b.txt': '' })
  await editor.save(uri)
  expect(await editor.shown(uri, lacks('copy-source-missing'))).toBeDefined()
})

test('lives on whatever the document is', async () => {
  const uri = 'untitled:Untitled-1'
  await editor.open(uri, '\u0000\uFEFF\\\n\\\nFROM [\nRUN <<A <<B\nONBUILD ONBUILD FROM\n')
  await editor.shown(uri, found => found.length > 0)
  for (const text of ['FROM $\n', 'RUN ["', '\r\r\n', `RUN ${'"$('.repeat(5000)}`, '# escape=`\n', '\ud800'])
    await editor.edit(uri, { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }, text)
  await editor.hover(uri, 0)
  await editor.actions(uri, { start: { line: 0, character: 0 }, end: { line: 9999, character: 9999 } })
  await editor.edit(
    uri,
    { start: { line: 0, character: 0 }, end: { line: 9999, character: 0 } },
    'FROM node\n',
  )
  await editor.shown(uri, found => has('base-tag')(found))
  await editor.open(uriOf('gone/deeper/Dockerfile'), 'FROM node\n')
  await editor.shown(uriOf('gone/deeper/Dockerfile'), has('base-tag'))
  await expect(
    editor.connection.sendRequest('textDocument/formatting', {
      textDocument: { uri },
      options: { tabSize: 2, insertSpaces: true },
    }),
  ).rejects.toThrow(/formatting/)
})

test('leaves files alone that are no Dockerfiles', async () => {
  await editor.open(uriOf('compose.yaml'), 'FROM node\n', 'dockercompose')
  expect(await editor.hover(uriOf('compose.yaml'), 0)).toBe('')
})

test('takes the configuration of the folder that is open', async () => {
  writeFileSync(join(root, 'laststage.yaml'), 'check:\n  registries: [gcr.io]\n')
  const uri = uriOf('Dockerfile')
  await editor.open(uri, 'FROM docker.io/library/node:22\n')
  expect(await editor.shown(uri, has('registry-not-allowed'))).toBeDefined()
})

test.each([
  [true, 0],
  [false, 1],
])('ends with its input (shutdown asked before: %s)', async (shutdown, code) => {
  const other = await Editor.start(root)
  expect(await other.stop({ shutdown })).toBe(code)
})

test('ends on Ctrl-C', async () => {
  const other = await Editor.start(root)
  const exited = once(other.server, 'exit')
  other.server.kill('SIGINT')
  expect(await exited).toEqual([130, null])
})

function has1(code: string): (found: Diagnostic) => boolean {
  return found => found.code === code
}
