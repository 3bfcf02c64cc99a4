import { describe, expect, it } from 'vitest'
import { parseDockerIgnore } from '../../src/app/dockerignore.ts'
import { parseDockerfile } from '../../src/dockerfile/parse.ts'
import { buildModel } from '../../src/model/model.ts'
import { applyFixes } from '../../src/rules/apply-fixes.ts'
import { checkDockerfile } from '../../src/rules/check-document.ts'

// Sizes at which time that grows with the square, or faster, would not end within the test's limit.

function reasons(text: string): readonly string[] {
  const model = buildModel(parseDockerfile(text))
  return model.stages.flatMap(({ steps }) =>
    steps.flatMap(({ script }) => script?.unknown.map(({ reason }) => reason) ?? []),
  )
}

function codes(text: string): ReadonlySet<string> {
  return new Set(checkDockerfile(text, 'Dockerfile').findings.map(({ code }) => code))
}

function lines(count: number, line: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => line(at)).join('')
}

describe('a script that nobody can run or read', () => {
  it.each([
    ['a hundred thousand heredocs', `cat ${'<<E '.repeat(100_000)}`, 'the most that a shell can be given'],
    ['ten thousand heredocs', `cat ${'<<E '.repeat(10_000)}`, 'too many heredocs'],
    ['substitutions in substitutions', `echo ${'$('.repeat(60_000)}`, 'nests too deep'],
    ['closed substitutions', `echo ${'$('.repeat(40_000)}a${')'.repeat(40_000)}`, 'nests too deep'],
    ['a line of ten megabytes', `echo ${'a '.repeat(5_000_000)}`, 'the most that a shell can be given'],
    ['many continued lines', `a${' \\\n b'.repeat(100_000)}`, 'the most that a shell can be given'],
  ])('%s: said to be unknown', (_, script, reason) => {
    expect(reasons(`FROM a\nRUN ${script}\n`)).toEqual([expect.stringContaining(reason)])
  })
})

describe('a file beyond every size', () => {
  it.each([
    ['chained stages', `FROM a AS s0\n${lines(10_000, at => `FROM s${at} AS s${at + 1}\nENV A${at}=1\n`)}`],
    ['arguments', `FROM a\n${lines(50_000, at => `ARG A${at}=$A${at - 1}\n`)}`],
    ['working directories', `FROM a\n${'WORKDIR x\n'.repeat(50_000)}`],
    ['one long array', `FROM a\nCMD [${'"aaa",'.repeat(200_000)}"b"]\n`],
    ['nested arrays', `FROM a\nCMD ${'['.repeat(500_000)}${']'.repeat(500_000)}\n`],
    ['quotes', `FROM a\nENV A=${`"'"`.repeat(200_000)}\n`],
  ])('%s: read to the end, and no rule is run', (_, text) => {
    const { model, findings } = checkDockerfile(text, 'Dockerfile')
    expect(model.stages.length).toBeGreaterThan(0)
    expect(model.stages.flatMap(({ steps }) => steps.map(({ effects }) => effects)).length).toBeGreaterThan(0)
    expect(findings.map(({ code }) => code)).toContain('too-large')
  })

  it('is judged where it is large, but not too large', () => {
    const found = codes(`FROM debian\n${'RUN apt-get update\n'.repeat(1000)}`)
    expect(found).toContain('apt-lists-left')
    expect(found).not.toContain('too-large')
  })

  it('is mended at once', () => {
    const { applied } = applyFixes(`FROM debian:13\n${'RUN pip install a\n'.repeat(1000)}`, 'Dockerfile', {})
    expect(applied.length).toBeGreaterThanOrEqual(1000)
  })

  it('copies from a stage that has a name for each letter and more', () => {
    const text = `FROM a AS b\nFROM c\nCOPY ["${'x", "'.repeat(60_000)}/y/"]\n`
    expect(codes(text)).toContain('base-tag')
  })
})

describe('patterns of .dockerignore with many stars', () => {
  const path = `${'a/'.repeat(200)}b`

  it.each([
    ['folders', `${'**/a/'.repeat(25)}c`, false],
    ['names', `${'*a'.repeat(25)}/c`, false],
    ['folders that fit', `${'**/a/'.repeat(25)}**/b`, true],
    ['a class among them', `${'**/[a-z]/'.repeat(25)}b`, true],
  ])('%s: answered', (_, pattern, ignored) => {
    expect(parseDockerIgnore(`x\n${pattern.replace(/^\*\*/, '?*/**')}`).ignores(path)).toBe(ignored)
  })
})
