import type { AppFiles } from '../app/app-files.ts'
import type { Engine } from '../engines/engine.ts'
import { BuildFailure } from '../errors.ts'
import { type CompressedSizes, sharedSizes } from '../measure/compressed-size.ts'
import type { RebuildSubject } from '../measure/rebuild/consumers.ts'
import type { RebuildFigures } from '../measure/rebuild/figures.ts'
import { measureRebuild } from '../measure/rebuild/measure-rebuild.ts'
import { chooseTouches } from '../measure/rebuild/touch.ts'
import type { Progress } from './progress.ts'

/** One of the Dockerfiles whose rebuilds are compared. */
interface NamedSubject {
  /** `original`, or a candidate's id. */
  readonly what: string
  readonly subject: RebuildSubject
  readonly standIn: boolean
}

/** What measuring needs; everything that acts on the world is handed in. */
interface Circumstances {
  readonly engine: Engine
  readonly root: string
  readonly app: AppFiles
  readonly platform?: string
  readonly sizes?: CompressedSizes
  readonly progress: Progress
  readonly signal: AbortSignal
}

interface MeasuredRebuilds {
  /** In the order of the subjects; undefined where one did not build again. */
  readonly measured: readonly (RebuildFigures | undefined)[]
  readonly notes: readonly string[]
}

/**
 * Measures the rebuilds of several Dockerfiles of one app, all after the same touched files.
 * @throws EngineError where the engine fails
 */
export async function rebuildFigures(
  run: Circumstances,
  subjects: readonly NamedSubject[],
): Promise<MeasuredRebuilds> {
  const touches = chooseTouches(
    run.app,
    subjects.map(({ subject }) => subject),
  )
  const measured: (RebuildFigures | undefined)[] = []
  const notes: string[] = []
  for (const { what, subject, standIn } of subjects) {
    try {
      const figures = await run.progress.task(`rebuilding ${what}`, async detail =>
        measureRebuild(
          {
            engine: run.engine,
            root: run.root,
            app: run.app,
            ...(run.platform === undefined ? {} : { platform: run.platform }),
            sizes: run.sizes ?? sharedSizes,
            signal: run.signal,
            onDetail: text => detail(text, 'step'),
          },
          subject,
          touches,
          standIn,
        ),
      )
      measured.push(figures)
    } catch (error) {
      if (!(error instanceof BuildFailure)) throw error
      measured.push(undefined)
      notes.push(`The rebuild of ${what} was not measured: its cold build failed. ${error.message}`)
    }
  }
  return { measured, notes }
}
