import { deriveClosure } from '../closure/derive.ts'
import type { Config } from '../config/config.ts'
import type { Engine } from '../engines/engine.ts'
import type { Change } from '../model/change.ts'
import { certifiedVerdict } from './certify/certified-verdict.ts'
import { certify } from './certify/certify.ts'
import { compareConfigs } from './certify/config-difference.ts'
import { observeOriginal, prove, type Reference } from './prove.ts'
import type { Limits } from './session.ts'
import { buildTracer } from './trace/tracer-image.ts'
import { exportTree, traceImage } from './trace/trace-image.ts'
import type { Verdict } from './verdict.ts'

export interface VerifyRequest {
  readonly engine: Engine
  readonly config: Config
  /** References in the engine's store. */
  readonly original: string
  readonly candidate: string
  /** Also compares the files that the original uses, and the images' configuration. */
  readonly certify: boolean
  /** A candidate that drops root is no difference. */
  readonly allowUser: boolean
  readonly limits?: Partial<Limits>
  readonly onProgress?: (message: string) => void
  readonly signal?: AbortSignal
}

/** Named by whoever calls, since nothing was rewritten here. */
const otherUser: Change = {
  id: 'user',
  title: 'Run as another user than root',
  because: 'It was asked for.',
  evidence: [],
  applicability: 'needs-verification',
}

/** Judges one image by another: original, original, candidate, original, each on fresh volumes. */
export async function verifyImages(request: VerifyRequest): Promise<Verdict> {
  const { original, candidate, allowUser } = request
  const reference = await observeOriginal({ ...request, image: original })
  const changes = allowUser ? [otherUser] : []
  const proof = await prove({ ...request, reference, candidate, basis: 'probes', changes })
  return request.certify ? await certified(request, proof.reference, proof.verdict) : proof.verdict
}

/** Any image may be the candidate, on whatever base: so only what the original was seen to use has to be the same. */
async function certified(
  { engine, config, original, candidate, onProgress, signal }: VerifyRequest,
  { plan }: Reference,
  verdict: Verdict,
): Promise<Verdict> {
  onProgress?.('building the tracer')
  const traced = await traceImage({
    engine,
    tracer: await buildTracer(engine, signal),
    image: original,
    config,
    plan,
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  })
  onProgress?.('comparing files')
  // As paths of the tree, through every link: a library is named by a directory that is one.
  const used = deriveClosure({
    tree: traced.tree,
    packages: { databases: [], unread: [] },
    trace: traced.trace,
    config: traced.image,
    policy: 'strict',
    copies: [],
    keeps: [],
  })
  const certificate = certify({
    original: traced.tree,
    candidate: await exportTree(engine, candidate, false),
    required: used.strict,
    negative: used.negative,
    relation: 'rebuilt',
    refusals: [
      ...traced.refusals,
      ...traced.trace.blind.map(({ reason, count }) => `${count} events were not seen (${reason})`),
    ],
  })
  return certifiedVerdict(
    verdict,
    certificate,
    compareConfigs(traced.image, await engine.inspectImage(candidate)),
  )
}
