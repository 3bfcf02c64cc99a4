import type { AppFiles } from '../app/app-files.ts'
import type { Engine } from '../engines/engine.ts'
import type { ImageSize } from '../measure/image-stats.ts'
import type { InspectedImage } from '../measure/inspect/inspect-image.ts'
import type { RebuildFigures } from '../measure/rebuild/figures.ts'
import type { VulnerabilityChange } from '../measure/vulnerabilities.ts'
import type { CompressedSizes } from '../measure/compressed-size.ts'
import type { CandidateReport, Report } from '../report/report.ts'
import { theOriginal, type Witness, type WitnessedBuild } from '../receipt/witness.ts'
import type { Candidate, Proposal } from '../rewrite/candidate.ts'
import type { Hardening } from '../verify/harden.ts'
import type { BuildInput, Built } from './build.ts'
import { buildAndMeasure } from './build.ts'
import { chooseProved } from './choose.ts'
import type { ClosureStudy } from './closure-study.ts'
import type { Judge } from './judge.ts'
import type { Detail, Progress } from './progress.ts'
import type { StrategyChoice } from './report-of.ts'
import { candidateReport, candidatesFor, heldBack, reportOf } from './report-of.ts'

/** What proving needs; everything that acts on the world is handed in. */
export interface ProofRun {
  readonly engine: Engine
  readonly root: string
  readonly app: AppFiles
  readonly proposal: Proposal
  /** Laid over the folder for the original, where it is not the folder's own files that count. */
  readonly originalFiles?: Readonly<Record<string, string>>
  readonly strategy: StrategyChoice
  readonly platform?: string
  /** Compressed sizes by layer digest, kept from one run to the next: compressing is the slow part of measuring. */
  readonly sizes?: CompressedSizes
  /** Judges candidates against the original's image. */
  readonly openJudge: (original: string) => Judge
  /** Studies what the running original uses; absent where no closure is wanted. */
  readonly openStudy?: (original: string, judge: Judge) => ClosureStudy
  /** Takes down what a receipt needs; absent where none is wanted. */
  readonly witness?: Witness
  /** Gets each image as it was read, for a report that shows its files: the original's under `theOriginal`. */
  readonly onInspected?: (what: string, image: InspectedImage) => void
  /** Changes a closure before it is built and shown; the proposal's candidates are taken as they are. */
  readonly finish?: (candidate: Candidate) => Candidate
  /** Also measures how long rebuilds take, of the original and of the chosen one; several builds of each. */
  readonly rebuild?: boolean
  /** Also tries with how little the chosen one runs; up to three more observations. */
  readonly harden?: boolean
  /** Has a scanner look at the original and the chosen one, by their images; the second is what they are called. */
  readonly scan?: (
    images: readonly [string, string],
    shown: readonly [string, string],
  ) => Promise<VulnerabilityChange>
  readonly progress: Progress
  readonly signal: AbortSignal
}

type Original = NonNullable<Proposal['original']>

/**
 * Builds the original and each candidate, observes and measures them, and chooses the smallest that was proved.
 * @throws EngineError where the engine fails; the signal's reason where it is aborted. Whatever a Dockerfile or an app
 * does wrong is in the report.
 */
export async function provedReport(run: ProofRun): Promise<Report> {
  const candidates = candidatesFor(run.proposal, run.strategy)
  const report = { ...reportOf(run.app.name, run.proposal, candidates), engine: engineOf(run.engine, []) }
  const { original } = run.proposal
  if (candidates.length === 0 && run.openStudy === undefined)
    return { ...report, whyChosen: chooseProved([], undefined).why }
  if (original === undefined) {
    return { ...report, whyChosen: 'Nothing can be proved: there is no Dockerfile to compare with.' }
  }
  const built = await buildOriginal(run, original)
  if (built.kind === 'failed') {
    return {
      ...report,
      original: { ...report.original, failure: built.failure },
      whyChosen: 'Nothing can be proved: the original does not build.',
    }
  }
  const judge = run.openJudge(built.image)
  const study = run.openStudy?.(built.image, judge)
  const closure = await proposeClosures(run, study)
  const judged: CandidateReport[] = []
  const images = new Map<string, string>()
  const judgeNext = async (candidate: Candidate): Promise<void> => {
    judged.push(await buildAndJudge(run, candidate, judge, study, images))
  }
  for (const candidate of [...candidates, ...closure.candidates]) await judgeNext(candidate)
  if (chooseProved(judged, built.size).chosen === null) {
    for (const candidate of heldBack(run.proposal, run.strategy)) await judgeNext(candidate)
  }
  const choice = chooseProved(judged, built.size)
  const readyMs = judge.originalReadyMs()
  const peakMemoryBytes = judge.originalPeakMemory?.()
  const rebuilt = await rebuildsOf(run, original, built.size, judged, choice.chosen)
  const chosen = judged.find(({ id }) => id === choice.chosen)
  const hardened = await hardeningOf(run, chosen, images, judge, closure.usage?.written ?? [])
  const vulnerabilities = await scanOf(run, built.image, chosen?.id, images)
  const { refused, ...answered } = report
  return {
    ...answered,
    ...(judged.length === 0 && refused !== undefined && closure.lean !== true && { refused }),
    original: {
      ...report.original,
      size: built.size,
      surface: built.surface,
      buildMs: built.ms,
      ...(readyMs === undefined ? {} : { readyMs }),
      ...(peakMemoryBytes === undefined ? {} : { peakMemoryBytes }),
      ...(rebuilt.original && { rebuild: rebuilt.original }),
    },
    candidates: judged.map(it =>
      it.id === choice.chosen && rebuilt.chosen ? { ...it, rebuild: rebuilt.chosen } : it,
    ),
    engine: engineOf(run.engine, [built.size, ...judged.map(it => it.size)]),
    chosen: choice.chosen,
    whyChosen: choice.why,
    ...(closure.usage && { floor: closure.usage.floor }),
    ...(hardened.hardening && { hardening: hardened.hardening }),
    ...(vulnerabilities && { vulnerabilities }),
    notes: [
      ...report.notes,
      ...(judged.length === 0 ? [] : refusal(report)),
      ...closure.notes,
      ...rebuilt.notes,
      ...hardened.notes,
    ],
  }
}

/** With a closure on the table, that no stack knows the app is worth a note and stands in the way of nothing. */
function refusal({ refused }: Report): readonly string[] {
  return refused === undefined ? [] : [refused.reason]
}

async function proposeClosures(
  run: ProofRun,
  study: ClosureStudy | undefined,
): ReturnType<ClosureStudy['propose']> {
  if (study === undefined) return { candidates: [], notes: [] }
  const proposed = await run.progress.task('tracing original', async onDetail => study.propose(onDetail))
  const { finish } = run
  return finish === undefined ? proposed : { ...proposed, candidates: proposed.candidates.map(finish) }
}

/** The engine's name, and whether a size that was measured rests on a stand-in. */
function engineOf(
  { name, version, platform }: Engine,
  sizes: readonly (ImageSize | undefined)[],
): NonNullable<Report['engine']> {
  return { name, version, platform, standIns: sizes.some(size => size?.standIn === true) }
}

/** The mended text where the original does not build as it stands. */
async function buildOriginal(run: ProofRun, original: Original): Promise<Built> {
  const text = original.repaired?.text ?? original.text
  const title = original.repaired === undefined ? 'building original' : 'building original, mended'
  return await run.progress.task(title, async onDetail =>
    buildAndMeasure(
      buildInput(run, theOriginal, { ...run.originalFiles, [original.path]: text }, original.path, onDetail),
    ),
  )
}

function buildInput(
  { engine, root, signal, platform, sizes, witness, onInspected }: ProofRun,
  what: string,
  files: Readonly<Record<string, string>>,
  dockerfile: string,
  onDetail: Detail,
): BuildInput {
  return {
    engine,
    root,
    files,
    dockerfile,
    signal,
    onDetail,
    ...(platform === undefined ? {} : { platform }),
    ...(sizes === undefined ? {} : { sizes }),
    ...(onInspected && { onInspected: (image: InspectedImage) => onInspected(what, image) }),
    ...(witness && { onBuilt: async (built: WitnessedBuild) => witness.built(engine, what, built) }),
  }
}

interface Hardened {
  readonly hardening?: Hardening
  readonly notes: readonly string[]
}

async function hardeningOf(
  run: ProofRun,
  chosen: CandidateReport | undefined,
  images: ReadonlyMap<string, string>,
  judge: Judge,
  written: readonly string[],
): Promise<Hardened> {
  if (run.harden !== true) return { notes: [] }
  const image = images.get(chosen?.id ?? '')
  if (chosen === undefined || image === undefined || judge.harden === undefined)
    return { notes: ['No limits were tried: no candidate was chosen.'] }
  const hardening = await run.progress.task('trying limits', async onDetail =>
    judge.harden?.(chosen, image, written, onDetail),
  )
  return hardening === undefined
    ? { notes: ['It does not answer alike with a read-only root file system.'] }
    : { hardening, notes: [] }
}

async function scanOf(
  { scan, progress }: ProofRun,
  original: string,
  id: string | undefined,
  images: ReadonlyMap<string, string>,
): Promise<VulnerabilityChange | undefined> {
  if (scan === undefined) return undefined
  const image = images.get(id ?? '')
  if (id === undefined || image === undefined) return { kind: 'unknown', why: 'no candidate was chosen' }
  return await progress.task(`scanning original and ${id}`, async () =>
    scan([original, image], ['the original', id]),
  )
}

interface Rebuilds {
  readonly original?: RebuildFigures
  readonly chosen?: RebuildFigures
  readonly notes: readonly string[]
}

async function rebuildsOf(
  run: ProofRun,
  original: Original,
  size: ImageSize,
  judged: readonly CandidateReport[],
  id: string | null,
): Promise<Rebuilds> {
  if (run.rebuild !== true) return { notes: [] }
  const chosen = judged.find(candidate => candidate.id === id)
  if (chosen === undefined) return { notes: ['No rebuild was measured: no candidate was chosen.'] }
  const { rebuildFigures } = await import('./rebuilds.ts')
  const text = original.repaired?.text ?? original.text
  const before = { files: { ...run.originalFiles, [original.path]: text }, dockerfile: original.path }
  const figures = await rebuildFigures(run, [
    { what: 'original', subject: before, standIn: size.standIn },
    { what: chosen.id, subject: chosen, standIn: chosen.size?.standIn === true },
  ])
  const [first, second] = figures.measured
  return { ...(first && { original: first }), ...(second && { chosen: second }), notes: figures.notes }
}

async function buildAndJudge(
  run: ProofRun,
  candidate: Candidate,
  judge: Judge,
  study: ClosureStudy | undefined,
  images: Map<string, string>,
): Promise<CandidateReport> {
  run.signal.throwIfAborted()
  const base = candidateReport(candidate)
  const built = await run.progress.task(`building ${candidate.id}`, async onDetail =>
    buildAndMeasure(buildInput(run, candidate.id, candidate.files, candidate.dockerfile, onDetail)),
  )
  if (built.kind === 'failed') return { ...base, failure: built.failure }
  images.set(candidate.id, built.image)
  const { verdict, readyMs, peakMemoryBytes } = await run.progress.task(
    `proving ${candidate.id}`,
    async onDetail => {
      const judged = await judge.judge(candidate, built.image, onDetail)
      run.witness?.judged(candidate.id, judged.observation)
      if (study === undefined) return judged
      return { ...judged, verdict: await study.certify(candidate, built.image, judged.verdict, onDetail) }
    },
  )
  return {
    ...base,
    size: built.size,
    surface: built.surface,
    buildMs: built.ms,
    verdict,
    ...(readyMs === undefined ? {} : { readyMs }),
    ...(peakMemoryBytes === undefined ? {} : { peakMemoryBytes }),
  }
}
