import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildPackage } from './build-package.ts'

const root = dirname(import.meta.dirname)

/** What npm would publish. */
export interface Packed {
  /** The tarball. */
  readonly file: string
  /** What is in it, by its path in the package. */
  readonly files: readonly { readonly path: string; readonly size: number; readonly mode: number }[]
  readonly size: number
  readonly unpackedSize: number
}

/**
 * Builds the package from the sources into a folder, `package/`, and packs it beside. Needs no network, and leaves the
 * checkout's own `dist/` alone.
 */
export function stagePackage(folder: string): Packed {
  const staged = join(folder, 'package')
  mkdirSync(staged)
  for (const name of ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE', 'docs', 'schemas', 'src'])
    cpSync(join(root, name), join(staged, name), { recursive: true })
  buildPackage(join(staged, 'dist'))
  const args = [
    'pack',
    '--json',
    '--ignore-scripts',
    '--offline',
    '--no-update-notifier',
    '--pack-destination',
    folder,
  ]
  const answer = execFileSync('npm', args, {
    cwd: staged,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return packedOf(JSON.parse(answer), folder)
}

type Answer = Omit<Packed, 'file'> & { readonly filename: string }

/** A list of packages up to npm 11, an object by name after it. */
function packedOf(answer: readonly Answer[] | Readonly<Record<string, Answer>>, folder: string): Packed {
  const [packed] = Object.values(answer)
  if (packed === undefined) throw new Error('npm packed nothing')
  return { ...packed, file: join(folder, packed.filename) }
}
