import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { flagOf } from './cargo-commands.ts'
import type { CargoManifest } from './cargo-manifest.ts'
import type { RustApp } from './rust-app.ts'

/** No build script, and no target whose file the manifest names and the stub lacks. */
export function isPlain(app: AppFiles, { folder, entries }: CargoManifest): boolean {
  const odd = entries.some(
    each =>
      /^(?:bench|test|example)$/.test(each.table) ||
      (each.table === 'package' && /^(?:build|links|include|default-run)$/.test(each.key)) ||
      (/^(?:bin|lib)$/.test(each.table) &&
        each.key === 'path' &&
        !/^src\/(?:main|lib)\.rs$/.test(each.text ?? '')),
  )
  return !odd && !app.has(posix.join(folder, 'build.rs')) && entryFiles(app, { folder }).length > 0
}

export function entryFiles(app: AppFiles, { folder }: Pick<CargoManifest, 'folder'>): readonly string[] {
  const bin = `${posix.join(folder, 'src/bin')}/`
  return app
    .list()
    .filter(
      path =>
        path === posix.join(folder, 'src/main.rs') ||
        path === posix.join(folder, 'src/lib.rs') ||
        (path.startsWith(bin) && /^[\w-]+(?:\.rs|\/main\.rs)$/.test(path.slice(bin.length))),
    )
}

/** A dependency of the folder that is no member would be missing while the stub is built. */
export function usesOwnFiles(root: CargoManifest, packages: readonly CargoManifest[]): boolean {
  const folders = new Set(packages.map(each => each.folder))
  return [root, ...packages].some(each =>
    each.entries.some(({ table, key, raw }) => {
      if (!/dependencies|patch|replace/.test(table)) return false
      const path = key === 'path' ? /"([^"]*)"/.exec(raw)?.[1] : /\bpath\s*=\s*"([^"]*)"/.exec(raw)?.[1]
      return path !== undefined && !folders.has(posix.join(each.folder, path))
    }),
  )
}

/** COPYs of files into the working directory, those of the top in one. */
export function copyLines(root: CargoManifest, paths: readonly string[]): readonly string[] {
  const inRoot = (path: string) => posix.relative(root.folder, path)
  const top = paths.filter(path => !inRoot(path).includes('/'))
  const nested = paths.filter(path => inRoot(path).includes('/'))
  return [
    ...(top.length > 0 ? [`COPY ${top.join(' ')} ./`] : []),
    ...nested.map(path => `COPY ${path} ${posix.dirname(inRoot(path))}/`),
  ]
}

/** Builds empty programs and libraries in the places of the real ones, and removes what is theirs. */
export function stubRun(
  app: AppFiles,
  { root, command }: RustApp,
  packages: readonly CargoManifest[],
  words: readonly string[],
  strip: string,
): string {
  const files = packages.flatMap(each => entryFiles(app, each)).map(path => posix.relative(root.folder, path))
  const folders = [...new Set(files.map(path => posix.dirname(path)))]
  const mains = files.filter(path => !path.endsWith('src/lib.rs'))
  const libs = files.filter(path => path.endsWith('src/lib.rs'))
  const tops = [...new Set(files.map(path => path.slice(0, path.lastIndexOf('src/') + 3)))]
  const flags = ['--release', '-r'].filter(flag => words.includes(flag)).slice(0, 1)
  const profile = flagOf(words, '--profile')
  const target = flagOf(words, '--target')
  const clean = [
    'cargo',
    'clean',
    ...flags,
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...(target === undefined ? [] : ['--target', target]),
    ...packages.map(each => `-p ${each.name ?? ''}`),
  ]
  const assignments = command.command.assignments.map(each => `${each.key}=${each.value ?? ''} `).join('')
  return [
    `RUN mkdir -p ${folders.join(' ')}`,
    ...mains.map(path => `echo 'fn main() {}' > ${path}`),
    ...(libs.length > 0 ? [`touch ${libs.join(' ')}`] : []),
    `${strip}${assignments}${words.join(' ')}`,
    clean.join(' '),
    `rm -r ${tops.join(' ')}`,
  ].join(' \\\n    && ')
}
