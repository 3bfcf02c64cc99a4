import { UserError, EngineError } from '../../errors.ts'
import { readOutline } from '../../image/archive/outline.ts'
import { parseReference } from '../../image/reference.ts'
import { openRemoteImage } from '../../engines/registry/remote-image.ts'
import { sizeFromBase } from '../../optimize/estimate.ts'
import type { BaseEstimate, Report } from '../../report/report.ts'
import type { Io } from '../io.ts'

/** Nobody waits for an estimate longer than for a build to begin. */
const patienceMs = 15_000

type Answer = { readonly base: BaseEstimate } | { readonly why: string }

/**
 * The report with what the registries have of the base images now: digest and bytes to pull. Where one does not answer,
 * the catalogue's figures stand, and a note says why.
 * @param platform `linux/arm64`; that of this machine where it is not said
 */
export async function askRegistries(
  report: Report,
  platform: string | undefined,
  io: Pick<Io, 'env' | 'signal'>,
): Promise<Report> {
  const bases = [report.original, ...report.candidates].flatMap(({ base }) => base ?? [])
  const images = [...new Set(bases.map(({ image }) => image))].filter(image => image !== 'scratch')
  const answers = new Map(
    await Promise.all(images.map(async image => [image, await ask(image, platform, io)] as const)),
  )
  const refined = <T extends Pick<Report['original'], 'base' | 'size'>>(part: T): T => {
    const answer = part.base && answers.get(part.base.image)
    if (part.base === undefined || answer === undefined || 'why' in answer) return part
    const base = { ...part.base, ...answer.base }
    const size = sizeFromBase(base)
    return { ...part, base, ...(size === undefined ? {} : { size }) }
  }
  const failed = [...answers].flatMap(([image, answer]) =>
    'why' in answer ? [`The catalogue stands for ${image}, since ${answer.why}.`] : [],
  )
  return {
    ...report,
    original: refined(report.original),
    candidates: report.candidates.map(refined),
    notes: [...report.notes, ...failed],
  }
}

async function ask(
  image: string,
  platform: string | undefined,
  { env, signal }: Pick<Io, 'env' | 'signal'>,
): Promise<Answer> {
  const reference = parseReference(image)
  if (reference === undefined) return { why: 'it is not the name of an image' }
  const patience = AbortSignal.timeout(patienceMs)
  try {
    const remote = await openRemoteImage(reference, { env, signal: AbortSignal.any([signal, patience]) })
    try {
      const { document, layers } = await readOutline(remote, platform)
      return {
        base: {
          image,
          compressed: layers.reduce((sum, layer) => sum + layer.compressed, 0),
          registry: {
            name: reference.registry,
            digest: remote.digest,
            platform: [document.os, document.architecture, document.variant].filter(Boolean).join('/'),
          },
        },
      }
    } finally {
      remote.close()
    }
  } catch (error) {
    if (signal.aborted) throw error
    if (patience.aborted) return { why: `its registry did not answer within ${patienceMs / 1000} s` }
    if (error instanceof EngineError || error instanceof UserError) return { why: error.message }
    throw error
  }
}
