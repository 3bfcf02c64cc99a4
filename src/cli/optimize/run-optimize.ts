import type { AppFiles } from '../../app/app-files.ts'
import { readAppFolder } from '../../app/read-app-folder.ts'
import { UserError } from '../../errors.ts'
import type { Change } from '../../model/change.ts'
import type { Project } from '../../config/project.ts'
import type { InspectedImage } from '../../measure/inspect/inspect-image.ts'
import { parseSize } from '../parse-size.ts'
import { staticReport } from '../../optimize/static.ts'
import { suggestProbes } from '../../optimize/suggest-probes.ts'
import { gitState } from '../../optimize/uncommitted.ts'
import type { Report } from '../../report/report.ts'
import { renderReport } from '../../report/terminal/render.ts'
import type { Candidate } from '../../rewrite/candidate.ts'
import { addDebugTarget } from '../../rewrite/debug-target.ts'
import { leaveOutToo } from '../../rewrite/extend-dockerignore.ts'
import { propose } from '../../rewrite/propose.ts'
import type { OptimizeOptions } from '../commands/optimize.ts'
import { exitCode } from '../exit.ts'
import type { Io } from '../io.ts'
import { styleFor } from '../io.ts'
import { checkReportPlaces, wantsReport } from '../reports/write-reports.ts'
import { overBudget } from './budget.ts'
import { checkConfig } from '../check/check-config.ts'
import { checkDelivery, deliver } from './deliver.ts'
import { type NamedStages, namedStages } from './named-targets.ts'
import { takeTarget, type TakenTarget } from './take-target.ts'
import { choiceNote, pickDockerfile, refuseNothing } from './pick-dockerfile.ts'

/**
 * Does what `laststage optimize` was asked for, and prints the answer.
 * @param root the app's folder
 * @param shown the folder as the user named it, for the command that is suggested at the end
 * @returns the exit code
 */
export async function runOptimize(
  root: string,
  shown: string,
  options: OptimizeOptions,
  io: Io,
): Promise<number> {
  if (options.online === true && options.static !== true)
    throw new UserError('online', '--online goes with --static: otherwise the images themselves are measured')
  await checkReportPlaces(options, io)
  const onDisk = readAppFolder(root)
  const dockerfile = pickDockerfile({ root, shown, app: onDisk, file: options.file })
  const { app, targets, changes, notes, platforms } = await targetOf(root, onDisk, dockerfile, options, io)
  const finish = await finisher(root, app, options, changes)
  const proposed = propose({
    app,
    targets,
    platforms,
    check: await checkConfig([root], options, io),
    ...(options.file === undefined ? {} : { dockerfilePath: options.file }),
  })
  if (dockerfile === undefined && proposed.stacks.length === 0) refuseNothing(shown)
  const proposal = { ...proposed, candidates: proposed.candidates.map(finish) }
  const before = currentTexts(proposal.candidates, path => onDisk.read(path))
  await checkDelivery(root, proposal.candidates, before, options)
  const receipt = await openReceipt(root, options)
  const images = new Map<string, InspectedImage>()
  const project = await projectOf(root, app, dockerfile, options, io)
  const { config } = project
  const made =
    options.static === true
      ? await withRegistries(staticReport(app, proposal, options.strategy), options, io)
      : await (await import('./prove-with-engine.ts')).proveWithEngine(
          root,
          app,
          proposal,
          options,
          config,
          io,
          {
            finish,
            ...(receipt === undefined ? {} : { witness: receipt.witness }),
            ...(wantsFiles(options) && {
              onInspected: (what: string, image: InspectedImage) => images.set(what, image),
            }),
          },
        )
  const choice = dockerfile === undefined ? [] : choiceNote(app, dockerfile, options.file !== undefined)
  const suggestedConfig = options.static === true ? undefined : suggestProbes(app, made)
  const report: Report = {
    ...made,
    ...(suggestedConfig !== undefined && { suggestedConfig }),
    notes: [...choice, ...notes, ...project.notes, ...made.notes],
  }
  if (receipt !== undefined) receipt.assertProved(report)
  // A closure is proposed only once the original ran.
  const current = currentTexts(report.candidates, path => onDisk.read(path))
  const delivered = [
    ...(await deliver(root, shown, report, current, options)),
    ...((await receipt?.leave(onDisk, current, report, io)) ?? []),
  ]
  const total = options.budget === undefined ? config.budget?.total : parseSize(options.budget)
  const limits = { ...config.budget, ...(total === undefined ? {} : { total }) }
  const budget = overBudget(report, limits)
  const told = [...(budget === undefined ? [] : [budget]), ...delivered]
  const reports = wantsReport(options)
    ? await (await import('./leave-reports.ts')).leaveReports({
        report,
        current,
        budget: limits,
        outcome: told,
        images,
        receipt: receipt?.path,
        options,
        io,
      })
    : []
  const outcome = [...told, ...reports]
  if (options.json === true || options.markdown === '-') {
    if (options.json === true) io.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
    io.stderr.write(outcome.map(line => `${line}\n`).join(''))
  } else {
    io.stdout.write(renderReport(report, { current, outcome }, styleFor(io.stdout, io, options.color)))
  }
  return budget !== undefined ? exitCode.findings : codeOf(report, options)
}

/** What the registries have of the base images, where they are to be asked. */
async function withRegistries(
  report: Report,
  { online, platform }: OptimizeOptions,
  io: Io,
): Promise<Report> {
  if (online !== true) return report
  const { askRegistries } = await import('./ask-registries.ts')
  return await askRegistries(report, platform, io)
}

/** A badge shows no files: for it alone, the contents of the images need not be read. */
function wantsFiles({ report, markdown }: OptimizeOptions): boolean {
  return report !== undefined || markdown !== undefined
}

/** The stage that ships, and the app as it would be if that were the last one. */
async function targetOf(
  root: string,
  app: AppFiles,
  dockerfile: string | undefined,
  { target, platform }: OptimizeOptions,
  io: Io,
): Promise<TakenTarget & Pick<NamedStages, 'platforms'>> {
  if (dockerfile !== undefined) {
    const named = await namedStages(root, app, dockerfile, io.cwd)
    // What is asked for now goes before what is built at other times.
    const platforms = platform === undefined ? named.platforms : [{ platform, by: '--platform' }]
    return { ...takeTarget(app, dockerfile, target, named.targets), platforms }
  }
  if (target === undefined) return { app, targets: [], changes: [], notes: [], platforms: [] }
  throw new UserError('no-dockerfile', `--target ${target} names a stage, and there is no Dockerfile`)
}

/** A receipt in the making, where one is wanted; what it needs is loaded only then. */
async function openReceipt(root: string, options: OptimizeOptions) {
  if (options.static === true || (options.receipt === undefined && options.write !== true)) return undefined
  const { assertProved, checkReceiptPlace, leaveReceipt, receiptPath } = await import('./receipts.ts')
  const { createWitness } = await import('../../receipt/witness.ts')
  const path = receiptPath(root, options)
  await checkReceiptPlace(path, options.force === true)
  const witness = createWitness()
  return {
    path,
    witness,
    assertProved: (report: Report) => assertProved(report, witness),
    leave: async (app: AppFiles, current: ReadonlyMap<string, string>, report: Report, io: Io) =>
      leaveReceipt({ root, path, app, current, report, witness, options, io }),
  }
}

/**
 * What is added to each candidate before it is proved: the debug target, and, since `--write` leaves files beside the
 * Dockerfile, that the build does not see them.
 */
async function finisher(
  root: string,
  app: AppFiles,
  options: OptimizeOptions,
  changes: readonly Change[],
): Promise<(candidate: Candidate) => Candidate> {
  const debuggable = (candidate: Candidate): Candidate => {
    const cut =
      changes.length === 0 ? candidate : { ...candidate, changes: [...candidate.changes, ...changes] }
    return options.debugTarget === true ? addDebugTarget(cut) : cut
  }
  if (options.write !== true) return debuggable
  const { tracked } = await gitState(root, [options.file ?? 'Dockerfile'])
  const backups = !tracked || options.force === true ? ['**/*.before-laststage'] : []
  const receipts = options.static === true ? [] : ['laststage.receipt.json']
  return candidate => leaveOutToo(app, debuggable(candidate), [...receipts, ...backups])
}

/** The probes, services and budgets; loaded only where something is to be proved. */
async function projectOf(
  root: string,
  app: AppFiles,
  dockerfile: string | undefined,
  { static: isStatic, config: named, services, color }: OptimizeOptions,
  io: Io,
): Promise<Pick<Project, 'config' | 'notes'>> {
  if (isStatic === true) return { config: {}, notes: [] }
  const { loadProject } = await import('./load-config.ts')
  return await loadProject({ root, app, dockerfile, named, services, color, io })
}

/** The texts of all files that a candidate would write, as they stand now. */
function currentTexts(
  candidates: readonly Pick<Candidate, 'files'>[],
  read: (path: string) => string | undefined,
): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  for (const path of candidates.flatMap(candidate => Object.keys(candidate.files))) {
    const text = read(path)
    if (text !== undefined) texts.set(path, text)
  }
  return texts
}

/** 0 where the answer is complete: proved, or static as asked, or nothing to change. */
function codeOf(report: Report, options: OptimizeOptions): number {
  if (report.refused !== undefined || report.original.failure !== undefined) return exitCode.findings
  if (report.candidates.length === 0 || options.static === true) return exitCode.ok
  if (report.engine === undefined) return exitCode.findings
  const proved = report.candidates.some(candidate => candidate.verdict?.kind === 'equivalent')
  return proved ? exitCode.ok : exitCode.findings
}
