import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { imagesNamed } from '../../lab/stand-ins/images-named.ts'
import { baseImages } from './base-images.ts'
import { provideWith } from './global-setup.ts'

const TESTS = path.resolve(import.meta.dirname, '..')

/** The same engine, with what the fixtures of the long tests build on too. */
export function setup(): Promise<(() => Promise<void>) | undefined> {
  const dockerfiles = globSync('*/fixtures/*/Dockerfile', { cwd: TESTS })
  const named = imagesNamed(dockerfiles.map(file => readFileSync(path.join(TESTS, file), 'utf8')))
  return provideWith([...new Set([...baseImages(), ...named])])
}
