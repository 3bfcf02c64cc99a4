import { formatSize } from '../../terminal/size.ts'
import { padded, type Piece } from '../cells.ts'
import type { Look } from '../look.ts'
import type { Subject } from '../subject.ts'
import type { ExploredImage } from './explored-image.ts'
import { layerDetail, layeredFileFacts, layeredFolderFacts } from './image-detail.ts'
import { layeredRow } from './image-rows.ts'
import { imageFilters, selectLayered } from './image-selection.ts'

/** An image, by its layers. */
export function imageSubject(image: ExploredImage): Subject {
  const { entries } = image
  return {
    entries,
    select: choice => selectLayered(entries, choice),
    weight: ({ bytes }, at) => bytes[at] ?? 0,
    title: look => titlePieces(image, look),
    groups: image.layers.length,
    groupsName: 'layers',
    groupsTitle: ['Layers', 'size, waste'],
    groupPieces: (group, look) => layerPieces(image, group, look),
    groupDetail: (group, look) => layerDetail(image, group, look),
    filters: imageFilters(image),
    whole: {
      ofAll: false,
      help: "a layer's own files, or all as of that layer",
      more: 'as of here',
      less: 'own files',
    },
    filesTitle: ({ group, isWhole }) =>
      group < 0 ? 'Image' : isWhole ? `Image after layer ${group}` : `Layer ${group}`,
    sizeText: ({ bytes }, at) => formatSize(bytes[at] ?? 0),
    rowPieces: (shown, at, look) => {
      const entry = entries[at]
      return entry ? layeredRow(entry, shown, at, look) : { head: [], tail: [] }
    },
    entryFacts: ({ selection }, at, look) => {
      const entry = entries[at]
      if (!entry) return []
      return entry.kind === 'folder'
        ? layeredFolderFacts(image, selection, at, look)
        : layeredFileFacts(image, entry, look)
    },
    nothing: 'This layer holds no files.',
    legend,
  }
}

function titlePieces(image: ExploredImage, look: Look): readonly Piece[] {
  const wasted = image.wasted === 0 ? 'no waste found' : `${formatSize(image.wasted)} wasted`
  const sizes = `${formatSize(image.unpacked)} unpacked, ${formatSize(image.compressed)} to pull, `
  return [
    { text: ` ${image.name}`, look: look.bold },
    { text: `  ${sizes}` },
    { text: wasted, look: image.wasted === 0 ? undefined : look.warn },
    { text: `  ${image.platform}`, look: look.dim },
  ]
}

/** A layer: bytes, those wasted, instruction. */
function layerPieces(image: ExploredImage, index: number, look: Look): readonly Piece[] {
  const digits = String(image.layers.length - 1).length
  const layer = image.layers[index]
  const wasted = layer ? layer.wasted : image.wasted
  const isBase = layer?.base === true
  return [
    {
      text: `${padded(layer ? String(index) : '', digits, 'right')} ${padded(formatSize(layer?.unpacked ?? image.unpacked), 7, 'right')} `,
      look: isBase ? look.dim : undefined,
    },
    { text: `${padded(wasted === 0 ? '' : formatSize(wasted), 7, 'right')}  `, look: look.warn },
    {
      text: layer ? `${isBase ? '[base] ' : ''}${layer.instruction ?? 'unknown'}` : 'the whole image',
      look: isBase ? look.dim : undefined,
    },
  ]
}

function legend(look: Look): readonly (readonly Piece[])[] {
  return [
    [
      { text: '  + ', look: look.good },
      { text: 'added by the layer  ' },
      { text: '~ ', look: look.warn },
      { text: 'replaces a lower file  ' },
      { text: '- ', look: look.bad },
      { text: 'gone' },
    ],
    [{ text: '  Of the whole image, -: held by a layer, and no container sees it' }],
  ]
}
