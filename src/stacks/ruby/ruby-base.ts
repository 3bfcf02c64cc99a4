import type { BuildModel, Stage } from '../../model/build-model.ts'

/** The Ruby image that a Dockerfile stands on, and the one for its last stage. */
export interface RubyBase {
  readonly family: 'debian' | 'alpine'
  /** True where the image has compilers and headers of its own (no `-slim`, no `-alpine`). */
  readonly full: boolean
  readonly reference: string
  /** Same version, same C library, no compilers. */
  readonly last: string
}

/** Reads the base image; a string says why no last stage can be told from it; undefined where it is no Ruby image. */
export function rubyBase(build: BuildModel, stage: Stage): RubyBase | string | undefined {
  if (stage.base.kind !== 'image') return undefined
  const { reference } = stage.base
  const match = /^(?:docker\.io\/)?(?:library\/)?ruby(?::([\w.-]+))?(?:@sha256:\w+)?$/.exec(reference)
  if (!match) return undefined
  const parts =
    /^(latest|\d+(?:\.\d+){0,2})?(?:(?:^|-)(slim|alpine|bookworm|bullseye|trixie|buster)([\w.-]*))?$/.exec(
      match[1] ?? 'latest',
    )
  if (!parts) return `the image ${reference} is not known`
  const [, version = 'latest', variant = '', rest = ''] = parts
  const { text } = build.document
  const written = text.slice(stage.from.image.range.start.offset, stage.from.image.range.end.offset)
  const family = variant === 'alpine' ? 'alpine' : 'debian'
  const full = family === 'debian' && variant !== 'slim'
  if (!full) return { family, full, reference, last: written }
  if (written !== reference || reference.includes('@'))
    return `which slim image belongs to ${written} cannot be told: name it without a variable or digest`
  if (rest !== '') return `the image ${reference} is not known`
  const slim = [version === 'latest' ? '' : version, 'slim', variant].filter(each => each !== '').join('-')
  return { family, full, reference, last: `ruby:${slim}` }
}
