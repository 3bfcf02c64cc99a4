import type { AppFiles } from '../app/app-files.ts'
import { type ClosurePolicy } from '../closure/closure.ts'
import { keepRequests } from '../closure/keep-requests.ts'
import { joinTraces, type Trace } from '../closure/trace.ts'
import type { Config } from '../config/config.ts'
import { parseDockerfile } from '../dockerfile/parse.ts'
import type { Engine } from '../engines/engine.ts'
import { EngineError } from '../errors.ts'
import { isWithin, nameOf } from '../image/root/image-tree.ts'
import { readPackages } from '../image/packages/read-packages.ts'
import { buildModel } from '../model/model.ts'
import type { Candidate, Proposal } from '../rewrite/candidate.ts'
import { type ClosureProposal, proposeClosure } from '../rewrite/closure/propose-closure.ts'
import { certifiedVerdict } from '../verify/certify/certified-verdict.ts'
import { certify } from '../verify/certify/certify.ts'
import { compareConfigs } from '../verify/certify/config-difference.ts'
import type { Reference } from '../verify/prove.ts'
import { originalFailures } from '../verify/sufficiency.ts'
import { exportTree, traceImage, type TracedImage } from '../verify/trace/trace-image.ts'
import { parseTrace } from '../verify/trace/trace-file.ts'
import { buildTracer } from '../verify/trace/tracer-image.ts'
import type { Verdict } from '../verify/verdict.ts'
import { buildStage } from './build.ts'
import { told } from './judge.ts'
import type { Detail } from './progress.ts'

/** What the original was seen to need. */
export interface Usage {
  /** Bytes of the files that it used, of those that it has: no image can be smaller, short of other files. */
  readonly floor: { readonly needed: number; readonly image: number }
  /** Directories in which it wrote. */
  readonly written: readonly string[]
}

/** What the running original uses: candidates from it, and the certificate of their files. */
export interface ClosureStudy {
  /** Traces the original and proposes. Notes say why there is nothing where there is nothing. */
  propose(onDetail: Detail): Promise<{
    readonly candidates: readonly Candidate[]
    readonly notes: readonly string[]
    /** True where the image is one already. */
    readonly lean?: boolean
    readonly usage?: Usage
  }>
  /** All that was traced so far, to be kept. */
  trace(): Trace | undefined
  /** Adds to a verdict what the files say. Other candidates' verdicts stay as they are. */
  certify(candidate: Candidate, image: string, verdict: Verdict, onDetail: Detail): Promise<Verdict>
}

export interface StudyInput {
  readonly engine: Engine
  readonly root: string
  readonly app: AppFiles
  readonly config: Config
  readonly original: NonNullable<Proposal['original']>
  /** The original's built image, and what was seen of it. */
  readonly image: string
  readonly observed: (onDetail: Detail) => Promise<Reference>
  readonly policy: ClosurePolicy
  readonly platform?: string
  /** Traces of other runs, as text with the name of their files: kept ones, or what strace wrote. */
  readonly traces?: readonly { readonly name: string; readonly text: string }[]
  readonly signal: AbortSignal
}

export function createClosureStudy(input: StudyInput): ClosureStudy {
  let proposal: ClosureProposal | undefined
  let traced: TracedImage | undefined
  return {
    async propose(onDetail) {
      const reference = await input.observed(onDetail)
      const [failure] = originalFailures(reference.observations)
      if (failure !== undefined) return nothing(failure)
      try {
        traced = await trace(input, reference, onDetail)
      } catch (error) {
        if (!(error instanceof EngineError)) throw error
        return nothing(`${error.message}${error.hint === undefined ? '' : ` (${error.hint})`}`)
      }
      if (traced.trace.found.length === 0) return nothing(traced.refusals.join('; '))
      const made = proposeFrom(input, traced)
      if ('refused' in made) return { ...nothing(made.refused), lean: made.lean === true }
      proposal = made
      const { bytes, written } = made.closure
      const usage = { floor: { needed: bytes.strict, image: bytes.image }, written }
      return { candidates: [made.candidate], notes: usageNotes(made), usage }
    },
    trace: () => traced?.trace,
    async certify(candidate, image, verdict, onDetail) {
      if (proposal === undefined || traced === undefined || verdict.basis === 'contract') return verdict
      onDetail('comparing files', 'step')
      const certified =
        candidate.id === proposal.candidate.id
          ? await certifyClosure(input, candidate, proposal, traced, image, verdict)
          : await certifyRebuilt(input, proposal, traced, image, verdict)
      const { app } = proposal.closure
      return app.present === 0 ? certified : { ...certified, coverage: { ...certified.coverage, app } }
    },
  }
}

function nothing(reason: string): {
  readonly candidates: readonly Candidate[]
  readonly notes: readonly string[]
} {
  return { candidates: [], notes: [`No closure: ${reason}.`] }
}

async function trace(input: StudyInput, reference: Reference, onDetail: Detail): Promise<TracedImage> {
  onDetail('building the tracer', 'step')
  const tracer = await buildTracer(input.engine, input.signal)
  const traced = await traceImage({
    engine: input.engine,
    tracer,
    image: input.image,
    config: input.config,
    plan: reference.plan,
    onProgress: told(onDetail),
    signal: input.signal,
  })
  const workdir = traced.image.workdir || '/'
  const others = (input.traces ?? []).map(({ name, text }) => parseTrace(text, name, workdir))
  return others.length === 0 ? traced : { ...traced, trace: joinTraces([traced.trace, ...others]) }
}

/** Pure: the same image, trace and policy give the same proposal. */
export function proposeFrom(
  input: Pick<StudyInput, 'app' | 'original' | 'policy'>,
  traced: TracedImage,
): ReturnType<typeof proposeClosure> {
  const { path, text, repaired } = input.original
  const document = parseDockerfile(repaired?.text ?? text, path)
  const ignorePath = input.app.has(`${path}.dockerignore`) ? `${path}.dockerignore` : '.dockerignore'
  return proposeClosure({
    dockerfile: path,
    text: document.text,
    model: buildModel(document),
    ignore: { path: ignorePath, text: input.app.read(ignorePath) },
    contextFiles: input.app.list(),
    image: traced.image,
    closure: {
      tree: traced.tree,
      packages: readPackages(traced.tree),
      trace: traced.trace,
      policy: input.policy,
      keeps: keepRequests(document),
    },
  })
}

/** The stage that the closure was taken from is built from the same file, so that nothing but our own work is judged. */
async function certifyClosure(
  input: StudyInput,
  candidate: Candidate,
  proposal: ClosureProposal,
  traced: TracedImage,
  image: string,
  verdict: Verdict,
): Promise<Verdict> {
  const { engine } = input
  const { stage } = proposal
  const source = await buildStage(
    {
      engine,
      root: input.root,
      files: candidate.files,
      dockerfile: candidate.dockerfile,
      ...(input.platform === undefined ? {} : { platform: input.platform }),
      signal: input.signal,
    },
    stage,
  )
  const [original, shipped] = await Promise.all([
    exportTree(engine, source, false),
    exportTree(engine, image, false),
  ])
  const certificate = certify({
    original,
    candidate: shipped,
    required: proposal.kept,
    negative: proposal.closure.negative,
    relation: 'subset',
    refusals: refusalsOf(traced),
  })
  const configuration = compareConfigs(traced.image, await engine.inspectImage(image))
  return certifiedVerdict(verdict, certificate, configuration)
}

/**
 * Another candidate has files of its own. Where everything that the original used is in it just the same, its proof
 * rests on files too; where files of the app are not, that is worth knowing even if every probe passed.
 */
async function certifyRebuilt(
  input: StudyInput,
  { closure }: ClosureProposal,
  traced: TracedImage,
  image: string,
  verdict: Verdict,
): Promise<Verdict> {
  const candidate = await exportTree(input.engine, image, false)
  const certificate = certify({
    original: traced.tree,
    candidate,
    required: closure.strict,
    negative: closure.negative,
    relation: 'rebuilt',
    refusals: refusalsOf(traced),
  })
  if (certificate.kind === 'certified') return certifiedVerdict(verdict, certificate, [])
  // What only moved, or was built anew under its name, is not lost.
  const names = new Set(candidate.paths.map(nameOf))
  const lost = certificate.differences
    .filter(({ what, path }) => what === 'missing' && traced.tree.get(path)?.kind === 'file')
    .map(({ path }) => path)
    .filter(path => closure.appTrees.some(root => isWithin(path, root)) && !names.has(nameOf(path)))
  if (lost.length === 0) return verdict
  const more = lost.length > 5 ? ` and ${lost.length - 5} more` : ''
  return {
    ...verdict,
    notes: [
      ...verdict.notes,
      `not in it, though the original used it: ${lost.slice(0, 5).join(', ')}${more}`,
    ],
  }
}

function refusalsOf({ refusals, trace: { blind } }: TracedImage): readonly string[] {
  return [...refusals, ...blind.map(({ reason, count }) => `${count} events were not seen (${reason})`)]
}

/** What the original used, and where it writes. */
function usageNotes({ closure }: ClosureProposal): readonly string[] {
  const { strict, image } = closure.bytes
  const used = `While it was probed, the original used ${megabytes(strict)} of its ${megabytes(image)} (${percent(strict, image)}).`
  const written = closure.written.slice(0, 5).join(', ')
  return [
    used,
    ...(written === ''
      ? []
      : [`It wrote in ${written}: with a read-only root file system, these need volumes.`]),
    ...closure.notes.slice(0, 5),
  ]
}

const megabytes = (bytes: number): string =>
  bytes < 100_000 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`

const percent = (part: number, whole: number): string =>
  `${whole === 0 ? 0 : ((100 * part) / whole).toFixed(1)} %`
