import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { run, versionOf } from '../count.ts'
import type { Maker } from '../maker.ts'

export const umoci: Maker = {
  name: 'umoci',
  version: () => (process.getuid?.() === 0 ? versionOf('umoci') : undefined),
  *make(folder, { context }) {
    if (context === undefined) return
    const path = join(folder, 'layout')
    const image = `${path}:sample`
    const bundle = join(folder, 'bundle')
    run('umoci', ['init', '--layout', path])
    run('umoci', ['new', '--image', image])
    run('umoci', ['insert', '--image', image, join(context, 'tree'), '/app'])
    run('umoci', ['unpack', '--image', image, bundle])
    cpSync(join(context, 'root'), join(bundle, 'rootfs'), { recursive: true, verbatimSymlinks: true })
    run('sh', [
      '-c',
      'cd "$1" && rm gone && ln large hard && chmod 700 s512',
      'sh',
      join(bundle, 'rootfs/app'),
    ])
    run('umoci', ['repack', '--image', image, bundle])
    run('umoci', ['insert', '--image', image, '--opaque', join(context, 'root'), '/app/folder'])
    // Of all tags that a layout keeps, the newest is asked for; the earlier manifests are garbage in it.
    run('umoci', ['gc', '--layout', path])
    yield { what: 'insert, repack, opaque insert', form: 'oci', path }
  },
}
