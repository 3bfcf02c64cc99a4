import type { Baseline } from './baseline.ts'
import { smallestFile, type Weight } from './weigh.ts'

/** What made an image larger, or large. */
export interface Culprit {
  readonly kind: 'file' | 'package' | 'layer'
  readonly name: string
  readonly bytes: number
  /** In the baseline; 0 where it was not there; absent where there is no baseline. */
  readonly before?: number
  /** The instruction whose layer it lies in. */
  readonly instruction?: string
}

const most = 5

/** With a baseline what grew, the most first; without one what is largest. */
export function culprits(weight: Weight, baseline: Baseline | undefined): readonly Culprit[] {
  if (baseline === undefined)
    return weight.files.slice(0, most).map(file => ({ kind: 'file', name: file.path, ...rest(file) }))
  const files = grown(weight.files, file => file.path, baseline.files).map(each => ({
    kind: 'file' as const,
    ...each,
  }))
  const packages = grown(weight.packages, one => one.name, baseline.packages).map(each => ({
    kind: 'package' as const,
    ...each,
  }))
  const found = [...files, ...packages].sort((a, b) => growth(b) - growth(a)).slice(0, most)
  return found.length > 0 ? found : grownLayers(weight, baseline)
}

interface Sized {
  readonly bytes: number
  readonly instruction?: string
}

type Grown = Sized & { readonly name: string; readonly before: number }

function grown<T extends Sized>(
  now: readonly T[],
  nameOf: (one: T) => string,
  before: readonly T[],
): readonly Grown[] {
  const known = new Map(before.map(one => [nameOf(one), one.bytes]))
  return now.flatMap(one => {
    const was = known.get(nameOf(one)) ?? 0
    return one.bytes - was < smallestFile ? [] : [{ name: nameOf(one), before: was, ...rest(one) }]
  })
}

/** Where many small files came, no file and no package tells: the layer does. */
function grownLayers(weight: Weight, baseline: Baseline): readonly Culprit[] {
  const known = new Map(baseline.layers.map(layer => [layer.instruction, layer.unpacked]))
  return weight.layers
    .map(({ instruction, unpacked }) => ({
      kind: 'layer' as const,
      name: instruction ?? 'a layer without a history',
      bytes: unpacked,
      before: known.get(instruction) ?? 0,
    }))
    .filter(layer => layer.bytes > layer.before)
    .sort((a, b) => growth(b) - growth(a))
    .slice(0, most)
}

function rest({ bytes, instruction }: Sized): Sized {
  return { bytes, ...(instruction === undefined ? {} : { instruction }) }
}

function growth({ bytes, before }: { readonly bytes: number; readonly before: number }): number {
  return bytes - before
}
