import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { Config } from '../../config/config.ts'
import { connectDocker } from '../../engines/docker/connect.ts'
import type { Engine } from '../../engines/engine.ts'
import { EngineError, UserError } from '../../errors.ts'
import { type ClosureStudy, createClosureStudy, type StudyInput } from '../../optimize/closure-study.ts'
import { createJudge, type Judge } from '../../optimize/judge.ts'
import { candidatesFor } from '../../optimize/report-of.ts'
import { staticReport } from '../../optimize/static.ts'
import { type ProofRun, provedReport } from '../../optimize/with-engine.ts'
import type { Report } from '../../report/report.ts'
import type { Proposal } from '../../rewrite/candidate.ts'
import { fetchServiceImages } from '../../verify/services/fetch-images.ts'
import { formatTrace } from '../../verify/trace/trace-file.ts'
import type { OptimizeOptions } from '../commands/optimize.ts'
import type { Io } from '../io.ts'
import { styleFor } from '../io.ts'
import { progressFor } from '../progress.ts'

/**
 * The report with proof where an engine answers. Without one, the static report with a note that says so.
 * @throws EngineError where the engine was named, or may answer later
 */
export async function proveWithEngine(
  root: string,
  app: AppFiles,
  proposal: Proposal,
  options: OptimizeOptions,
  config: Config,
  io: Io,
  more: Pick<ProofRun, 'witness' | 'finish' | 'onInspected'> = {},
): Promise<Report> {
  const { original } = proposal
  const studied = original !== undefined && wantsClosure(proposal, options)
  if (candidatesFor(proposal, options.strategy).length === 0 && !studied)
    return staticReport(app, proposal, options.strategy)
  const engine = await connect(options, io)
  if (typeof engine === 'string') {
    const report = staticReport(app, proposal, options.strategy)
    return { ...report, notes: [...report.notes, `Nothing was built or proved: ${engine}`] }
  }
  let study: ClosureStudy | undefined
  try {
    const traces = await readTraces(options, io)
    await engine.sweep()
    await fetchServiceImages(engine, config.services ?? [], text => io.stderr.write(`${text}\n`))
    const style = styleFor(io.stderr, io, options.color)
    const progress = progressFor(io, style)
    return await provedReport({
      engine,
      root,
      app,
      proposal,
      strategy: options.strategy,
      ...(options.platform === undefined ? {} : { platform: options.platform }),
      openJudge: original => createJudge(engine, config, original, io.signal),
      ...(studied && {
        openStudy: (image: string, judge: Judge) => {
          study = createClosureStudy({
            engine,
            root,
            app,
            config,
            original,
            image,
            observed: onDetail => judge.observed(onDetail),
            policy: options.policy,
            ...(options.platform === undefined ? {} : { platform: options.platform }),
            traces,
            signal: io.signal,
          })
          return study
        },
      }),
      ...more,
      ...(options.rebuild === true && { rebuild: true }),
      ...(options.harden === true && { harden: true }),
      ...(options.scan === true && {
        scan: async (images: ScannedPair, shown: ScannedPair) =>
          (await import('../images/scan.ts')).scanImages(images, io, shown),
      }),
      progress,
      signal: io.signal,
    })
  } finally {
    await engine.dispose()
    const trace = study?.trace()
    if (options.traceOut !== undefined && trace !== undefined) {
      await writeFile(resolve(io.cwd, options.traceOut), formatTrace(trace))
    }
  }
}

type ScannedPair = readonly [string, string]

async function readTraces(options: OptimizeOptions, io: Io): Promise<NonNullable<StudyInput['traces']>> {
  const read = async (name: string) => ({ name, text: await readFile(resolve(io.cwd, name), 'utf8') })
  try {
    return await Promise.all((options.traceAdd ?? []).map(read))
  } catch (error) {
    throw new UserError(
      'no-trace',
      `a trace cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** Of an app whose original is no reference for behaviour, a closure would keep just that: only where it is asked for. */
function wantsClosure(proposal: Proposal, { strategy }: OptimizeOptions): boolean {
  if (strategy === 'closure') return true
  return strategy === 'auto' && proposal.candidates.every(({ contractOnly }) => contractOnly === undefined)
}

/** The engine, or why there is none. */
async function connect(options: OptimizeOptions, io: Io): Promise<Engine | string> {
  try {
    return await connectDocker({
      env: io.env,
      signal: io.signal,
      onNotice: text => io.stderr.write(`${text}\n`),
    })
  } catch (error) {
    if (!(error instanceof EngineError) || error.transient || options.engine !== 'auto') throw error
    return error.hint === undefined ? error.message : `${error.message}. ${error.hint}`
  }
}
