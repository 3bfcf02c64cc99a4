import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readAppFolder } from '../../src/app/read-app-folder.ts'
import type { ClosurePolicy } from '../../src/closure/closure.ts'
import type { Config } from '../../src/config/config.ts'
import { connectDocker } from '../../src/engines/docker/connect.ts'
import type { Engine } from '../../src/engines/engine.ts'
import { type ClosureStudy, createClosureStudy, proposeFrom } from '../../src/optimize/closure-study.ts'
import type { Candidate } from '../../src/rewrite/candidate.ts'
import { observeOriginal, prove } from '../../src/verify/prove.ts'
import { exportTree, traceImage } from '../../src/verify/trace/trace-image.ts'
import { buildTracer } from '../../src/verify/trace/tracer-image.ts'
import type { Verdict } from '../../src/verify/verdict.ts'

export interface Studied {
  /** The app as it is, built. */
  readonly image: string
  readonly candidate: Candidate
  readonly study: ClosureStudy
  readonly notes: readonly string[]
}

/** An engine, and what the tests of the closure do with it. */
export interface Workshop {
  readonly engine: Engine
  /** A new folder that is removed at the end. */
  folder(): Promise<string>
  /** Builds the app as it is, traces it with these probes alone, and proposes. */
  study(root: string, config: Config, policy?: ClosurePolicy): Promise<Studied>
  /** Traces the app so often, and proposes from each trace by both policies. */
  proposals(root: string, config: Config, times: number): Promise<readonly (readonly Candidate[])[]>
  /** Builds the app with these files in place of its own. */
  build(root: string, files: Candidate['files']): Promise<string>
  /** Asks the same of both images. */
  verdict(original: string, candidate: string, config: Config): Promise<Verdict>
  close(): Promise<void>
}

/** Requests for these paths. */
export const asking = (paths: readonly string[]): Config => ({
  http: paths.map(path => ({ method: 'GET', path })),
})

export const quiet = (): void => undefined

export const openWorkshop = async (): Promise<Workshop> => {
  const engine = await connectDocker({ env: process.env })
  const root = await mkdtemp(join(tmpdir(), 'closure-'))
  const folder = () => mkdtemp(join(root, 'app-'))
  return {
    engine,
    folder,
    study: (root, config, policy = 'safe') => study(engine, root, config, policy),
    proposals: (root, config, times) => proposals(engine, root, config, times),
    build: async (root, files) => {
      const context = await folder()
      await cp(root, context, { recursive: true })
      for (const [path, text] of Object.entries(files)) await writeFile(join(context, path), text)
      const dockerfile = files['Dockerfile'] ?? ''
      return (await engine.build({ context, dockerfile, dockerfileName: 'Dockerfile' })).image
    },
    verdict: async (original, candidate, config) => {
      const reference = await observeOriginal({ engine, config, image: original })
      return (await prove({ engine, config, reference, candidate, basis: 'probes' })).verdict
    },
    close: async () => {
      await engine.dispose()
      await rm(root, { recursive: true, force: true })
    },
  }
}

const study = async (
  engine: Engine,
  root: string,
  config: Config,
  policy: ClosurePolicy,
): Promise<Studied> => {
  const { candidates, notes, ...studied } = await studyWith(engine, root, config, policy)
  const [candidate] = candidates
  if (candidate === undefined) throw new Error(notes.join('; '))
  return { ...studied, candidate, notes }
}

/** The app as it is, read and built. */
const buildOriginal = async (engine: Engine, root: string) => {
  const app = readAppFolder(root)
  const text = app.read('Dockerfile') ?? ''
  const { image } = await engine.build({ context: root, dockerfile: text, dockerfileName: 'Dockerfile' })
  return { app, original: { path: 'Dockerfile', text }, image }
}

const proposals = async (
  engine: Engine,
  root: string,
  config: Config,
  times: number,
): Promise<readonly (readonly Candidate[])[]> => {
  const { image, ...own } = await buildOriginal(engine, root)
  const { plan } = await observeOriginal({ engine, config, image })
  const tracer = await buildTracer(engine)
  const made: Candidate[][] = []
  for (let run = 0; run < times; run++) {
    const traced = await traceImage({ engine, tracer, image, config, plan })
    if (traced.refusals.length > 0) throw new Error(traced.refusals.join('; '))
    const each = (['safe', 'strict'] as const).map(policy => proposeFrom({ ...own, policy }, traced))
    made.push(
      each.map(proposal => {
        if ('refused' in proposal) throw new Error(proposal.refused)
        return proposal.candidate
      }),
    )
  }
  return made
}

/** The same where there may be no candidate. */
export const studyWith = async (engine: Engine, root: string, config: Config, policy: ClosurePolicy) => {
  const { image, ...own } = await buildOriginal(engine, root)
  const study = createClosureStudy({
    engine,
    root,
    ...own,
    config,
    image,
    observed: () => observeOriginal({ engine, config, image }),
    policy,
    signal: new AbortController().signal,
  })
  return { image, study, ...(await study.propose(quiet)) }
}

/** Bytes of all files of an image, each inode once. */
export const imageBytes = async (engine: Engine, image: string): Promise<number> => {
  const tree = await exportTree(engine, image, false)
  const inodes = new Map(tree.paths.map(path => [tree.get(path)?.inode ?? path, tree.get(path)?.size ?? 0]))
  return [...inodes.values()].reduce((sum, size) => sum + size, 0)
}
