import { UserError } from '../../errors.ts'
import { gitState } from '../../optimize/uncommitted.ts'
import { checkOut, writeInPlace, writeOut } from '../../optimize/write-files.ts'
import type { Candidate } from '../../rewrite/candidate.ts'
import type { CandidateReport, Report } from '../../report/report.ts'
import type { OptimizeOptions } from '../commands/optimize.ts'

/**
 * Says before any long work what would stop the files from being written at its end.
 * @throws UserError where `--out` would replace a file, or `--write` one that git could not bring back.
 */
export async function checkDelivery(
  root: string,
  candidates: readonly Candidate[],
  current: ReadonlyMap<string, string>,
  options: OptimizeOptions,
): Promise<void> {
  if (options.force === true) return
  for (const candidate of candidates) {
    if (options.out !== undefined) await checkOut(options.out, candidate.files, false)
    if (options.write === true) await checkCommitted(root, candidate.files, current)
  }
}

/** Writes the chosen files where it was asked to, and says what was written, or how to take them. */
export async function deliver(
  root: string,
  shown: string,
  report: Report,
  current: ReadonlyMap<string, string>,
  options: OptimizeOptions,
): Promise<readonly string[]> {
  const chosen = report.candidates.find(candidate => candidate.id === report.chosen)
  if (chosen === undefined) return ['Nothing was written.']
  if (options.out !== undefined) return await toFolder(options.out, chosen, options)
  if (options.write === true) return await inPlace(root, chosen, current, options)
  const file = options.file === undefined ? '' : ` --file ${quoted(options.file)}`
  const target = options.target === undefined ? '' : ` --target ${quoted(options.target)}`
  const command = `laststage optimize ${quoted(shown)}${file}${target}`
  return chosen.verdict?.kind === 'equivalent'
    ? [`Nothing was written. Apply: ${command} --write`]
    : [`Nothing was written. Prove it: ${command}`, `Take it unproved: ${command} --static --out DIR`]
}

async function toFolder(
  folder: string,
  chosen: CandidateReport,
  options: OptimizeOptions,
): Promise<readonly string[]> {
  const written = await writeOut(folder, chosen.files, options.force === true)
  return [`Wrote ${written.join(', ')} to ${folder}; the app itself is untouched.`]
}

async function inPlace(
  root: string,
  chosen: CandidateReport,
  current: ReadonlyMap<string, string>,
  options: OptimizeOptions,
): Promise<readonly string[]> {
  if (chosen.verdict?.kind !== 'equivalent' && options.unverified !== true) {
    return [`Nothing was written: ${chosen.id} was not proved. Add --unverified to take it all the same.`]
  }
  if (options.force !== true) await checkCommitted(root, chosen.files, current)
  const git = await gitState(root, Object.keys(chosen.files))
  const needsBackup = (path: string): boolean => !git.tracked || git.uncommitted.includes(path)
  const { written, backups } = await writeInPlace(root, chosen.files, current, needsBackup)
  if (written.length === 0) return ['Nothing was written: the files are as proposed already.']
  return [
    `Wrote ${written.join(', ')}.`,
    backups.length > 0 ? `The old text is in ${backups.join(', ')}.` : 'The old text is in git.',
  ]
}

async function checkCommitted(
  root: string,
  files: Readonly<Record<string, string>>,
  current: ReadonlyMap<string, string>,
): Promise<void> {
  const changed = Object.keys(files).filter(path => current.get(path) !== files[path])
  const git = await gitState(root, changed)
  const loose = git.uncommitted.filter(path => changed.includes(path))
  if (loose.length === 0) return
  throw new UserError(
    'uncommitted',
    `${loose.join(', ')} ${loose.length === 1 ? 'has' : 'have'} changes that are in no commit`,
    'Commit them first, or add --force: the old text is then kept beside the file.',
  )
}

function quoted(text: string): string {
  return /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
