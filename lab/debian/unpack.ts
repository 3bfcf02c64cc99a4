import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pipe, run } from '../host/run.ts'

/** Left out of minimal trees, as distroless and the slim images do; copyright files stay. */
const DOCUMENTATION = [
  './usr/share/doc/*/[!c]*',
  './usr/share/doc/*/changelog*',
  './usr/share/man',
  './usr/share/lintian',
  './usr/share/bug',
  './usr/share/info',
  './usr/share/locale',
]

/** Lays the files of .deb packages into a tree, maintainer scripts not run. */
export async function unpack(debs: readonly string[], root: string, exclude = DOCUMENTATION): Promise<void> {
  await mkdir(root, { recursive: true })
  for (const deb of debs) {
    await pipe(
      ['dpkg-deb', '--fsys-tarfile', deb],
      [
        'tar',
        '-C',
        root,
        '-x',
        '--keep-directory-symlink',
        ...exclude.map(pattern => `--exclude=${pattern}`),
      ],
    )
  }
}

/** Notes packages where scanners look for them in distroless images: `/var/lib/dpkg/status.d/NAME`. */
export async function recordPackages(debs: readonly string[], root: string): Promise<void> {
  const folder = path.join(root, 'var/lib/dpkg/status.d')
  await mkdir(folder, { recursive: true })
  for (const deb of debs) {
    const name = (await run('dpkg-deb', ['-f', deb, 'Package'])).trim()
    await writeFile(path.join(folder, name), `${await run('dpkg-deb', ['-f', deb])}\n`)
  }
}
