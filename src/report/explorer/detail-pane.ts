import type { LayeredEntry } from '../../measure/files/layered-files.ts'
import { count } from '../terminal/fit.ts'
import { formatSize } from '../terminal/size.ts'
import { wrap } from '../terminal/text.ts'
import { cutStart, lineOf } from './cells.ts'
import { blank, headingLine } from './lines.ts'
import type { Area } from './layout.ts'
import type { Look } from './look.ts'
import { rightsText } from './rights.ts'
import { isFolder, pathOf } from './rows.ts'
import type { State } from './state.ts'

interface Fact {
  readonly text: string
  readonly look?: ((text: string) => string) | undefined
}

/** All that is known of what the cursor is on. */
export function detailLines(state: State, { width, height }: Area, look: Look): readonly string[] {
  const [title, facts] = state.pane === 'layers' ? layerDetail(state, look) : fileDetail(state, width, look)
  const room = height - 1
  const wrapped = facts.flatMap(({ text, look }) => wrap(text, width - 2).map(line => ({ text: line, look })))
  const lines = (wrapped.length <= room ? wrapped : facts).slice(0, room)
  return [
    headingLine(title, width, look, true),
    ...lines.map(({ text, look: own }) =>
      lineOf([{ text: ' ' }, { text, look: own }], width, look.signs.more),
    ),
    ...blank(room - lines.length, width),
  ]
}

function layerDetail(state: State, look: Look): readonly [string, readonly Fact[]] {
  const { image } = state
  const layer = image.layers[state.layer]
  if (!layer) {
    const base = image.layers.filter(one => one.base)
    const baseBytes = base.reduce((sum, { unpacked }) => sum + unpacked, 0)
    return [
      'The whole image',
      [
        {
          text: `${formatSize(image.unpacked)} unpacked, ${formatSize(image.compressed)} to pull, ${count(image.layers.length, 'layer')}`,
        },
        {
          text: `${formatSize(image.wasted)} wasted in the own layers`,
          look: image.wasted === 0 ? undefined : look.warn,
        },
        ...(base.length === 0
          ? []
          : [{ text: `${formatSize(baseBytes)} of it in ${count(base.length, 'layer')} of the base image` }]),
      ],
    ]
  }
  const deletes = layer.deletes === 0 ? '' : `, deletes ${count(layer.deletes, 'path')}`
  return [
    `Layer ${layer.index}${layer.base ? ', of the base image' : ''}`,
    [
      {
        text: `${formatSize(layer.unpacked)} unpacked, ${formatSize(layer.compressed)} to pull, ${count(layer.files, 'file')}${deletes}`,
      },
      ...(layer.wasted === 0
        ? []
        : [{ text: `${formatSize(layer.wasted)} of it wasted (w shows what)`, look: look.warn }]),
      { text: layer.instruction ?? 'The history does not tell its instruction.' },
    ],
  ]
}

function fileDetail(state: State, width: number, look: Look): readonly [string, readonly Fact[]] {
  const at = state.rows[state.cursor]
  const entry = at === undefined ? undefined : state.image.entries[at]
  if (at === undefined || !entry) return ['Nothing chosen', []]
  const path = cutStart(pathOf(state.image.entries, at), width - 6, look.signs.more)
  const facts = isFolder(state.image.entries, at)
    ? folderFacts(state, at, entry, look)
    : fileFacts(state, entry, look)
  return [path, facts]
}

function fileFacts(state: State, entry: LayeredEntry, look: Look): readonly Fact[] {
  const what = [
    entry.kind === 'symlink' ? `link to ${entry.linkPath}` : formatSize(entry.bytes),
    ...(entry.rights ? [rightsText(entry).replaceAll(/ +/g, ' ')] : []),
    entry.owner === undefined ? 'of no package' : `of ${entry.owner}`,
  ]
  const { waste, until, ledger } = entry
  return [
    { text: what.join(', ') },
    ...(waste ? [{ text: wasteText(state, entry.from, waste), look: look.warn }] : []),
    ...(until === undefined || waste
      ? []
      : [{ text: `${entry.isReplaced ? 'replaced' : 'deleted'} by ${layerName(state, until)}` }]),
    { text: layerName(state, entry.from) },
    ...(waste ? [{ text: `mend: ${waste.advice}` }] : []),
    ...(ledger
      ? [
          {
            text: `${ledger.kept ? 'kept' : 'left behind, no trace touched it'}: ${ledger.because} (${state.image.ledger ?? ''})`,
          },
        ]
      : []),
  ]
}

function wasteText(
  state: State,
  from: number,
  { what, by, sameAs }: NonNullable<LayeredEntry['waste']>,
): string {
  const other = sameAs === undefined ? '' : `, as ${sameAs}`
  return `wasted: ${what}${other}${by === from ? '' : `, by ${layerName(state, by)}`}`
}

function layerName({ image }: State, index: number): string {
  const layer = image.layers[index]
  return `layer ${index}${layer?.base === true ? ' of the base image' : ''}: ${layer?.instruction ?? 'instruction unknown'}`
}

/** Of a folder: how much, how much of it wasted, and which layers brought it. */
function folderFacts(state: State, at: number, entry: LayeredEntry, look: Look): readonly Fact[] {
  const { selection } = state
  const { entries, layers } = state.image
  const byLayer = new Map<number, number>()
  let wasted = 0
  for (let inside = at + 1; inside < entry.end; inside++) {
    const bytes = selection.bytes[inside] ?? 0
    const { end = 0, from = -1, waste } = entries[inside] ?? {}
    if (bytes === 0 || end > inside + 1) continue
    byLayer.set(from, (byLayer.get(from) ?? 0) + bytes)
    if (waste) wasted += bytes
  }
  const most = [...byLayer].sort((a, b) => b[1] - a[1])
  const sum = `${formatSize(selection.bytes[at] ?? 0)} in ${count(selection.files[at] ?? 0, 'file')}`
  return [
    {
      text: `${sum}${entry.rights ? `, ${rightsText(entry).replaceAll(/ +/g, ' ')}` : ', no container sees it'}`,
    },
    ...(wasted === 0 ? [] : [{ text: `${formatSize(wasted)} of it wasted`, look: look.warn }]),
    ...most.slice(0, 4).map(([layer, bytes]) => ({
      text: `${formatSize(bytes)} of layer ${layer}: ${layers[layer]?.instruction ?? 'instruction unknown'}`,
    })),
  ]
}
