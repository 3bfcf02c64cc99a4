import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { AppFiles } from '../../src/app/app-files.ts'
import { parseConfig, readConfig } from '../../src/config/read-config.ts'
import { configJsonSchema } from '../../scripts/config-json-schema.ts'

function appOf(files: Readonly<Record<string, string>>): AppFiles {
  return {
    name: 'app',
    list: () => Object.keys(files).toSorted(),
    has: path => path in files,
    read: path => files[path],
    size: path => files[path]?.length,
  }
}

/** `line:column message (help)` of each diagnostic. */
async function problems(text: string, file = 'laststage.yaml'): Promise<readonly string[]> {
  const { config, diagnostics } = await parseConfig(text, file)
  expect(config).toEqual({})
  return diagnostics.map(({ range, message, help }) => {
    const { line, column } = range.start
    return `${line}:${column} ${message}${help === undefined ? '' : ` (${help})`}`
  })
}

const everything = `
http:
  - /health
  - POST /login
  - path: /api/items?page=2
    port: 8081
    headers: { X-Tenant: 7 }
    expect: 200
  - method: put
    path: /api/items/1
    json: { name: tea }
    expect: { status: 204, contains: "", type: application/json }
exec:
  - [--version]
  - { args: [--check], stdin: "a b", expect: 3 }
  - { args: [], expect: { exitCode: 0, stdout: "ok\\n" } }
command: [serve, --quiet]
ready: { path: /ready, port: 8080, log: started, timeout: 90s }
env: { PORT: 8080, DEBUG: false, NAME: x }
volumes: [/data]
network: open
budget: { total: 20MB, compressed: 1.5 MiB }
ignore: ['build \\d+']
services:
  db:
    image: postgres:16
    env: { POSTGRES_PASSWORD: secret }
    command: [postgres, -c, max_connections=20]
    ports: [5432]
    healthcheck: pg_isready -U app
    timeout: 2m
    files: { /docker-entrypoint-initdb.d/1.sql: db/schema.sql }
  seed: { image: seeder, healthcheck: [/check], after: [db], job: true }
probes:
  - npm run test:e2e
  - { command: [python, manage.py, check], in: container, output: true, expect: 3, timeout: 5m }
`

test('every key is read, short forms are written out', async () => {
  const { config, file, diagnostics } = await readConfig(appOf({ 'laststage.yaml': everything }))
  expect(diagnostics).toEqual([])
  expect(file).toBe('laststage.yaml')
  expect(config).toEqual({
    http: [
      { method: 'GET', path: '/health' },
      { method: 'POST', path: '/login' },
      {
        method: 'GET',
        path: '/api/items?page=2',
        port: 8081,
        headers: { 'X-Tenant': '7' },
        expect: { status: 200 },
      },
      {
        method: 'PUT',
        path: '/api/items/1',
        headers: { 'content-type': 'application/json' },
        body: '{"name":"tea"}',
        expect: { status: 204, contains: '', type: 'application/json' },
      },
    ],
    exec: [
      { args: ['--version'] },
      { args: ['--check'], stdin: 'a b', expect: { exitCode: 3 } },
      { args: [], expect: { exitCode: 0, stdout: 'ok\n' } },
    ],
    command: ['serve', '--quiet'],
    ready: { path: '/ready', port: 8080, log: 'started', timeoutMs: 90_000 },
    env: { PORT: '8080', DEBUG: 'false', NAME: 'x' },
    volumes: ['/data'],
    network: 'open',
    budget: { total: 20_000_000, compressed: 1_572_864 },
    ignore: ['build \\d+'],
    services: [
      {
        name: 'db',
        image: 'postgres:16',
        env: { POSTGRES_PASSWORD: 'secret' },
        command: ['postgres', '-c', 'max_connections=20'],
        ports: [5432],
        healthcheck: { test: ['CMD-SHELL', 'pg_isready -U app'] },
        readyMs: 120_000,
        files: [{ from: 'db/schema.sql', to: '/docker-entrypoint-initdb.d/1.sql' }],
      },
      { name: 'seed', image: 'seeder', healthcheck: { test: ['CMD', '/check'] }, after: ['db'], ends: true },
    ],
    probes: [
      {
        name: 'npm run test:e2e',
        command: 'npm run test:e2e',
        where: 'host',
        compareOutput: false,
        exitCode: 0,
      },
      {
        name: 'python manage.py check',
        command: ['python', 'manage.py', 'check'],
        where: 'container',
        compareOutput: true,
        exitCode: 3,
        timeoutMs: 300_000,
      },
    ],
  })
})

test('the laststage key of package.json is read where there is no file of its own', async () => {
  const manifest = '{\n  "name": "shop",\n  "laststage": { "http": ["/health"] }\n}\n'
  const read = await readConfig(appOf({ 'package.json': manifest }))
  expect(read).toMatchObject({ file: 'package.json', config: { http: [{ method: 'GET', path: '/health' }] } })
  const both = await readConfig(appOf({ 'package.json': manifest, 'laststage.yml': 'exec: [[a]]' }))
  expect(both).toMatchObject({ file: 'laststage.yml', config: { exec: [{ args: ['a'] }] } })
  const without = await readConfig(appOf({ 'package.json': '{ "name": "laststage" }' }))
  expect(without).toMatchObject({ config: {}, diagnostics: [] })
})

test.each([
  ['none at all', ''],
  ['only a comment', '# nothing yet\n'],
])('a file with %s is an empty configuration', async (_, text) => {
  expect(await parseConfig(text, 'laststage.yaml')).toMatchObject({ config: {}, diagnostics: [] })
})

const keys = 'http, exec, command, ready, probes, services, env, volumes, network, budget, ignore, check'

test.each([
  [
    'a misspelt key',
    'env: {}\nhtpp: []\n',
    [`2:1 unknown key "htpp" (Did you mean "http"? Allowed here: ${keys}.)`],
  ],
  [
    'a misspelt key deep inside',
    'http:\n  - path: /\n    expect:\n      stauts: 200\n',
    ['4:7 unknown key "stauts" (Did you mean "status"? Allowed here: status, contains, type.)'],
  ],
  ['a key of another tool', 'stages: []\n', [`1:1 unknown key "stages" (Allowed here: ${keys}.)`]],
  ['a missing key', 'http:\n  - method: GET\n', ['2:5 "path" is missing']],
  [
    'a path without a slash',
    'http:\n  - path: health\n',
    ['2:11 "path" cannot be "health" (Expected a path that starts with /.)'],
  ],
  [
    'a port out of range',
    'ready:\n  port: 80800\n',
    ['2:9 "port" cannot be 80800 (Expected a port, 1 to 65535.)'],
  ],
  [
    'a status that is none',
    'http: [{ path: /, expect: 99 }]',
    ['1:27 "expect" cannot be 99 (Expected an HTTP status, 100 to 599.)'],
  ],
  [
    'a time in unknown units',
    'ready: { timeout: 5 fortnights }',
    ['1:19 "timeout" cannot be "5 fortnights" (Expected a time, like 30s or 500ms.)'],
  ],
  ['a size in unknown units', 'budget: big', ['1:9 "budget" cannot be "big" (Expected a size, like 20MB.)']],
  [
    'a broken regular expression',
    "ignore: ['(']",
    ['1:10 "ignore" cannot be "(" (Expected a regular expression that can be read.)'],
  ],
  [
    'a number among arguments',
    'command: [serve, 80]',
    ['1:18 "command" cannot be 80 (Expected a text (quote numbers).)'],
  ],
  [
    'a list at the top',
    '- /health\n- /ready\n',
    ['1:1 the file cannot be a list (Expected keys and values.)'],
  ],
  [
    'broken YAML',
    'http: [\n',
    ['2:1 Flow sequence in block collection must be sufficiently indented and end with a ]'],
  ],
])('%s is told with its place and what is allowed', async (_, text, expected) => {
  expect(await problems(text)).toEqual(expected)
})

test('in package.json the place is one of package.json', async () => {
  const manifest = '{\n  "name": "shop",\n  "laststage": {\n    "redy": {}\n  }\n}\n'
  expect(await problems(manifest, 'package.json')).toEqual([
    `4:5 unknown key "redy" (Did you mean "ready"? Allowed here: ${keys}.)`,
  ])
})

test('the published schema is fresh', () => {
  const published = readFileSync(new URL('../../schemas/config.schema.json', import.meta.url), 'utf8')
  expect(published, 'run `node scripts/schemas.ts`').toBe(configJsonSchema())
})

test("the examples' configurations are right", async () => {
  const examples = new URL('../../examples/', import.meta.url)
  const read = readdirSync(examples).map(name => {
    const text = readFileSync(new URL(`${name}/laststage.yaml`, examples), 'utf8')
    return parseConfig(text, `${name}/laststage.yaml`)
  })
  const results = await Promise.all(read)
  expect(results.length).toBeGreaterThan(0)
  expect(results.flatMap(({ diagnostics }) => diagnostics)).toEqual([])
})

test('every key is documented', () => {
  const page = readFileSync(new URL('../../docs/laststage-yaml.md', import.meta.url), 'utf8')
  const missing = keys.split(', ').filter(key => !page.includes(`## ${key}`))
  expect(missing).toEqual([])
})
