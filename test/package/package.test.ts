import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { publint } from 'publint'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Packed, stagePackage } from '../../scripts/stage-package.ts'

let folder = ''
let packed: Packed
/** As `npm install` would leave it: the package, and what it declares to need. */
let installed = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'laststage-package-'))
  packed = stagePackage(folder)
  installed = join(folder, 'app/node_modules/laststage')
  mkdirSync(installed, { recursive: true })
  execFileSync('tar', ['-xzf', packed.file, '-C', installed, '--strip-components=1'])
  writeFileSync(join(folder, 'app/package.json'), '{"type": "module"}')
  // The types of Node are what a TypeScript project for Node has anyway.
  for (const name of [...Object.keys(manifest().dependencies ?? {}), '@types', 'undici-types'])
    symlinkSync(resolve('node_modules', name), join(folder, 'app/node_modules', name))
}, 180_000)

// Thousands of files, on a disk that others use too.
afterAll(() => rmSync(folder, { recursive: true, force: true }), 120_000)

interface Manifest {
  readonly bin: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

function manifest(): Manifest {
  return JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
}

const node = (...args: readonly string[]): string =>
  execFileSync(process.execPath, args, { cwd: join(folder, 'app'), encoding: 'utf8', env: { PATH: '' } })

/** What may be published, and nothing else. */
const allowed = [
  /^(README|CHANGELOG)\.md$/,
  /^LICENSE$/,
  /^package\.json$/,
  /^dist\/[\w.-]+\.mjs$/,
  /^dist\/(report-page\.json|THIRD-PARTY-LICENSES\.txt)$/,
  /^dist\/types\/[\w/.-]+\.d\.ts$/,
  /^docs\/[\w/.-]+\.(md|svg|png)$/,
  /^schemas\/[\w.-]+\.json$/,
  /^src\/rules\/([\w-]+\/)?README\.md$/,
]

test('holds what is needed, and no sources, tests or fixtures', () => {
  const paths = packed.files.map(({ path }) => path)
  expect(paths.filter(path => !allowed.some(pattern => pattern.test(path)))).toEqual([])
  for (const path of [
    'dist/bin.mjs',
    'dist/index.mjs',
    'dist/types/index.d.ts',
    'LICENSE',
    'schemas/config.schema.json',
  ])
    expect(paths).toContain(path)
})

test('stays small', () => {
  expect(packed.size).toBeLessThan(1_500_000)
  expect(packed.unpackedSize).toBeLessThan(6_000_000)
})

test('brings no Node along', () => {
  expect(manifest().optionalDependencies).toBeUndefined()
  expect(Object.keys(manifest().dependencies ?? {}).filter(name => name.startsWith('node'))).toEqual([])
})

test('passes publint', async () => {
  const { messages } = await publint({ pkgDir: installed, pack: false, strict: true })
  expect(messages).toEqual([])
})

test('its commands can be executed and start', () => {
  for (const file of Object.values(manifest().bin)) {
    expect(statSync(join(installed, file)).mode & 0o111).toBe(0o111)
    expect(readFileSync(join(installed, file), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
  }
  expect(node('node_modules/laststage/dist/bin.mjs', '--version')).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect(node('node_modules/laststage/dist/docker-laststage.mjs', 'docker-cli-plugin-metadata')).toContain(
    '0.1.0',
  )
})

test('works with what it declares to need', () => {
  writeFileSync(
    join(folder, 'app/Dockerfile'),
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl\nUSER 1\n',
  )
  writeFileSync(join(folder, 'app/laststage.yaml'), 'check:\n  rules:\n    apt-lists-left: off\n')
  const bin = 'node_modules/laststage/dist/bin.mjs'
  expect(node(bin, 'check', '--fix', '--unsafe')).toContain('apt-recommends')
  expect(node(bin, 'explain', 'base-tag')).toContain('## Why')
  expect(node(bin, 'optimize', resolve('examples/go-hello'), '--static', '--json')).toContain(
    '"schemaVersion"',
  )
})

test('is a library for ES modules', () => {
  const use = `import { parseDockerfile, printDockerfile } from 'laststage'
const text = 'FROM scratch\\n'
if (printDockerfile(parseDockerfile(text, 'Dockerfile')) !== text) throw new Error('not the same')
console.log(Object.keys(await import('laststage/package.json', { with: { type: 'json' } })).length > 0)`
  writeFileSync(join(folder, 'app/use.mjs'), use)
  expect(node('use.mjs')).toBe('true\n')
})

test('its types resolve', () => {
  const use = `import { type DockerfileDocument, parseDockerfile } from 'laststage'
export const document: DockerfileDocument = parseDockerfile('FROM scratch', 'Dockerfile')
// @ts-expect-error a number is no text
parseDockerfile(1, 'Dockerfile')
`
  writeFileSync(join(folder, 'app/use.ts'), use)
  const tsc = resolve('node_modules/typescript/bin/tsc')
  const options = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--types',
    'node',
    'use.ts',
  ]
  expect(node(tsc, ...options)).toBe('')
})
