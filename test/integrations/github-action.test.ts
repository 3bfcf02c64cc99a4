import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { imageArchive } from '../image/image-fixture.ts'

const root = resolve(import.meta.dirname, '../..')
const main = join(root, 'action/main.mjs')
const bin = [process.execPath, join(root, 'src/cli/bin.ts')]

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'laststage-action-'))
  writeFileSync(join(folder, 'Dockerfile'), 'FROM node\nCMD ["node"]\n')
  const files = [{ path: 'server', content: 's'.repeat(300_000) }]
  writeFileSync(join(folder, 'app.tar'), imageArchive({ layers: [{ files }] }))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/** What GitHub gives an action: inputs as variables, files for the summary and the outputs. */
function action(inputs: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}) {
  const given = Object.entries({ command: bin.join('\n'), ...inputs }).map(([name, value]) => [
    `INPUT_${name.toUpperCase()}`,
    value,
  ])
  const files = { GITHUB_STEP_SUMMARY: join(folder, 'summary'), GITHUB_OUTPUT: join(folder, 'output') }
  const env = {
    PATH: process.env['PATH'],
    RUNNER_TEMP: folder,
    GITHUB_RUN_ID: '7',
    GITHUB_RUN_ATTEMPT: '1',
    ...files,
    ...Object.fromEntries(given),
    ...more,
  }
  const { status, stdout } = spawnSync(process.execPath, [main], { cwd: folder, env, encoding: 'utf8' })
  return { status, stdout, summary: textOf(files.GITHUB_STEP_SUMMARY), output: textOf(files.GITHUB_OUTPUT) }
}

const gate = (run: string) =>
  spawnSync(bin[0] ?? '', [...bin.slice(1), 'doctor', '--gate', 'laststage-budget.json'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], GITHUB_RUN_ID: run, GITHUB_RUN_ATTEMPT: '1' },
    encoding: 'utf8',
  })

describe('the GitHub action', () => {
  it('annotates the lines of a Dockerfile', () => {
    const { status, stdout, output } = action({ run: 'check', path: 'Dockerfile' })
    expect(status).toBe(1)
    expect(stdout).toMatch(/^::warning .*file=Dockerfile,line=1,.*base-tag/m)
    expect(output).toBe('exit-code=1\n')
  })

  it('hands further arguments on, one from each line', () => {
    const args = '--config\nlaststage.yaml'
    writeFileSync(join(folder, 'laststage.yaml'), 'check: {rules: {base-tag: off, root-user: off}}\n')
    expect(action({ run: 'check', path: 'Dockerfile', args }).status).toBe(0)
  })

  it('fails where an image is too large, says why in the summary, and leaves a record', () => {
    const { status, stdout, summary, output } = action({
      run: 'budget',
      image: 'app.tar',
      args: '--total=200kB',
    })
    expect(status).toBe(1)
    expect(stdout).toMatch(
      /^::error title=laststage::Over budget: 100 kB over \(unpacked\); look at \/server/m,
    )
    expect(summary).toContain('### Size budget')
    expect(summary).toContain('| ❌ | unpacked | 300 kB | 200 kB | **100 kB** |')
    expect(summary).toContain('`/server`')
    expect(output).toBe(`exit-code=1\nrecord=${join(folder, 'laststage-budget.json')}\n`)
    expect(gate('7').status).toBe(1)
  })

  it.each([
    ['what is not there', { run: 'deploy' }, 'it is one of check, budget, optimize'],
    ['a budget without an image', { run: 'budget' }, 'The input image is missing'],
    ['a command that cannot be started', { command: 'no-such-program' }, 'could not be started'],
  ])('refuses %s', (_, inputs, message) => {
    const { status, stdout } = action(inputs)
    expect(status).toBe(2)
    expect(stdout).toContain('::error title=laststage::')
    expect(stdout).toContain(message)
  })

  it('declares the inputs that its entry point reads', () => {
    const declared: unknown = parse(readFileSync(join(root, 'action.yml'), 'utf8'))
    const read = [...readFileSync(main, 'utf8').matchAll(/(?:input|required)\('([\w-]+)'\)/g)].map(
      ([, name]) => name,
    )
    expect(declared).toMatchObject({ runs: { main: 'action/main.mjs' } })
    expect(new Set(Object.keys(Object(Reflect.get(Object(declared), 'inputs'))))).toEqual(new Set(read))
  })
})

describe('doctor --gate', () => {
  it('is content with a budget that was checked and kept in the same run, and only then', () => {
    expect(gate('7').stdout).toContain('is not there: no budget was checked')
    expect(action({ run: 'budget', image: 'app.tar', args: '--total=1MB' }).status).toBe(0)
    expect(gate('7')).toMatchObject({ status: 0, stdout: expect.stringContaining('GitHub Actions 7.1') })
    const other = gate('8')
    expect(other.status).toBe(1)
    expect(other.stdout).toContain('is of GitHub Actions 7.1, and this is GitHub Actions 8.1')
    writeFileSync(join(folder, 'laststage-budget.json'), '{}')
    expect(gate('7').stdout).toContain('is no record')
  })
})

it('GitLab’s template names this version, and every job does its part', () => {
  const template: unknown = parse(readFileSync(join(root, 'integrations/gitlab.yml'), 'utf8'))
  const { version }: { version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  expect(template).toMatchObject({
    variables: { LASTSTAGE_VERSION: version },
    'laststage-check': { extends: '.laststage', script: ['laststage check .'] },
    'laststage-budget': { script: [expect.stringContaining('budget check "$LASTSTAGE_IMAGE" --record')] },
  })
})
