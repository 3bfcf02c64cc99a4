import { randomBytes } from 'node:crypto'
import type { AppFiles } from '../../app/app-files.ts'
import { mirrorContext } from '../../engines/context-mirror.ts'
import type { BuiltImage, Engine } from '../../engines/engine.ts'
import { BuildFailure } from '../../errors.ts'
import type { BuildModel } from '../../model/build-model.ts'
import type { CompressedSizes } from '../compressed-size.ts'
import { type Consumer, consumersOf, modelOf, type RebuildSubject } from './consumers.ts'
import type { RebuildFigures, Repush, TouchedRebuild } from './figures.ts'
import { shippedLayers } from './image-layers.ts'
import { coldDockerfile, emptyMounts, hasCacheMount } from './nonce.ts'
import { type RanSteps, ranSteps } from './ran-steps.ts'
import { repushOf } from './repush.ts'
import { type Touch, touched, type Touches } from './touch.ts'

/** What measuring rebuilds needs; everything that acts on the world is handed in. */
export interface RebuildRun {
  readonly engine: Engine
  /** The app's folder; only read. */
  readonly root: string
  readonly app: AppFiles
  readonly platform?: string
  readonly sizes: CompressedSizes
  readonly signal: AbortSignal
  /** Told which build is going on. */
  readonly onDetail: (text: string) => void
  /** Hexadecimal digits, new at each call. */
  readonly nonce?: () => string
}

interface Series extends RebuildRun {
  readonly subject: RebuildSubject
  readonly nonce: () => string
}

/**
 * Builds cold, then after one touched line with the caches that the cold build left, then with the layer cache alone;
 * the same after a touched manifest. All of it on caches of its own: the user's cache mounts are neither used nor
 * emptied. Each figure is the wall time of one build, loading the image into the engine included.
 * @throws EngineError where the engine fails, BuildFailure where the cold build does
 */
export async function measureRebuild(
  run: RebuildRun,
  subject: RebuildSubject,
  touches: Touches,
  standIn: boolean,
): Promise<RebuildFigures> {
  const nonce = run.nonce ?? (() => randomBytes(6).toString('hex'))
  const text = coldDockerfile(subject.files[subject.dockerfile] ?? '', nonce())
  const cold = { ...subject, files: { ...subject.files, [subject.dockerfile]: text } }
  const series: Series = { ...run, nonce, subject: cold }
  const model = modelOf(cold)
  const consumers = consumersOf(run.app, cold, model)
  run.onDetail('cold')
  const first = await build(series, text, {})
  try {
    const source = await afterTouch(series, model, consumers, touches.source, first)
    const manifest = await afterTouch(series, model, consumers, touches.manifest, undefined)
    return {
      coldMs: first.ms,
      ...(source && { source: source.rebuild }),
      ...(manifest && { manifest: manifest.rebuild }),
      ...(source?.repush && { repush: source.repush }),
      standIn,
      notes: [
        ...(source === undefined
          ? ['no source file was found that both builds copy: nothing was touched']
          : []),
        ...(manifest === undefined ? ['no dependency manifest was found that both builds copy'] : []),
      ],
    }
  } finally {
    await run.engine.removeImage(first.image)
  }
}

interface AfterTouch {
  readonly rebuild: TouchedRebuild
  readonly repush?: Repush
}

/** @param before the image without the touch, where what is sent again is asked for */
async function afterTouch(
  series: Series,
  model: BuildModel,
  all: readonly Consumer[],
  touch: Touch | undefined,
  before: BuiltImage | undefined,
): Promise<AfterTouch | undefined> {
  if (touch === undefined) return undefined
  const consumers = all.filter(({ file }) => file === touch.path)
  try {
    return await rebuild(series, model, consumers, touch, before)
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error
    return {
      rebuild: { kind: 'void', file: touch.path, reason: `the touched build failed: ${error.message}` },
    }
  }
}

async function rebuild(
  series: Series,
  model: BuildModel,
  consumers: readonly Consumer[],
  touch: Touch,
  before: BuiltImage | undefined,
): Promise<AfterTouch> {
  const { engine, subject, nonce, onDetail, sizes } = series
  const text = subject.files[subject.dockerfile] ?? ''
  const file = touch.path
  onDetail(`after a line in ${file}, warm cache mounts`)
  const warm = await build(series, text, { [file]: touched(touch, nonce()) })
  try {
    const ran = ranSteps(model, warm.steps)
    const reason = whyVoid(consumers, ran)
    if (reason !== undefined) return { rebuild: { kind: 'void', file, reason } }
    const emptied = new Set(
      model.stages
        .flatMap(({ steps }) => steps)
        .filter(step => hasCacheMount(step.instruction) && ran(step) === 'ran')
        .map(({ instruction }) => instruction.range.start.offset),
    )
    const cacheMounts = emptied.size > 0
    const layerCacheMs = cacheMounts ? await withoutMounts(series, text, touch, emptied) : warm.ms
    const measured = { kind: 'measured', file, warmMs: warm.ms, layerCacheMs, cacheMounts } as const
    if (before === undefined) return { rebuild: measured }
    onDetail('comparing layers')
    const repush = repushOf(
      await shippedLayers(engine.saveImage(before.image), sizes),
      await shippedLayers(engine.saveImage(warm.image), sizes),
      model,
      new Set(consumers.map(({ stage }) => stage)),
    )
    return { rebuild: measured, ...(repush && { repush }) }
  } finally {
    await engine.removeImage(warm.image)
  }
}

/** Another line, so that the layers of the build before do not count; the mounts of what runs are empty. */
async function withoutMounts(
  series: Series,
  text: string,
  touch: Touch,
  emptied: ReadonlySet<number>,
): Promise<number> {
  const { nonce, onDetail, engine } = series
  onDetail(`after a line in ${touch.path}, layer cache alone`)
  const fresh = emptyMounts(text, nonce(), offset => emptied.has(offset))
  const built = await build(series, fresh, { [touch.path]: touched(touch, nonce()) })
  await engine.removeImage(built.image)
  return built.ms
}

/** A rebuild that skipped the step which reads the file has measured nothing. */
function whyVoid(consumers: readonly Consumer[], ran: RanSteps): string | undefined {
  if (consumers.length === 0) return 'no step that is built reads the file'
  const idle = consumers.map(({ copy, run }) => run ?? copy).find(step => ran(step) !== 'ran')
  if (idle === undefined) return undefined
  const { name, range } = idle.instruction
  const what = ran(idle) === 'cached' ? 'came from the cache' : 'was not seen to run'
  return `the step that reads the file ${what}: ${name} at line ${range.start.line} of the instrumented Dockerfile`
}

async function build(
  { engine, root, subject, platform, signal }: Series,
  text: string,
  files: Readonly<Record<string, string>>,
): Promise<BuiltImage> {
  signal.throwIfAborted()
  const { dockerfile } = subject
  const all = { ...subject.files, ...files, [dockerfile]: text }
  const mirror = await mirrorContext({ context: root, files: all, dockerfileName: dockerfile, signal })
  try {
    return await engine.build({
      context: mirror.path,
      dockerfile: text,
      dockerfileName: dockerfile,
      ...(platform === undefined ? {} : { platform }),
      signal,
    })
  } finally {
    await mirror.remove()
  }
}
