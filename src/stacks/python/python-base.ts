import type { BuildModel, Stage } from '../../model/build-model.ts'

/** The Python image that a Dockerfile stands on, and the one for its last stage. */
export interface PythonBase {
  /** `3.12`, `3`, or empty for the newest. */
  readonly version: string
  readonly family: 'debian' | 'alpine'
  /** True where the image has compilers and headers of its own (no `-slim`, no `-alpine`). */
  readonly full: boolean
  readonly reference: string
  /** Same minor version, same C library, no compilers. */
  readonly last: string
}

const official = /^(?:docker\.io\/)?(?:library\/)?python(?::([\w][\w.-]*))?(?:@sha256:\w+)?$/

/** Reads the base image; a string says why no last stage can be told from it; undefined where it is no Python image. */
export function pythonBase(build: BuildModel, stage: Stage): PythonBase | string | undefined {
  if (stage.base.kind !== 'image') return undefined
  const { reference } = stage.base
  if (/(?:conda|mamba)/.test(reference)) return `${reference}: environments made by conda are not known yet`
  const match = official.exec(reference)
  if (!match) {
    return /(?:^|\/)[\w-]*(?:python|uvicorn|gunicorn)[\w-]*(?::|@|$)/.test(reference)
      ? `${reference} is not the official Python image: what it brings is not known`
      : undefined
  }
  const tag = match[1] ?? 'latest'
  const parts =
    /^(latest|\d+(?:\.\d+){0,2})?(?:(?:^|-)(slim|alpine|bookworm|bullseye|trixie|buster)([\w.-]*))?$/.exec(
      tag,
    )
  if (!parts) return `the image ${reference} is not known`
  const [, version = '', variant = '', rest = ''] = parts
  const alpine = variant === 'alpine'
  const full = !alpine && variant !== 'slim'
  const { text } = build.document
  const written = text.slice(stage.from.image.range.start.offset, stage.from.image.range.end.offset)
  const shared = {
    version: version === 'latest' ? '' : version,
    family: alpine ? 'alpine' : 'debian',
  } as const
  if (!full) return { ...shared, full, reference, last: written }
  if (written !== reference || reference.includes('@'))
    return `which slim image belongs to ${written} cannot be told: name it without a variable or digest`
  if (rest !== '') return `the image ${reference} is not known`
  const number = version === 'latest' ? '' : version
  const slim = [number, 'slim', variant].filter(each => each !== '').join('-')
  return { ...shared, full, reference, last: `python:${slim}` }
}
