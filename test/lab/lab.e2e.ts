import { execFileSync, spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'

interface Inspected {
  readonly Labels: Record<string, string> | null
  readonly Env: readonly string[]
  readonly Entrypoint: readonly string[] | null
  readonly Cmd: readonly string[] | null
  readonly User: string
  readonly WorkingDir: string
}

const docker = (...args: readonly string[]): string => execFileSync('docker', args, { encoding: 'utf8' })

function configOf(image: string): Inspected {
  if (spawnSync('docker', ['image', 'inspect', image]).status !== 0) docker('pull', '--quiet', image)
  return JSON.parse(docker('image', 'inspect', '--format', '{{json .Config}}', image))
}

/** With an engine of the machine's own the images are genuine, and this tells that we know them rightly. */
const standIns = process.env['LASTSTAGE_STAND_INS'] === '1'

describe('base images', () => {
  test.each(['busybox:1.37', 'node:20-alpine', 'gcr.io/distroless/java21-debian13'])(
    '%s says whether it is a stand-in',
    image => {
      expect(configOf(image).Labels?.['dev.laststage.stand-in']).toBe(standIns ? 'true' : undefined)
    },
  )

  test.each([
    ['gcr.io/distroless/static-debian13', { Entrypoint: null, User: '0', WorkingDir: '/' }],
    [
      'gcr.io/distroless/java21-debian13',
      { Entrypoint: ['/usr/bin/java', '-jar'], User: '0', WorkingDir: '/' },
    ],
    ['golang:1.23-alpine3.21', { Entrypoint: null, WorkingDir: '/go' }],
    ['node:20-alpine', { Entrypoint: ['docker-entrypoint.sh'], Cmd: ['node'] }],
    [
      'nginx:1.27.4-alpine-slim',
      { Entrypoint: ['/docker-entrypoint.sh'], Cmd: ['nginx', '-g', 'daemon off;'] },
    ],
    [
      'maven:3.9.9-eclipse-temurin-21-alpine',
      { Entrypoint: ['/usr/local/bin/mvn-entrypoint.sh'], Cmd: ['mvn'] },
    ],
  ])('%s is configured as the genuine one', (image, config) => {
    expect(configOf(image)).toMatchObject(config)
  })

  test.each([
    ['node:20-alpine', ['npm', '--version'], /^10\./],
    ['golang:1.23-alpine3.21', ['go', 'env', 'GOTOOLCHAIN'], /^local$/m],
    ['maven:3.9.9-eclipse-temurin-21-alpine', ['mvn', '--version'], /Apache Maven 3\.9\./],
  ])('%s runs', (image, command, output) => {
    const printed = docker('run', '--rm', '--network', 'none', image, ...command)
    expect(printed).toMatch(output)
  })

  test("distroless Java's program is there", () => {
    const java = ['--entrypoint', '/usr/bin/java', 'gcr.io/distroless/java21-debian13', '--version']
    expect(docker('run', '--rm', '--network', 'none', ...java)).toMatch(/^openjdk 21/)
  })
})
