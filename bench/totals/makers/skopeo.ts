import { join } from 'node:path'
import { run, versionOf } from '../count.ts'
import type { Maker } from '../maker.ts'
import { push, registryVersion, withRegistry } from '../registry.ts'

const COPIES = [
  ['gzip', 'oci', []],
  ['zstd level 19', 'oci', ['--dest-compress-format=zstd', '--dest-compress-level=19']],
  ['gzip level 9', 'oci-archive', ['--dest-compress-format=gzip', '--dest-compress-level=9']],
  ['raw', 'oci', ['--dest-oci-accept-uncompressed-layers']],
  ['gzip', 'dir', ['--dest-compress']],
  ['raw, schema 2', 'dir', ['--format=v2s2']],
  ['raw', 'docker-archive', []],
] as const

export const skopeo: Maker = {
  name: 'skopeo',
  version: () => versionOf('skopeo'),
  *make(folder, { archive }) {
    if (archive === undefined) return
    for (const [what, form, more] of COPIES) {
      const path = join(folder, `${form} ${what}`.replaceAll(/\W+/g, '-'))
      run('skopeo', [
        '--insecure-policy',
        'copy',
        '-q',
        ...more,
        `docker-archive:${archive}`,
        `${form}:${path}`,
      ])
      yield { what: `${what}, ${form}`, form, path }
    }
  },
}

/** Docker's registry, which keeps what it is given. */
export const registry: Maker = {
  name: 'registry',
  version: registryVersion,
  *make(folder, { archive }) {
    if (archive === undefined) return
    yield* withRegistry(folder, function* (host) {
      const zstd = `oci:${join(folder, 'zstd')}`
      const copy = ['--insecure-policy', 'copy', '-q', '--dest-compress-format=zstd']
      run('skopeo', [...copy, `docker-archive:${archive}`, zstd])
      for (const [what, source, ...options] of [
        ['gzip-schema-2', `docker-archive:${archive}`, '--format=v2s2'],
        ['gzip', `docker-archive:${archive}`, '--format=oci'],
        // Else skopeo takes what the registry has already, in gzip.
        ['zstd', zstd, '--preserve-digests'],
      ] as const) {
        const path = `${host}/team/sample:${what}`
        push(source, path, ...options)
        yield { what, form: 'docker', path }
      }
    })
  },
}
