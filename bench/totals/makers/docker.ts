import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { labPaths } from '../../../lab/lab-paths.ts'
import { output, run, versionOf } from '../count.ts'
import type { Made, Maker } from '../maker.ts'

/** Docker with one of its own storage drivers: an engine that is started for it and ended after it. */
export function dockerWith(driver: 'overlay2' | 'vfs'): Maker {
  return {
    name: `Docker with ${driver}`,
    version: () =>
      process.getuid?.() === 0 && dockerd() !== undefined ? versionOf('docker', '--version') : undefined,
    *make(folder, { context }) {
      if (context === undefined) return
      const socket = startEngine(folder, driver)
      try {
        yield* images(folder, context, socket, driver)
      } finally {
        stopEngine(folder)
      }
    },
  }
}

function* images(folder: string, context: string, socket: string, driver: string): Generator<Made> {
  for (const [builder, on] of [
    ['classic builder', '0'],
    ['BuildKit', '1'],
  ] as const) {
    const env = { ...process.env, DOCKER_HOST: socket, DOCKER_BUILDKIT: on }
    const path = join(folder, `${on}.tar`)
    run('docker', ['build', '-q', '--no-cache', '--network=none', '-t', 'sample', context], { env })
    run('docker', ['save', '-o', path, 'sample'], { env })
    yield { what: `${builder}, docker save`, form: 'docker-archive', path, driver }
  }
}

function startEngine(folder: string, driver: string): string {
  const socket = `unix://${join(folder, 'docker.sock')}`
  const own = labPaths(join(import.meta.dirname, '../../..'), process.env).prefix
  const path = ['usr/bin', 'usr/sbin', 'usr/libexec/docker'].map(one => join(own, one)).join(':')
  const places = ['data-root', 'exec-root', 'pidfile'].flatMap(one => [`--${one}`, join(folder, one)])
  const quiet = ['--bridge=none', '--iptables=false', '--ip6tables=false']
  mkdirSync(folder, { recursive: true })
  spawn(dockerd() ?? '', ['-H', socket, '--storage-driver', driver, ...places, ...quiet], {
    stdio: 'ignore',
    env: { ...process.env, PATH: `${path}:${process.env['PATH']}` },
  })
  const wait = 'for i in $(seq 60); do docker -H "$1" version >/dev/null 2>&1 && exit; sleep 1; done; exit 1'
  output('sh', ['-c', wait, 'sh', socket])
  return socket
}

/** Waits until its pid file is gone: only then are its mounts. */
function stopEngine(folder: string): void {
  const pid = join(folder, 'pidfile')
  process.kill(Number(readFileSync(pid, 'utf8')), 'SIGTERM')
  output('sh', ['-c', 'for i in $(seq 60); do [ -e "$1" ] || exit 0; sleep 1; done; exit 1', 'sh', pid])
}

/** The machine's, or the lab's. */
function dockerd(): string | undefined {
  const own = labPaths(join(import.meta.dirname, '../../..'), process.env).prefix
  const folders = [join(own, 'usr/sbin'), ...(process.env['PATH'] ?? '').split(':')]
  return folders.map(folder => join(folder, 'dockerd')).find(path => existsSync(path))
}
