import { expect, test } from 'vitest'
import type { NamedBuild } from '../../src/app/builds/named-build.ts'
import { checkDockerfile } from '../../src/rules/check-document.ts'

function build(target: string | undefined, more: Partial<NamedBuild> = {}): NamedBuild {
  return {
    name: `service ${target ?? 'web'}`,
    by: 'compose',
    file: 'compose.yaml',
    line: 1,
    context: '',
    dockerfile: 'Dockerfile',
    inline: undefined,
    target,
    args: {},
    contexts: [],
    ships: true,
    ...more,
  }
}

const lists = 'RUN apt-get update && apt-get install -y --no-install-recommends curl\nUSER 1000\n'

function found(text: string, builds: readonly NamedBuild[], target?: string): readonly string[] {
  const { findings } = checkDockerfile(text, 'Dockerfile', { builds, target })
  return findings
    .filter(({ code }) => code === 'apt-lists-left' || code === 'unused-stage')
    .map(({ code, severity, range }) => `${range.start.line} ${severity} ${code}`)
}

const several = `FROM debian:13 AS api\n${lists}FROM debian:13 AS worker\n${lists}FROM debian:13 AS tests\n${lists}`

test('every stage that a build names ships, and no other', () => {
  expect(found(several, [])).toEqual([
    '1 info unused-stage',
    '4 info unused-stage',
    '8 warning apt-lists-left',
  ])
  expect(found(several, [build('api'), build('worker')])).toEqual([
    '2 warning apt-lists-left',
    '5 warning apt-lists-left',
  ])
})

test('a build without a target makes the last stage', () => {
  const builds = [build('api'), build(undefined)]
  expect(found(several.replace('tests', 'prod'), builds)).toEqual([
    '2 warning apt-lists-left',
    '4 info unused-stage',
    '8 warning apt-lists-left',
  ])
})

test('--target wins', () => {
  expect(found(several, [build('api')], 'worker')).toEqual(['5 warning apt-lists-left'])
})

test('a stage for development weighs little where another one ships', () => {
  const text = `FROM debian:13 AS dev\n${lists}FROM debian:13 AS prod\n${lists}`
  expect(found(text, [build('dev')])).toEqual(['2 info apt-lists-left', '5 warning apt-lists-left'])
  const alone = `FROM debian:13 AS dev\n${lists}FROM dev AS dev-envs\n${lists}`
  expect(found(alone, [build('dev')])).toEqual(['2 warning apt-lists-left'])
})

test('what is thrown away does not ship, and is not unused either', () => {
  const text = `FROM debian:13 AS probe\n${lists}FROM debian:13\n${lists}`
  expect(found(text, [])).toEqual(['1 info unused-stage', '5 warning apt-lists-left'])
  expect(found(text, [build('probe', { ships: false })])).toEqual(['5 warning apt-lists-left'])
})

test('arguments that all builds give choose the base image, and a named context is no image', () => {
  const text = 'ARG BASE=debian\nFROM ${BASE}\nCOPY --from=assets /x /x\nUSER 1\n'
  const codes = (builds: readonly NamedBuild[]) =>
    checkDockerfile(text, 'Dockerfile', { builds })
      .findings.filter(({ code }) => code === 'base-tag')
      .map(({ message }) => message.split(' ')[0])
  expect(codes([])).toEqual(['debian', 'assets'])
  const given = { args: { BASE: 'debian:13' }, contexts: ['assets'] }
  expect(codes([build(undefined, given), build(undefined, given)])).toEqual([])
  expect(codes([build(undefined, given), build(undefined, { contexts: ['assets'] })])).toEqual(['debian'])
})
