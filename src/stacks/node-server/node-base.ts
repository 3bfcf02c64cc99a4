import type { BuildModel, Stage } from '../../model/build-model.ts'

/** The Node image that a Dockerfile stands on, and the one for its last stage. */
export interface NodeBase {
  readonly family: 'debian' | 'alpine'
  /** True where the image has compilers and headers of its own (no `-slim`, no `-alpine`). */
  readonly full: boolean
  readonly reference: string
  /** Same version, same C library, no compilers. */
  readonly last: string
  /** The major version, where the tag names that alone; the author who names more wants exactly that. */
  readonly major: number | undefined
}

/** Reads the base image; a string says why no last stage can be told from it; undefined where it is no Node image. */
export function nodeBase(build: BuildModel, stage: Stage): NodeBase | string | undefined {
  if (stage.base.kind !== 'image') return undefined
  const { reference } = stage.base
  const match = /^(?:docker\.io\/)?(?:library\/)?node(?::([\w.-]+))?(?:@sha256:\w+)?$/.exec(reference)
  if (!match) return undefined
  const tag = match[1] ?? 'latest'
  const parts =
    /^(latest|lts|current|[a-z]+|\d+(?:\.\d+){0,2})?(?:(?:^|-)(alpine[\d.]*|slim|(?:bookworm|bullseye|trixie|buster)(?:-slim)?))?$/.exec(
      tag,
    )
  if (!parts) return `the image ${reference} is not known`
  const [, version = 'latest', variant = ''] = parts
  const family = variant.startsWith('alpine') ? 'alpine' : 'debian'
  const full = family === 'debian' && !variant.endsWith('slim')
  const major = /^\d+$/.test(version) ? Number(version) : undefined
  const { text } = build.document
  const written = text.slice(stage.from.image.range.start.offset, stage.from.image.range.end.offset)
  if (!full) return { family, full, reference, last: written, major }
  if (written !== reference || reference.includes('@'))
    return `which slim image belongs to ${written} cannot be told: name it without a variable or digest`
  const slim = [version === 'latest' ? '' : version, variant, 'slim'].filter(each => each !== '').join('-')
  return { family, full, reference, last: `node:${slim}`, major }
}
