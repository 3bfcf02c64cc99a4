import type { ImageDocument } from '../image/config.ts'
import { compressedBytes } from './compressed-size.ts'
import { baseFromHistory, type BaseShare } from './inspect/base.ts'
import { biggestFiles, biggestFolders, folderSums } from './inspect/biggest.ts'
import type { InspectedImage } from './inspect/inspect-image.ts'
import { instructionText } from './inspect/instruction.ts'
import { installedPackages, ownerShares } from './inspect/packages/packages.ts'
import { findWaste, type WasteGroup } from './inspect/waste.ts'
import type { MeasuredImage, MeasuredLayer, RunConfiguration, SecretLike } from './measured-image.ts'
import { sizeOf } from './size.ts'
import { surfaceOfImage } from './surface-of-image.ts'

const TOP = 20

/** Everything that is told of an image that was read. Pure. */
export function measuredImage(name: string, image: InspectedImage, askedBase?: BaseShare): MeasuredImage {
  const { contents, layers, tree } = image
  const { document } = contents
  const base = askedBase ?? baseFromHistory(document.history)
  const { packages, owners, notes } = installedPackages(tree, layers)
  const waste = findWaste(tree, base.layers, owners)
  const measured = measuredLayers(image, base.layers, waste)
  const baseLayers = measured.slice(0, base.layers)
  return {
    schemaVersion: 1,
    name,
    tags: contents.tags,
    platform: [document.os, document.architecture, document.variant].filter(Boolean).join('/'),
    size: sizeOf(contents, image.sizes),
    layers: measured,
    base: {
      ...base,
      unpacked: baseLayers.reduce((sum, layer) => sum + layer.unpacked, 0),
      compressed: baseLayers.reduce((sum, layer) => sum + layer.compressed, 0),
    },
    waste: { bytes: waste.reduce((sum, group) => sum + group.bytes, 0), groups: waste },
    packages,
    owners: ownerShares(tree, owners),
    folders: biggestFolders(folderSums(tree), TOP),
    files: biggestFiles(tree, TOP),
    surface: surfaceOfImage(image, packages.length),
    secrets: secretsOf(image),
    run: runConfiguration(document),
    notes: [...notes, ...contentNotes(image)],
  }
}

function measuredLayers(
  image: InspectedImage,
  baseLayers: number,
  waste: readonly WasteGroup[],
): readonly MeasuredLayer[] {
  return image.contents.layers.map((layer, index) => {
    const record = layer.value.result
    const createdBy = layer.history?.createdBy
    return {
      index,
      diffId: layer.diffId,
      instruction: createdBy === undefined ? undefined : instructionText(createdBy),
      base: index < baseLayers,
      compression: layer.compression,
      compressed: compressedBytes(layer, image.sizes),
      unpacked: record.unpacked,
      files: record.files,
      entries: record.entryCount,
      deletes: record.deletes.length + record.opaque.length,
      wasted: waste.reduce((sum, group) => sum + (group.layer === index ? group.bytes : 0), 0),
    }
  })
}

function secretsOf({ layers, tree }: InspectedImage): readonly SecretLike[] {
  const found = layers.flatMap((layer, at) =>
    layer.facts.flatMap(fact =>
      fact.kind === 'secret'
        ? [{ path: fact.path, why: fact.why, layer: at, hidden: tree.get(fact.path)?.inode?.layer !== at }]
        : [],
    ),
  )
  // One that was only changed in mode or owner is seen once, where it stands.
  return found.filter(one => !one.hidden || !found.some(other => other.path === one.path && !other.hidden))
}

function runConfiguration(document: ImageDocument): RunConfiguration {
  const { user, entrypoint, cmd, workdir, exposedPorts, volumes, healthcheck, stopSignal } = document
  return { user, entrypoint, cmd, workdir, exposedPorts, volumes, healthcheck, stopSignal }
}

function contentNotes({ contents }: InspectedImage): readonly string[] {
  const notes: string[] = []
  if (contents.others > 0) notes.push(`${contents.others} more images in the archive were not looked at`)
  if (contents.layers.some(layer => layer.compression === 'none'))
    notes.push('layers are stored raw: compressed is what gzip level 6 makes of them')
  if (contents.layers.some(layer => layer.history === undefined))
    notes.push('the history does not fit the layers, so no instruction is named')
  return notes
}
