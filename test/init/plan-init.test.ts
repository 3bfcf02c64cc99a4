import { expect, test } from 'vitest'
import { readAppFolder } from '../../src/app/read-app-folder.ts'
import { parseDockerIgnore } from '../../src/app/dockerignore.ts'
import { memoryApp } from '../../src/app/memory-app.ts'
import { parseConfig } from '../../src/config/read-config.ts'
import { parseDockerfile } from '../../src/dockerfile/parse.ts'
import { planInit } from '../../src/init/plan-init.ts'

const server = `package main

import "net/http"

func main() {
	http.HandleFunc("/health", nil)
	http.HandleFunc("/items", nil)
	http.ListenAndServe(":8080", nil)
}
`
const goApp = { 'go.mod': 'module example.com/server\n\ngo 1.23\n', 'main.go': server }

test('an app without a Dockerfile gets one that ships only what runs, and its probes', async () => {
  const [choice] = planInit(memoryApp(goApp)).choices
  const { files = {} } = choice ?? {}
  expect(Object.keys(files).sort()).toEqual(['.dockerignore', 'Dockerfile', 'laststage.yaml'])
  expect(files['Dockerfile']).toContain('FROM scratch')
  expect(files['.dockerignore']).toContain('laststage.yaml')
  const { config, diagnostics } = await parseConfig(files['laststage.yaml'] ?? '', 'laststage.yaml')
  expect(diagnostics).toEqual([])
  expect(config).toMatchObject({
    ready: { path: '/health', port: 8080 },
    http: [{ path: '/health' }, { path: '/items' }],
  })
})

test('files of secrets stay out of the first image', () => {
  const kept = { '.env': 'DB_PASSWORD=correct-horse\n', 'config/.env': 'PORT=80\n', 'test/server.key': 'x' }
  const [choice] = planInit(memoryApp({ ...goApp, ...kept })).choices
  const lines = choice?.files['.dockerignore']?.split('\n')
  expect(lines).toContain('.env')
  expect(lines).not.toContain('config/.env')
  expect(lines).not.toContain('test/server.key')
})

test.each([{ 'index.html': '<h1>' }, { 'index.php': '<?php' }, { 'index.php': '', 'composer.json': '{}' }])(
  'what is served as it is holds no file of its developers: %o',
  files => {
    const more = { '.env': '', 'admin/.env': '', '.well-known/security.txt': '', 'compose.yaml': '' }
    for (const choice of planInit(memoryApp({ ...files, ...more })).choices) {
      const ignore = parseDockerIgnore(choice.files['.dockerignore'] ?? '')
      const paths = ['.env', 'admin/.env', '.git/config', 'compose.yaml', '.dockerignore']
      expect(paths.filter(path => !ignore.ignores(path))).toEqual([])
      expect(ignore.ignores('.well-known/security.txt')).toBe(false)
    }
  },
)

test('the Dockerfile that is there stays, and tells the port', async () => {
  const plan = planInit(memoryApp({ ...goApp, Dockerfile: 'FROM golang:1.23\nEXPOSE 9000\n' }))
  expect(plan.hasDockerfile).toBe(true)
  expect(Object.keys(plan.choices[0]?.files ?? {})).toEqual(['laststage.yaml'])
  expect(plan.choices[0]?.files['laststage.yaml']).toContain('ready: { path: /health, port: 9000 }')
})

test('where nothing is known, the file holds comments alone, and is still one that can be read', async () => {
  const plan = planInit(memoryApp({ Dockerfile: 'FROM alpine\nCMD ["true"]\n' }))
  const text = plan.choices[0]?.files['laststage.yaml'] ?? ''
  expect(text.split('\n').filter(line => line !== '' && !line.startsWith('#'))).toEqual([])
  expect((await parseConfig(text, 'laststage.yaml')).diagnostics).toEqual([])
})

test('an app that no stack knows is refused, with the reason', () => {
  expect(planInit(memoryApp({ 'main.cob': '' }))).toEqual({
    hasDockerfile: false,
    below: [],
    choices: [],
    refused: 'no stack that laststage knows was found in this folder',
  })
})

test.each([
  ['react-spa', ['staged-nginx', 'staged-tiny'], 'npm ci'],
  ['java-maven', ['staged-distroless', 'staged-jlink'], 'mvn -B package'],
])('%s: the plans of its stack, without a Dockerfile to start from', (name, ids, build) => {
  const files = readAppFolder(`examples/${name}`)
  const app = {
    ...files,
    list: () => files.list().filter(path => path !== 'Dockerfile'),
    has: (path: string) => path !== 'Dockerfile' && files.has(path),
    read: (path: string) => (path === 'Dockerfile' ? undefined : files.read(path)),
  }
  const { choices } = planInit(app)
  expect(choices.map(({ id }) => id)).toEqual(ids)
  const text = choices[0]?.files['Dockerfile'] ?? ''
  expect(text).toContain(build)
  expect(parseDockerfile(text, 'Dockerfile').diagnostics).toEqual([])
})

test('an app that its stack refuses is refused, with the reason', () => {
  const manifest = JSON.stringify({
    packageManager: 'pnpm@10.1.0',
    scripts: { build: 'vite build' },
    devDependencies: { vite: '7' },
  })
  const { choices, refused } = planInit(memoryApp({ 'package.json': manifest, 'vite.config.js': '' }))
  expect(choices).toEqual([])
  expect(refused).toContain('lock file')
})

test('a module that imports one beside it is not told as an app of its own', () => {
  const main = 'package main\n\nfunc main() {}\n'
  const { below } = planInit(
    memoryApp({
      'go.work': 'go 1.24\n\nuse ./api\nuse ./worker\nuse ./shared\n',
      'api/go.mod': 'module example.com/api\n',
      'api/main.go': 'package main\n\nimport "example.com/shared"\n\nfunc main() { shared.Run() }\n',
      'worker/go.mod': 'module example.com/worker\n',
      'worker/main.go': main,
      'shared/go.mod': 'module example.com/shared\n',
      'shared/shared.go': 'package shared\n',
    }),
  )
  expect(below).toEqual([{ folder: 'worker', stack: 'Go' }])
})

const packageOf = (name: string, dependencies = {}) =>
  JSON.stringify({
    name,
    scripts: { start: 'node index.js' },
    dependencies: { express: '4', ...dependencies },
  })

test('of a workspace, what takes in no package beside it', () => {
  const { below, refused } = planInit(
    memoryApp({
      'package.json': JSON.stringify({ workspaces: ['packages/*'] }),
      'package-lock.json': '{"lockfileVersion":3,"packages":{}}',
      'packages/alone/package.json': packageOf('alone'),
      'packages/alone/index.js': '',
      'packages/web/package.json': packageOf('web', { shared: '*' }),
      'packages/web/index.js': '',
      'packages/shared/package.json': '{"name":"shared"}',
    }),
  )
  expect(refused).toContain('several packages start a server (packages/alone, packages/web)')
  expect(below.map(({ folder }) => folder)).toEqual(['packages/alone'])
})

test('a folder of templates or tests in an app is no app of its own', () => {
  const files = {
    'package.json': '{"scripts":{"start":"ember serve"},"dependencies":{"ember":"1"}}',
    'tests/index.html': '<p>',
  }
  const { below, refused } = planInit(memoryApp(files))
  expect({ below, refused }).toEqual({
    below: [],
    refused: 'the start script is no plain `node …`: ember serve',
  })
})

test('a package that nothing starts or builds is told what to add', () => {
  const files = { 'package.json': '{"name":"tool","main":"lib/tool.js"}', 'lib/tool.js': 'console.log(1)' }
  expect(planInit(memoryApp(files)).refused).toBe(
    'package.json has no start script: where lib/tool.js is the program, add "start": "node lib/tool.js"',
  )
  const built = {
    'package.json': '{"scripts":{"build":"parcel build index.html"},"devDependencies":{"parcel":"2"}}',
  }
  expect(planInit(memoryApp(built)).refused).toBe(
    'what `parcel build index.html` in package.json writes is not known',
  )
})

test('a .dockerignore that lets in only what was built outside is not for the new Dockerfile, which gets its own', () => {
  const app = memoryApp({
    'go.mod': 'module example.com/a\n\ngo 1.25\n',
    'main.go': 'package main\n\nfunc main() {}\n',
    '.dockerignore': '*\n!bin/*\n',
  })
  const [choice] = planInit(app).choices
  expect(choice?.files['.dockerignore']).toBeUndefined()
  expect(choice?.files['Dockerfile.dockerignore']?.split('\n')).toContain('laststage.yaml')
})
