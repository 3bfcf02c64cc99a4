import { formatSize } from '../../terminal/size.ts'
import { type FileTree, isFolder, pathOf, type Selection } from './file-tree.ts'

/** `12.3 MB, 45 %`. */
export function sizeText(bytes: number, whole: number): string {
  const share = whole === 0 ? 0 : (100 * bytes) / whole
  return `${formatSize(bytes)}, ${share < 9.95 ? share.toFixed(1) : Math.round(share)} %`
}

export function filesText(files: number): string {
  return `${files.toLocaleString('en-US')} ${files === 1 ? 'file' : 'files'}`
}

/** Why a file is there and what became of it, in a few words each. */
export function whyOf(tree: FileTree, at: number): readonly string[] {
  const { columns, instructions, baseLayers } = tree.image
  if (isFolder(tree, at)) return []
  const layer = columns.layers[at] ?? -1
  const owner = columns.reasons[columns.owners[at] ?? -1]
  const waste = columns.wastes[at] ?? -1
  const why = columns.reasons[columns.whys[at] ?? -1]
  const instruction = instructions[layer]
  const status = { '=': 'the same in both', '~': 'changed', '+': 'only after', '-': 'only before' }[
    columns.statuses[at] ?? ''
  ]
  return [
    ...(columns.kinds[at] === 'l' ? ['symbolic link'] : []),
    ...(status === undefined ? [] : [status]),
    ...(owner === undefined ? [] : [`of ${owner}`]),
    ...(why === undefined ? [] : [why]),
    ...(waste < 0 ? [] : [`wasted: ${columns.reasons[waste] ?? ''}`]),
    ...(layer < 0
      ? []
      : [
          `layer ${layer}${layer < baseLayers ? ' of the base image' : ''}${
            instruction === undefined || instruction === null ? '' : `: ${instruction.slice(0, 120)}`
          }`,
        ]),
  ]
}

/** What a screen reader says of an entry after its name and size. */
export function spoken(tree: FileTree, selection: Selection, at: number): readonly string[] {
  return isFolder(tree, at) ? ['folder', filesText(selection.files[at] ?? 0)] : whyOf(tree, at)
}

export function pathAndSize(tree: FileTree, selection: Selection, at: number): readonly [string, string] {
  const files = isFolder(tree, at) ? `, ${filesText(selection.files[at] ?? 0)}` : ''
  return [pathOf(tree, at), `${sizeText(selection.bytes[at] ?? 0, selection.bytes[0] ?? 0)}${files}`]
}
