import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { run, versionOf } from '../count.ts'
import type { Maker } from '../maker.ts'

/** BuildKit's own outputs, which no engine's store changes. Those of `docker-container` builders are the same. */
export const buildkit: Maker = {
  name: 'BuildKit',
  version: () => (engineDriver() === 'overlayfs' ? versionOf('docker', 'buildx', 'version') : undefined),
  *make(folder, { context }) {
    if (context === undefined) return
    const build = (output: string): void => {
      const args = ['--provenance=false', '--network=none', '--output', output, context]
      run('docker', ['buildx', 'build', '-q', ...args])
    }
    for (const compression of ['uncompressed', 'gzip', 'estargz', 'zstd']) {
      const path = join(folder, `${compression}.tar`)
      build(`type=oci,dest=${path},compression=${compression},force-compression=true`)
      yield { what: `type=oci, ${compression}`, form: 'oci-archive', path }
    }
    const path = join(folder, 'docker.tar')
    build(`type=docker,dest=${path}`)
    yield { what: 'type=docker', form: 'docker-archive', path }
    const layout = join(folder, 'layout')
    mkdirSync(layout)
    build(`type=oci,dest=${layout},tar=false,compression=zstd,force-compression=true`)
    yield { what: 'type=oci, tar=false, zstd', form: 'oci', path: layout }
  },
}

/** Only Docker's containerd store (`overlayfs`) has these outputs without a builder of its own. */
function engineDriver(): string | undefined {
  try {
    return run('docker', ['info', '--format', '{{.Driver}}']).trim()
  } catch {
    return undefined
  }
}
