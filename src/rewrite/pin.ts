import { applyEdits } from '../dockerfile/edit.ts'
import type { Flag } from '../dockerfile/syntax.ts'
import { canonicalReference, parseReference } from '../image/reference.ts'
import type { BuildModel, Stage } from '../model/build-model.ts'

/** An image that a Dockerfile names. */
export interface NamedImage {
  readonly reference: string
  readonly line: number
  /** Where the name stands in the text; undefined where a variable, or more than one line, makes it. */
  readonly place: { readonly from: number; readonly to: number } | undefined
}

/** The images without a digest that FROM, `COPY --from` and `RUN --mount` name, in the order of the file. Pure. */
export function unpinnedImages(model: BuildModel): readonly NamedImage[] {
  const { text } = model.document
  const named = model.stages.flatMap(stage => [...ofFrom(stage, text), ...ofSteps(stage, text)])
  return named.filter(({ reference }) => parseReference(reference)?.digest === undefined)
}

function ofFrom({ base, from }: Stage, text: string): readonly NamedImage[] {
  if (base.kind !== 'image' && base.kind !== 'unknown') return []
  const { start, end } = from.image.range
  const isPlain = text.slice(start.offset, end.offset) === base.reference && parseReference(base.reference)
  const place = isPlain ? { from: start.offset, to: end.offset } : undefined
  return [{ reference: base.reference, line: start.line, place }]
}

function ofSteps({ steps }: Stage, text: string): readonly NamedImage[] {
  return steps.flatMap(({ instruction, effects }) => {
    if (instruction.name !== 'COPY' && instruction.name !== 'RUN') return []
    const { flags, range } = instruction
    const images = effects.flatMap(effect =>
      (effect.kind === 'copies-from-stage' || effect.kind === 'mounts') && effect.image !== undefined
        ? [effect.image]
        : [],
    )
    return [...new Set(images)].flatMap(reference => {
      const places = flags.flatMap(flag => placeIn(flag, reference, text) ?? [])
      const { line } = range.start
      return (places.length === 0 ? [undefined] : places).map(place => ({ reference, line, place }))
    })
  })
}

/** `--from=IMAGE`, or `from=IMAGE` in a mount's list. */
function placeIn({ range }: Flag, reference: string, text: string): NamedImage['place'] {
  const written = text.slice(range.start.offset, range.end.offset)
  const found = /(?:^--|[=,])from=([^,\s"']+)(?=,|$)/.exec(written)
  if (found?.[1] !== reference) return undefined
  const from = range.start.offset + found.index + found[0].length - reference.length
  return { from, to: from + reference.length }
}

/** What is asked for once, however often and however it is written. */
export function pinKey(reference: string): string {
  const parsed = parseReference(reference)
  return parsed === undefined ? reference : canonicalReference(parsed)
}

/**
 * The text with digests behind the names; a name without a tag gets `latest`, which it meant.
 * @param digests by `pinKey`; what is not among them stays as it is
 */
export function pinImages(
  text: string,
  images: readonly NamedImage[],
  digests: ReadonlyMap<string, string>,
): string {
  return applyEdits(
    text,
    images.flatMap(({ reference, place }) => {
      const parsed = parseReference(reference)
      const digest = digests.get(pinKey(reference))
      if (place === undefined || parsed === undefined || digest === undefined) return []
      const name = parsed.tag === undefined ? `${reference}:latest` : reference
      return [{ ...place, text: `${name}@${digest}` }]
    }),
  )
}
