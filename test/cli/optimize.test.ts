import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { reportSchema } from '../../src/report/schema.ts'
import type { FakeIo } from '../support/fake-io.ts'
import { fakeIo } from '../support/fake-io.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-test-'))
  await cp('examples/go-hello', join(folder, 'app'), { recursive: true })
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

const optimize = async (
  args: readonly string[],
  more: Parameters<typeof fakeIo>[0] = {},
): Promise<[number, FakeIo]> => {
  const io = fakeIo({ cwd: folder, ...more })
  return [await run(['optimize', 'app', ...args], io), io]
}
const read = async (path: string): Promise<string> => await readFile(join(folder, path), 'utf8')
const original = await readFile('examples/go-hello/Dockerfile', 'utf8')

describe('--static', () => {
  test('shows the proposal, the reasons, and that nothing is proved; touches nothing', async () => {
    const before = await readdir(join(folder, 'app'))
    const [code, io] = await optimize(['--static'])
    expect(code).toBe(0)
    expect(io.err()).toBe('')
    expect(io.out()).toMatch(/ - original +≥ .* ≥ 253 MB\n - staged +unknown +not proved\n/)
    expect(io.out()).toContain('+FROM scratch')
    expect(io.out()).toContain('\nWhy\n 1 ')
    expect(io.out()).toContain('Nothing was written. Prove it: laststage optimize app\n')
    expect(await readdir(join(folder, 'app'))).toEqual(before)
    expect(await read('app/Dockerfile')).toBe(original)
  })

  test('--json is one object of the published shape on stdout', async () => {
    const [code, io] = await optimize(['--static', '--json'])
    expect(code).toBe(0)
    const parsed: unknown = JSON.parse(io.out())
    const report = v.parse(reportSchema, parsed)
    expect(report).toEqual(parsed)
    expect(report.chosen).toBe('staged')
    expect(report.candidates[0]?.files['Dockerfile']).toContain('FROM scratch')
    expect(report.candidates[0]).not.toHaveProperty('verdict')
    expect(report.candidates[0]?.base).toMatchObject({ image: 'scratch', unpacked: 0 })
    expect(report.original.base).toMatchObject({
      image: 'golang:1.23-alpine3.21',
      as: 'golang:1.27.1-alpine3.24',
      unpacked: 253e6,
      asOf: '2026-09-01',
    })
  })

  test('a strategy with no candidate changes nothing', async () => {
    const [code, io] = await optimize(['--static', '--strategy', 'closure', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(io.out())).toMatchObject({ candidates: [], chosen: null })
  })

  test('an app that is not understood is refused, with the reason', async () => {
    await writeFile(join(folder, 'app', 'hello', 'go.mod'), '')
    await rm(join(folder, 'app', 'hello'), { recursive: true })
    const [code, io] = await optimize(['--static'])
    expect(code).toBe(1)
    expect(io.out()).toContain('Refused: ')
  })

  test('a Dockerfile that is not there is the user’s mistake', async () => {
    const [code, io] = await optimize(['--static', '--file', 'deploy/Dockerfile'])
    expect(code).toBe(2)
    expect(io.err()).toContain('deploy/Dockerfile is not in app')
  })
})

describe('--file', () => {
  test.each(['app/Dockerfile', './app/../app/Dockerfile'])(
    'may be named from where one is: %s',
    async file => {
      const [code, io] = await optimize(['--static', '--file', file])
      expect(code).toBe(0)
      expect(io.out()).toContain('Prove it: laststage optimize app --file Dockerfile\n')
    },
  )

  test('does not lead out of the app', async () => {
    await writeFile(join(folder, 'Dockerfile'), original)
    const [code, io] = await optimize(['--static', '--file', 'Dockerfile.other'])
    expect(code).toBe(2)
    const [outside] = await optimize(['--static', '--file', '../Dockerfile'])
    expect(outside).toBe(2)
    expect(io.err()).toContain('Dockerfile.other is not in app')
  })
})

describe('--target', () => {
  const editor = '\nFROM builder AS editor\nRUN apk add git\n'
  const named = original.replace(/^(FROM \S+).*$/m, '$1 AS builder')

  test('takes a stage for what ships, and shows that the ones behind it go', async () => {
    await writeFile(join(folder, 'app', 'Dockerfile'), named + editor)
    const [code, io] = await optimize(['--static', '--target', 'builder'])
    expect(code).toBe(0)
    expect(io.out()).toContain('FROM scratch AS builder')
    expect(io.out()).toContain('-FROM builder AS editor')
    expect(io.out()).toContain('Leave out what is behind the stage builder: editor')
    expect(io.out()).toContain('Prove it: laststage optimize app --target builder\n')
    expect(await read('app/Dockerfile')).toBe(named + editor)
  })

  test('is suggested where Compose builds another stage than the last', async () => {
    await writeFile(join(folder, 'app', 'Dockerfile'), named + editor)
    await writeFile(
      join(folder, 'compose.yaml'),
      'services:\n  web:\n    build: {context: app, target: builder}\n',
    )
    const [, io] = await optimize(['--static'])
    expect(io.out().replaceAll(/\s+/g, ' ')).toContain('--target builder optimizes that.')
  })

  test('that is no stage is the user’s mistake', async () => {
    const [code, io] = await optimize(['--static', '--target', 'prod'])
    expect(code).toBe(2)
    expect(io.err()).toContain('there is no stage prod')
  })
})

describe('--out', () => {
  test('writes the chosen files to the folder and leaves the app alone', async () => {
    const [code, io] = await optimize(['--static', '--out', 'proposed'])
    expect(code).toBe(0)
    expect(await read('proposed/Dockerfile')).toContain('FROM scratch')
    expect(await read('app/Dockerfile')).toBe(original)
    expect(io.out()).toContain('Wrote Dockerfile')
  })

  test('never replaces a file, unless forced', async () => {
    await optimize(['--static', '--out', 'proposed'])
    await writeFile(join(folder, 'proposed', 'Dockerfile'), 'mine')
    const [code, io] = await optimize(['--static', '--out', 'proposed'])
    expect(code).toBe(2)
    expect(io.err()).toContain('exists already')
    expect(await read('proposed/Dockerfile')).toBe('mine')
    expect((await optimize(['--static', '--out', 'proposed', '--force']))[0]).toBe(0)
    expect(await read('proposed/Dockerfile')).toContain('FROM scratch')
  })
})

describe('--write', () => {
  test('takes an unproved proposal only with --unverified, and keeps the old text', async () => {
    const [code, io] = await optimize(['--static', '--write', '--unverified'])
    expect(code).toBe(0)
    expect(await read('app/Dockerfile')).toContain('FROM scratch')
    expect(await read('app/Dockerfile.before-laststage')).toBe(original)
    expect(io.out()).toContain('The old text is in Dockerfile.before-laststage.')
  })

  test('--receipt never replaces what is no receipt', async () => {
    await writeFile(join(folder, 'mine.json'), '{}')
    const [code, io] = await optimize(['--receipt', 'mine.json'], { env: { PATH: '/nonexistent' } })
    expect(code).toBe(2)
    expect(io.err()).toContain('is no receipt of this version')
    expect(await read('mine.json')).toBe('{}')
  })

  test('done twice, the second time there is nothing to change', async () => {
    await optimize(['--static', '--write', '--unverified'])
    const written = await read('app/Dockerfile')
    const [code, io] = await optimize(['--static', '--write', '--unverified'])
    expect(code).toBe(0)
    expect(io.out()).toContain('There is nothing to change.')
    expect(await read('app/Dockerfile')).toBe(written)
  })
})

/** A git that tells this status for whatever it is asked about. */
const git = async (status: string): Promise<void> => {
  const script = `#!/bin/sh\ncase "$*" in *rev-parse*) echo;; *status*) printf '${status}';; esac\n`
  await writeFile(join(folder, 'bin', 'git'), script, { mode: 0o755 })
}

describe('--write in a git work tree', () => {
  const write = ['--static', '--write', '--unverified']
  beforeEach(async () => {
    await mkdir(join(folder, 'bin'))
    vi.stubEnv('PATH', `${join(folder, 'bin')}:/usr/bin:/bin`)
  })
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  test('a file with changes that are in no commit stays as it is', async () => {
    await git(' M Dockerfile\\0')
    const [code, io] = await optimize(write)
    expect(code).toBe(2)
    expect(io.err()).toContain('Dockerfile has changes that are in no commit')
    expect(await read('app/Dockerfile')).toBe(original)
  })

  test('with --force it is replaced, and its text is kept', async () => {
    await git(' M Dockerfile\\0')
    expect((await optimize([...write, '--force']))[0]).toBe(0)
    expect(await read('app/Dockerfile.before-laststage')).toBe(original)
  })

  test('what git holds needs no backup', async () => {
    await git('')
    const [code, io] = await optimize(write)
    expect(code).toBe(0)
    expect(io.out()).toContain('The old text is in git.')
    expect(await readdir(join(folder, 'app'))).not.toContain('Dockerfile.before-laststage')
  })
})

describe('without an engine', () => {
  const nowhere = { env: { PATH: '/nonexistent' } }

  test('the static answer comes with a note, and the exit code says that nothing was proved', async () => {
    const [code, io] = await optimize([], nowhere)
    expect(code).toBe(1)
    expect(io.out()).toContain('Nothing was built or proved: ')
    expect(io.out()).toContain('+FROM scratch')
  })

  test('--write writes nothing', async () => {
    const [code, io] = await optimize(['--write'], nowhere)
    expect(code).toBe(1)
    expect(io.out()).toContain('Nothing was written: staged was not proved.')
    expect(await read('app/Dockerfile')).toBe(original)
  })

  test('an engine that was named has to be there', async () => {
    const [code, io] = await optimize(['--engine', 'docker'], nowhere)
    expect(code).toBe(1)
    expect(io.err()).toMatch(/^error: /)
    expect(io.out()).toBe('')
  })

  test('a budget cannot be checked', async () => {
    const [code, io] = await optimize(['--budget', '5MB'], nowhere)
    expect(code).toBe(1)
    expect(io.out()).toContain('The budget could not be checked: nothing was measured.')
  })

  test('a wrong laststage.yaml is shown with its line', async () => {
    await writeFile(join(folder, 'app', 'laststage.yaml'), 'http:\n  - { pth: / }\n')
    const [code, io] = await optimize([], nowhere)
    expect(code).toBe(2)
    expect(io.err()).toContain('laststage.yaml is not valid')
    expect(io.err()).toContain('laststage.yaml:2')
  })
})
