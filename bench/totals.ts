import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { type LayerTotals, measured, versionOf } from './totals/count.ts'
import { countedBySkopeo, countedByTar } from './totals/layers.ts'
import type { Made, Maker } from './totals/maker.ts'
import { buildkit } from './totals/makers/buildkit.ts'
import { buildah, podman } from './totals/makers/containers.ts'
import { dockerWith } from './totals/makers/docker.ts'
import { engineWith } from './totals/makers/engine.ts'
import { crane, ko } from './totals/makers/go-programs.ts'
import { jib } from './totals/makers/jib.ts'
import { registry, skopeo } from './totals/makers/skopeo.ts'
import { umoci } from './totals/makers/umoci.ts'
import { makeSample, type Sample } from './totals/sample.ts'

/**
 * Holds the totals of `laststage measure` against what GNU tar lists of the layers, to the byte, layer by layer: once as
 * tar, gzip and zstd take the image apart, once as skopeo does. The images are made by whatever builders are here, and
 * the engine's that are named. Run: npm run bench:totals [-- IMAGE…]
 */
// ko takes no folder with capitals in its name, which a random one may have.
const folder = join(tmpdir(), `laststage-totals-${process.pid}`)
const seen = {
  images: 0,
  differ: 0,
  builders: new Set<string>(),
  drivers: new Set<string>(),
  forms: new Set<string>(),
}
const absent: string[] = []

try {
  mkdirSync(folder)
  let sample = makeSample(folder)
  if (sample.context === undefined) absent.push('a static busybox (of which the sample is made)')
  const makers = [
    dockerWith('overlay2'),
    dockerWith('vfs'),
    buildkit,
    buildah,
    podman,
    skopeo,
    registry,
    umoci,
    crane,
    ko,
    jib,
    engineWith(process.argv.slice(2)),
  ]
  for (const maker of makers) {
    const own = join(folder, maker.name.replaceAll(' ', '-'))
    for (const made of images(maker, own, () => sample)) {
      if (made.form === 'docker-archive' && sample.archive === undefined)
        sample = { ...sample, archive: kept(made.path) }
      try {
        compare(maker, made)
      } catch (error) {
        seen.differ++
        process.stdout.write(`FAILED   ${made.what}: ${String(error)}\n`)
      }
    }
    rmSync(own, { recursive: true, force: true })
  }
  process.stdout.write(summary())
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = seen.differ === 0 ? 0 : 1

/** What a maker makes; nothing where it is not here, and no more where it fails. */
function* images(maker: Maker, own: string, sample: () => Sample): Generator<Made> {
  const version = maker.version()
  if (version === undefined) {
    absent.push(maker.name)
    return
  }
  process.stdout.write(`\n${maker.name} ${version}\n`)
  mkdirSync(own, { recursive: true })
  try {
    yield* maker.make(own, sample())
  } catch (error) {
    absent.push(`${maker.name}, which failed: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function kept(path: string): string {
  const copy = join(folder, 'sample.tar')
  copyFileSync(path, copy)
  return copy
}

function compare(maker: Maker, { what, form, path, driver }: Made): void {
  const name = `${form}:${form === 'docker' ? '//' : ''}${path}`
  const { layers: ours, compressions } = measured(form === 'docker' ? name : path)
  const scratch = mkdtempSync(join(folder, 'compare-'))
  const counts = {
    tar: form === 'docker' ? undefined : countedByTar(form, path, scratch),
    // skopeo reads no archive in gzip.
    skopeo: path.endsWith('.gz')
      ? undefined
      : countedBySkopeo(
          name,
          ours.map(layer => layer.stored),
          scratch,
        ),
  }
  rmSync(scratch, { recursive: true })
  const others = Object.entries(counts).flatMap(([by, layers]) =>
    layers === undefined ? [] : [{ by, layers }],
  )
  const wrong = others.filter(({ layers }) => JSON.stringify(layers) !== JSON.stringify(ours))
  const by = others.map(one => one.by).join('+')
  const storage = driver === undefined ? [] : [driver]
  const told = [`${sum(ours, 'bytes')} bytes`, `${sum(ours, 'files')} files`, `${ours.length} layers`]
  const line = [
    wrong.length === 0 ? 'same   ' : 'DIFFERS',
    by,
    ...told,
    compressions.join('+'),
    ...storage,
    what,
  ]
  process.stdout.write(`${line.join('  ')}\n`)
  for (const one of [...(wrong.length === 0 ? [] : [{ by: 'laststage', layers: ours }]), ...wrong])
    process.stdout.write(`  ${one.by.padEnd(9)} ${JSON.stringify(one.layers)}\n`)
  seen.images++
  if (wrong.length > 0) seen.differ++
  seen.builders.add(maker.name)
  for (const one of storage) seen.drivers.add(one)
  for (const one of compressions) seen.forms.add(one)
}

function sum(layers: readonly LayerTotals[], what: 'bytes' | 'files'): number {
  return layers.reduce((total, layer) => total + layer[what], 0)
}

function summary(): string {
  const { images, differ, builders, drivers, forms } = seen
  return [
    '',
    `${images} images, of which ${differ} differ`,
    `made by          ${list(builders)}`,
    `storage drivers  ${list(drivers)}`,
    `compressions     ${list(forms)}`,
    `counted by       GNU tar ${versionOf('tar')}, skopeo ${versionOf('skopeo') ?? 'not here'}`,
    ...absent.map(name => `not here         ${name}`),
    '',
  ].join('\n')
}

function list(names: Iterable<string>): string {
  return [...names].join(', ')
}
