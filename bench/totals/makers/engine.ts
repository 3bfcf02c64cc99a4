import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { output, run, versionOf } from '../count.ts'
import { rawLayers } from '../layers.ts'
import type { Made, Maker } from '../maker.ts'

/** Images of the engine at hand, and the first of them in an older form. */
export function engineWith(images: readonly string[]): Maker {
  return {
    name: 'engine',
    version: () =>
      images.length === 0 ? undefined : versionOf('docker', 'version', '--format={{.Server.Version}}'),
    *make(folder) {
      mkdirSync(folder, { recursive: true })
      const driver = run('docker', ['info', '--format', '{{.Driver}}']).trim()
      for (const [at, image] of images.entries()) {
        const path = join(folder, 'saved.tar')
        // Without a tag all tags are saved.
        run('docker', ['save', '-o', path, /[:@]/.test(image) ? image : `${image}:latest`])
        yield { what: `${image}, docker save`, form: 'docker-archive', path, driver }
        if (at > 0) continue
        const layers = rawLayers('docker-archive', path, join(folder, 'first')).map(layer => layer.path)
        for (const made of otherForms(layers, folder))
          yield { ...made, what: `${image}, ${made.what}`, driver }
      }
    },
  }
}

/** The same layers as Docker saved them before it knew OCI layouts. */
function* otherForms(layers: readonly string[], folder: string): Generator<Made> {
  const old = join(folder, 'v1.1')
  layers.forEach((layer, at) => put(join(old, `${at}`, 'layer.tar'), readFileSync(layer)))
  put(join(old, 'config.json'), configOf(layers))
  const names = layers.map((_, at) => `${at}/layer.tar`)
  const manifest = [{ Config: 'config.json', RepoTags: ['a:1', 'a:2'], Layers: names }]
  put(join(old, 'manifest.json'), JSON.stringify(manifest))
  const path = packed(old)
  yield { what: 'docker archive of before 25', form: 'docker-archive', path }
  writeFileSync(`${path}.gz`, output('gzip', ['-nc', path]))
  yield { what: 'docker archive in gzip', form: 'docker-archive', path: `${path}.gz` }
}

function packed(folder: string): string {
  const archive = `${folder}.tar`
  execFileSync('tar', ['-cf', archive, '-C', folder, ...readdirSync(folder)])
  return archive
}

function configOf(layers: readonly string[]): string {
  const digests = layers.map(
    path => `sha256:${createHash('sha256').update(readFileSync(path)).digest('hex')}`,
  )
  return JSON.stringify({ os: 'linux', architecture: 'amd64', rootfs: { type: 'layers', diff_ids: digests } })
}

function put(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true })
  if (statSync(path, { throwIfNoEntry: false }) === undefined) writeFileSync(path, content)
}
