import { join } from 'node:path'
import process from 'node:process'
import { run, versionOf } from '../count.ts'
import type { Form } from '../layers.ts'
import type { Made, Maker } from '../maker.ts'

const DRIVERS = ['overlay', 'vfs'] as const

/** buildah and podman, with a store of their own that nobody else's images are in. */
export const buildah: Maker = {
  name: 'buildah',
  version: () => (process.getuid?.() === 0 ? versionOf('buildah') : undefined),
  *make(folder, { context }) {
    if (context === undefined) return
    for (const driver of DRIVERS) {
      const store = storeIn(folder, driver)
      run('buildah', [...store, 'bud', '-q', '--layers', '--isolation=chroot', '-t', 'sample', context])
      for (const [what, form, more] of [
        ['OCI archive', 'oci-archive', []],
        ['docker archive', 'docker-archive', []],
        ['OCI folder, zstd', 'oci', ['--compression-format=zstd']],
        ['OCI folder, zstd:chunked', 'oci', ['--compression-format=zstd:chunked']],
        ['OCI folder, gzip level 1', 'oci', ['--compression-format=gzip', '--compression-level=1']],
        ['folder, raw', 'dir', ['--disable-compression']],
      ] as const) {
        const path = join(folder, `${driver} ${what}`.replaceAll(/\W+/g, '-'))
        run('buildah', [...store, 'push', '-q', ...more, 'sample', `${form}:${path}`])
        yield { what, form, path, driver }
      }
    }
  },
}

export const podman: Maker = {
  name: 'podman',
  version: () => (process.getuid?.() === 0 ? versionOf('podman') : undefined),
  *make(folder, { context }) {
    if (context === undefined) return
    for (const driver of DRIVERS) {
      const podman = [...storeIn(folder, driver), '--cgroup-manager=cgroupfs']
      run('podman', [...podman, 'build', '-q', '--squash', '--isolation=chroot', '-t', 'sample', context])
      yield* saved(folder, driver, args => run('podman', [...podman, ...args]))
    }
  },
}

function* saved(folder: string, driver: string, run: (args: readonly string[]) => void): Generator<Made> {
  const forms: Readonly<Record<string, Form>> = {
    'docker-archive': 'docker-archive',
    'oci-archive': 'oci-archive',
    'oci-dir': 'oci',
    'docker-dir': 'dir',
  }
  for (const [format, form] of Object.entries(forms)) {
    const path = join(folder, `${driver}-${format}`)
    run(['save', '-q', '--format', format, '-o', path, 'sample'])
    yield { what: `--squash, save --format ${format}`, form, path, driver }
  }
}

function storeIn(folder: string, driver: string): readonly string[] {
  const at = (name: string): string => join(folder, driver, name)
  return ['--root', at('root'), '--runroot', at('run'), '--storage-driver', driver]
}
