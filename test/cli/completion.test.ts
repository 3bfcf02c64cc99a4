import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { scripts } from '../../src/cli/completion/scripts.ts'
import { run } from '../../src/cli/run.ts'
import { fakeIo } from '../support/fake-io.ts'

const folder = mkdtempSync(join(tmpdir(), 'laststage-completion-'))
writeFileSync(join(folder, 'Dockerfile'), 'FROM node:22 AS build\nFROM build as test\nFROM nginx:1.27\n')
writeFileSync(join(folder, 'other'), 'FROM scratch AS elsewhere\n')

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function help(...args: string[]): Promise<string> {
  const io = fakeIo({ cwd: folder })
  expect(await run([...args, '--help'], io)).toBe(0)
  return io.out()
}

/** What a shell is answered: values, and at the end ":0" where it is to complete files. */
async function complete(...words: string[]): Promise<readonly string[]> {
  const io = fakeIo({ cwd: folder })
  expect(await run(['__complete', '--', ...words], io)).toBe(0)
  expect(io.err()).toBe('')
  return io
    .out()
    .trimEnd()
    .split('\n')
    .map(line => line.replace(/\t.*/, ''))
}

test.each([
  ['a command', ['ex'], ['explain', ':4']],
  ['a command to get help for', ['help', 'meas'], ['measure', ':4']],
  ['an option', ['check', '--form'], ['--format', ':4']],
  ['an option of every command', ['measure', 'x.tar', '--col'], ['--color', ':4']],
  ['no option twice', ['check', '--fix', '--fi'], [':4']],
  ['a choice', ['check', '--format', ''], ['text', 'json', 'sarif', 'github', ':4']],
  ['a choice after an equals sign', ['check', '--format=s'], ['sarif', ':4']],
  ['a choice as bash cuts it', ['check', '--format', '=', 's'], ['sarif', ':4']],
  [
    'an empty word from PowerShell',
    ['check', '--format', ':empty'],
    ['text', 'json', 'sarif', 'github', ':4'],
  ],
  ['a choice of the program', ['--color', 'a', 'check', '--color', 'n'], ['never', ':4']],
  ['a command after an option with a value', ['--color', 'never', 'ini'], ['init', ':4']],
  ['a file', ['check', ''], [':0']],
  ['one file after another', ['check', 'a', 'b', ''], [':0']],
  ['a file for an option', ['optimize', '-f', ''], [':0']],
  ['a file for an option that may have none', ['verify', '--receipt', ''], [':0']],
  ['a dash in place of that file', ['verify', '--receipt', '--ren'], ['--renew', ':4']],
  ['another of several files', ['optimize', '--trace-add', 'a', ''], [':0']],
  ['nothing where all arguments are there', ['diff', 'a', 'b', ''], [':4']],
  ['no option after two dashes', ['debug', 'web', '--', '--ima'], [':4']],
  ['nothing for an unknown command', ['no-such', ''], [':4']],
  ['a rule', ['explain', 'base-'], ['base-tag', ':4']],
  ['a rule by another name', ['explain', 'DL3006'], ['DL3006', ':4']],
  ['a stage', ['check', '--target', ''], ['build', 'test', ':4']],
  ['a stage of the file that is named', ['check', 'other', '--target=e'], ['elsewhere', ':4']],
  ['a shell', ['completion', 'z'], ['zsh', ':4']],
])('completes %s', async (_, words, wanted) => {
  expect(await complete(...words)).toEqual(wanted)
})

test('offers every command and every option that the help shows', async () => {
  const named = [...(await help()).matchAll(/^ {2}([a-z][a-z-]*) /gm)].map(([, name = '']) => name)
  const names = named.filter(name => name !== 'laststage')
  expect((await complete('')).slice(0, -1).sort()).toEqual(names.sort())
  expect(names).toContain('check')
  expect(names).not.toContain('__complete')
  for (const name of names.filter(each => each !== 'help')) {
    const shown = [...(await help(name)).matchAll(/^ {2}(?:-\w, {1})?(--[a-z-]+)/gim)].map(
      ([, option]) => option,
    )
    expect((await complete(name, '--')).slice(0, -1)).toEqual(shown)
  }
})

test('prints the script of a shell, and refuses others', async () => {
  const io = fakeIo()
  expect(await run(['completion', 'fish'], io)).toBe(0)
  expect(io.out()).toBe(scripts.fish)
  expect(await run(['completion', 'tcsh'], fakeIo())).toBe(2)
})

/** What bash would offer for words of which the last is being written. */
function inBash(...words: string[]): readonly string[] {
  const script = `
set -u
laststage() { '${process.execPath}' '${resolve('src/cli/bin.ts')}' "$@"; }
${scripts.bash}
COMP_WORDS=(laststage "$@")
COMP_CWORD=$#
_laststage
printf '%s\\n' "\${COMPREPLY[@]-}"
complete -p laststage >/dev/null`
  const out = execFileSync('bash', ['--norc', '-c', script, 'bash', ...words], {
    cwd: folder,
    encoding: 'utf8',
  })
  return out.split('\n').filter(line => line !== '')
}

test('works in bash', () => {
  expect(inBash('check', '--format', '=')).toEqual(['text', 'json', 'sarif', 'github'])
  expect(inBash('check', '')).toEqual([])
  expect(inBash('check', '$(touch evaluated)', '--target', 'b')).toEqual(['build'])
  expect(execFileSync('ls', [folder], { encoding: 'utf8' })).not.toContain('evaluated')
})
