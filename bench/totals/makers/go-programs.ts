import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { output, run, versionOf } from '../count.ts'
import type { Maker } from '../maker.ts'
import { push, registryVersion, withRegistry } from '../registry.ts'

/** go-containerregistry's command: it writes images itself, and in three forms what it pulls. */
export const crane: Maker = {
  name: 'crane',
  version: () => (registryVersion() === undefined ? undefined : versionOf('crane', 'version')),
  *make(folder, { archive, context }) {
    if (archive === undefined || context === undefined) return
    mkdirSync(folder, { recursive: true })
    const layers = ['root', 'tree'].map(name => {
      const layer = join(folder, `${name}.tar`)
      writeFileSync(layer, output('tar', ['-C', join(context, name), '-c', '.']))
      return layer
    })
    const appended = join(folder, 'appended.tar')
    const files = layers.flatMap(layer => ['-f', layer])
    run('crane', ['append', '--oci-empty-base', ...files, '-t', 'sample', '-o', appended])
    yield { what: 'append', form: 'docker-archive', path: appended }
    yield* withRegistry(folder, function* (host) {
      push(`docker-archive:${archive}`, `${host}/sample`)
      for (const [format, form] of [
        ['oci', 'oci'],
        ['tarball', 'docker-archive'],
        ['legacy', 'docker-archive'],
      ] as const) {
        const path = join(folder, format)
        run('crane', ['pull', '--format', format, `${host}/sample`, path])
        yield { what: `pull --format ${format}`, form, path }
      }
    })
  },
}

export const ko: Maker = {
  name: 'ko',
  version: () =>
    registryVersion() === undefined || versionOf('go', 'version') === undefined
      ? undefined
      : versionOf('ko', 'version'),
  *make(folder, { archive }) {
    if (archive === undefined) return
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'go.mod'), 'module example.com/sample\n\ngo 1.22\n')
    writeFileSync(join(folder, 'main.go'), 'package main\n\nfunc main() { println("sample") }\n')
    yield* withRegistry(folder, function* (host) {
      push(`docker-archive:${archive}`, `${host}/base`)
      const path = join(folder, 'layout')
      const tarball = join(folder, 'image.tar')
      const env = { ...process.env, KO_DOCKER_REPO: `${host}/sample`, KO_DEFAULTBASEIMAGE: `${host}/base` }
      const args = ['--push=false', '--sbom=none', '--oci-layout-path', path, '--tarball', tarball]
      run('ko', ['build', ...args, '.'], { env, cwd: folder })
      yield { what: 'OCI folder', form: 'oci', path }
      yield { what: 'tarball', form: 'docker-archive', path: tarball }
    })
  },
}
