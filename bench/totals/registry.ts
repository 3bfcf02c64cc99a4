import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { output, run, versionOf } from './count.ts'

export function registryVersion(): string | undefined {
  return versionOf('skopeo') === undefined ? undefined : versionOf('docker-registry', '--version')
}

/** Starts Docker's registry on this machine, for as long as the work takes that gets its address (`localhost:5000`). */
export function* withRegistry<T>(folder: string, work: (host: string) => Generator<T>): Generator<T> {
  mkdirSync(folder, { recursive: true })
  const port = 20_000 + (process.pid % 20_000)
  const storage = { filesystem: { rootdirectory: join(folder, 'registry') } }
  const config = join(folder, 'registry.yml')
  writeFileSync(config, JSON.stringify({ version: 0.1, storage, http: { addr: `127.0.0.1:${port}` } }))
  const server = spawn('docker-registry', ['serve', config], { stdio: 'ignore' })
  try {
    const wait =
      'for i in $(seq 300); do (: </dev/tcp/127.0.0.1/$1) 2>/dev/null && exit; sleep 0.1; done; exit 1'
    output('bash', ['-c', wait, 'bash', `${port}`])
    yield* work(`localhost:${port}`)
  } finally {
    server.kill()
  }
}

/** @param source in skopeo's words */
export function push(source: string, reference: string, ...options: readonly string[]): void {
  const args = ['--insecure-policy', 'copy', '-q', '--dest-tls-verify=false', ...options]
  run('skopeo', [...args, source, `docker://${reference}`])
}
