import type { BuildProgress, Engine } from '../engines/engine.ts'
import { mirrorContext } from '../engines/context-mirror.ts'
import { BuildFailure } from '../errors.ts'
import type { ImageSize } from '../measure/image-stats.ts'
import type { CompressedSizes } from '../measure/compressed-size.ts'
import type { InspectedImage } from '../measure/inspect/inspect-image.ts'
import { measureBuilt } from '../measure/surface-of-image.ts'
import type { Surface } from '../measure/surface.ts'
import type { FailureReport } from '../report/report.ts'
import type { WitnessedBuild } from '../receipt/witness.ts'
import { bytesBeyondBase } from './beyond-base.ts'
import type { Detail } from './progress.ts'
import { restsOnStandIn } from './stand-ins.ts'

/** What is built: the app's folder with some files in place of its own. */
export interface BuildInput {
  readonly engine: Engine
  /** The app's folder; only read. */
  readonly root: string
  /** Whole contents by path, laid over a copy of the folder. */
  readonly files: Readonly<Record<string, string>>
  /** The key in `files` of the Dockerfile. */
  readonly dockerfile: string
  readonly platform?: string
  /** Compressed sizes by layer digest, where the caller keeps them. */
  readonly sizes?: CompressedSizes
  readonly signal: AbortSignal
  readonly onDetail: Detail
  /** Looks at the context that was built, before it is removed. */
  readonly onBuilt?: (built: WitnessedBuild) => Promise<void>
  /** Gets the image as it was read, file by file. Then their contents are hashed too, which takes longer. */
  readonly onInspected?: (image: InspectedImage) => void
}

export type Built =
  | {
      readonly kind: 'built'
      readonly image: string
      readonly ms: number
      readonly size: ImageSize
      readonly surface: Surface
    }
  | { readonly kind: 'failed'; readonly failure: FailureReport }

/** Builds from a copy of the context and measures the image; a Dockerfile that does not build is told, not thrown. */
export async function buildAndMeasure(input: BuildInput): Promise<Built> {
  const { engine, root, files, dockerfile, signal } = input
  const text = files[dockerfile]
  if (text === undefined) throw new Error(`${dockerfile} is not among the files to build`)
  const mirror = await mirrorContext({ context: root, files, dockerfileName: dockerfile, signal })
  try {
    const built = await engine.build({
      context: mirror.path,
      dockerfile: text,
      dockerfileName: dockerfile,
      ...(input.platform === undefined ? {} : { platform: input.platform }),
      onProgress: event => tell(event, input.onDetail),
      signal,
    })
    const { steps } = built
    await input.onBuilt?.({ folder: mirror.path, files: Object.keys(files), dockerfile, text, steps })
    input.onDetail('measuring', 'step')
    const { size, surface, layers, image } = await measureBuilt(engine.saveImage(built.image), {
      ...(input.sizes === undefined ? {} : { sizes: input.sizes }),
      contents: input.onInspected === undefined ? 'unread' : 'hashed',
    })
    input.onInspected?.(image)
    const standIn = size.standIn || (await restsOnStandIn(engine, text, dockerfile))
    const beyondBase = await bytesBeyondBase(engine, text, dockerfile, layers)
    const whole = { ...size, ...(beyondBase === undefined ? {} : { beyondBase }), standIn }
    return { kind: 'built', image: built.image, ms: built.ms, size: whole, surface }
  } catch (error) {
    if (error instanceof BuildFailure) return { kind: 'failed', failure: failureReport(error) }
    throw error
  } finally {
    await mirror.remove()
  }
}

/** Builds one stage of the files, for its image alone. Throws `BuildFailure`. */
export async function buildStage(input: Omit<BuildInput, 'onDetail'>, target: string): Promise<string> {
  const { engine, root, files, dockerfile, signal } = input
  const mirror = await mirrorContext({ context: root, files, dockerfileName: dockerfile, signal })
  try {
    const built = await engine.build({
      context: mirror.path,
      dockerfile: files[dockerfile] ?? '',
      dockerfileName: dockerfile,
      target,
      ...(input.platform === undefined ? {} : { platform: input.platform }),
      signal,
    })
    return built.image
  } finally {
    await mirror.remove()
  }
}

function tell(event: BuildProgress, onDetail: Detail): void {
  if (event.state === 'log') onDetail(`${event.step}: ${event.log ?? ''}`, 'moment')
  else if (event.state === 'started') onDetail(event.step, 'step')
  else if (event.state === 'cached') onDetail(`${event.step} (cached)`, 'step')
}

function failureReport(error: BuildFailure): FailureReport {
  return {
    message: error.message,
    file: error.file,
    ...(error.range === undefined ? {} : { line: error.range.start.line }),
    ...(error.step === undefined ? {} : { step: error.step }),
    log: error.log,
  }
}
