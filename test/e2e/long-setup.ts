import { globSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { imagesNamed } from '../../lab/stand-ins/images-named.ts'
import { standInFor } from '../../lab/stand-ins/stand-in-for.ts'
import type { AppFiles } from '../../src/app/app-files.ts'
import { readAppFolder } from '../../src/app/read-app-folder.ts'
import { propose } from '../../src/rewrite/propose.ts'
import { baseImages } from './base-images.ts'
import { provideWith } from './global-setup.ts'

const TESTS = path.resolve(import.meta.dirname, '..')
const EXAMPLES = path.resolve(TESTS, '../examples')

/** The same engine, with what the long tests' fixtures, the examples and their candidates build on too. */
export function setup(): Promise<(() => Promise<void>) | undefined> {
  const dockerfiles = globSync('*/fixtures/*/Dockerfile', { cwd: TESTS })
  const named = imagesNamed(dockerfiles.map(file => readFileSync(path.join(TESTS, file), 'utf8')))
  const others = imagesNamed(readdirSync(EXAMPLES).flatMap(exampleDockerfiles))
  const known = others.filter(image => standInFor(image) !== undefined)
  return provideWith([...new Set([...baseImages(), ...named, ...known])])
}

/** An example's own Dockerfile, and what is proposed with it and without. */
function exampleDockerfiles(name: string): readonly string[] {
  const app = readAppFolder(path.join(EXAMPLES, name))
  const bare: AppFiles = {
    ...app,
    has: file => file !== 'Dockerfile' && app.has(file),
    list: () => app.list().filter(file => file !== 'Dockerfile'),
    read: file => (file === 'Dockerfile' ? undefined : app.read(file)),
  }
  const proposed = [app, bare].flatMap(each => propose({ app: each }).candidates)
  return [app.read('Dockerfile') ?? '', ...proposed.map(({ files, dockerfile }) => files[dockerfile] ?? '')]
}
