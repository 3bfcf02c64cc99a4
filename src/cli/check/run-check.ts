import type { AppFiles } from '../../app/app-files.ts'
import { readAppFolder } from '../../app/read-app-folder.ts'
import { UserError } from '../../errors.ts'
import { type CheckReport, type CheckedFile, summaryOf } from '../../report/check/check-report.ts'
import { rules } from '../../rules/index.ts'
import type { CheckOptions } from '../commands/check.ts'
import { exitCode } from '../exit.ts'
import { type Io, type Output, styleFor } from '../io.ts'
import { checkConfig } from './check-config.ts'
import { checkOne, type Run } from './check-one.ts'
import { findFiles } from './find-files.ts'
import { fromStdin } from './from-stdin.ts'

/**
 * Does what `laststage check` was asked for, and prints the answer.
 * @returns the exit code
 */
export async function runCheck(paths: readonly string[], options: CheckOptions, io: Io): Promise<number> {
  const open = openedOnce()
  const piped = isPiped(paths, options)
  const { files, notes } = piped
    ? await fromStdin(options.stdinFilename, io, open)
    : await findFiles(paths, io.cwd, open)
  if (files.length === 0) {
    throw new UserError('no-dockerfile', `no Dockerfile in ${paths.join(', ')}`, 'Name the file itself.')
  }
  const config = await checkConfig(piped ? [options.stdinFilename ?? '-'] : paths, options, io)
  const gathered = { texts: new Map(), changed: new Map(), contextFiles: new Map() }
  const run: Run = { options, piped, config, io, open, ...gathered }
  const checked: CheckedFile[] = []
  for (const file of files) checked.push(await checkOne(file, run))
  const report: CheckReport = { schemaVersion: 1, files: checked, notes, summary: summaryOf(checked) }
  const [first] = files
  if (piped && options.fix === true && options.diff !== true && first !== undefined) {
    io.stdout.write(run.changed.get(first.shown)?.after ?? first.text)
    io.stderr.write(await rendered(report, run, io.stderr))
  } else io.stdout.write(await rendered(report, run, io.stdout))
  return report.summary.errors + report.summary.warnings > 0 ? exitCode.findings : exitCode.ok
}

/** @throws UserError where standard input is asked for beside files */
function isPiped(paths: readonly string[], { stdinFilename }: CheckOptions): boolean {
  const piped = paths.includes('-')
  if (piped && paths.length > 1) {
    throw new UserError('stdin-alone', '- stands for standard input alone', 'Leave the other paths out.')
  }
  if (!piped && stdinFilename !== undefined) {
    throw new UserError('stdin-filename', '--stdin-filename goes with -', 'laststage check - < Dockerfile')
  }
  return piped
}

/** Several Dockerfiles share a folder, which is listed once. */
function openedOnce(): (folder: string) => AppFiles {
  const folders = new Map<string, AppFiles>()
  return folder => {
    const opened = folders.get(folder) ?? readAppFolder(folder)
    folders.set(folder, opened)
    return opened
  }
}

/** Formats are loaded when they are asked for. */
async function rendered(
  report: CheckReport,
  { options, texts, changed, io }: Run,
  output: Output,
): Promise<string> {
  const style = styleFor(output, io, options.color)
  if (options.diff === true) {
    const { renderDiff } = await import('../../report/terminal/diff.ts')
    const lines = [...changed].flatMap(([path, { before, after }]) => renderDiff(path, before, after, style))
    return lines.length === 0 ? 'Nothing to fix.\n' : `${lines.join('\n')}\n`
  }
  switch (options.format) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`
    case 'sarif': {
      const [{ renderSarif }, { version }] = await Promise.all([
        import('../../report/check/sarif.ts'),
        import('../../version.ts'),
      ])
      return renderSarif(report, { version, rules }, texts)
    }
    case 'github':
      return (await import('../../report/check/github.ts')).renderGithub(report)
    case 'text':
      return (await import('../../report/check/text.ts')).renderCheck(report, texts, style)
  }
}
