import type { ImageOutline } from '../image/archive/outline.ts'
import { baseFromHistory, type BaseShare } from './inspect/base.ts'
import { instructionText } from './inspect/instruction.ts'

/** What is known of an image without its layers. Printed by `measure --no-contents --json`. Bytes everywhere. */
export interface OutlinedImage {
  readonly schemaVersion: 1
  /** As it was asked for. */
  readonly name: string
  /** Of the manifest, or of the index that the name stands for. */
  readonly digest: string
  readonly platform: string
  readonly size: { readonly compressed: number; readonly layers: number }
  readonly base: BaseShare & { readonly compressed: number }
  readonly layers: readonly OutlinedLayer[]
}

export interface OutlinedLayer {
  readonly index: number
  /** Digest of the layer as stored. */
  readonly digest: string
  /** Digest of the unpacked tar. */
  readonly diffId: string | undefined
  /** As the history has it; undefined where it does not fit the layers. */
  readonly instruction: string | undefined
  readonly base: boolean
  readonly compressed: number
}

/** Everything that a manifest and a configuration tell. Pure. */
export function outlinedImage(
  asked: { readonly name: string; readonly digest: string },
  { document, layers }: ImageOutline,
  askedBase?: BaseShare,
): OutlinedImage {
  const base = askedBase ?? baseFromHistory(document.history)
  const sum = (some: typeof layers): number => some.reduce((total, layer) => total + layer.compressed, 0)
  return {
    schemaVersion: 1,
    ...asked,
    platform: [document.os, document.architecture, document.variant].filter(Boolean).join('/'),
    size: { compressed: sum(layers), layers: layers.length },
    base: { ...base, compressed: sum(layers.slice(0, base.layers)) },
    layers: layers.map(({ digest, diffId, compressed, history }, index) => ({
      index,
      digest,
      diffId,
      instruction: history && instructionText(history.createdBy),
      base: index < base.layers,
      compressed,
    })),
  }
}
