import { writeFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { readAppFolder } from '../../app/read-app-folder.ts'
import type { CheckConfig } from '../../config/config.ts'
import { UserError } from '../../errors.ts'
import {
  type CheckFinding,
  type CheckReport,
  type CheckedFile,
  summaryOf,
} from '../../report/check/check-report.ts'
import { type AppliedFix, applyFixes } from '../../rules/apply-fixes.ts'
import { type Checked, checkDockerfile } from '../../rules/check-document.ts'
import { rules } from '../../rules/index.ts'
import type { CheckOptions } from '../commands/check.ts'
import { exitCode } from '../exit.ts'
import { type Io, styleFor } from '../io.ts'
import { checkConfig } from './check-config.ts'
import { contextOf, type FoundContext } from './context-of.ts'
import { findFiles, type FoundFile } from './find-files.ts'

/** The texts that findings stand in, by their shown path; and what `--diff` would change. */
interface Texts {
  readonly shown: Map<string, string>
  readonly changed: Map<string, { readonly before: string; readonly after: string }>
}

/**
 * Does what `laststage check` was asked for, and prints the answer.
 * @returns the exit code
 */
export async function runCheck(paths: readonly string[], options: CheckOptions, io: Io): Promise<number> {
  const open = openedOnce()
  const files = findFiles(paths, io.cwd, open)
  if (files.length === 0) {
    throw new UserError('no-dockerfile', `no Dockerfile in ${paths.join(', ')}`, 'Name the file itself.')
  }
  const config = await checkConfig(paths, options, io)
  const texts: Texts = { shown: new Map(), changed: new Map() }
  const checked: CheckedFile[] = []
  for (const file of files) checked.push(await checkOne(file, options, config, texts, open, io))
  const report: CheckReport = { schemaVersion: 1, files: checked, summary: summaryOf(checked) }
  io.stdout.write(await rendered(report, options, texts, io))
  return report.summary.errors + report.summary.warnings > 0 ? exitCode.findings : exitCode.ok
}

async function checkOne(
  file: FoundFile,
  options: CheckOptions,
  config: CheckConfig,
  texts: Texts,
  open: Open,
  io: Io,
): Promise<CheckedFile> {
  const context = givenContext(options, open, io) ?? contextOf(file, open)
  const using = {
    app: context?.app,
    target: options.target,
    severities: config.rules,
    registries: config.registries,
  }
  const mends = options.fix === true || options.diff === true
  const fixed = mends
    ? applyFixes(file.text, file.shown, { ...using, unsafe: options.unsafe === true })
    : { text: file.text, applied: [] }
  const written = options.diff !== true && fixed.text !== file.text
  if (written) await writeFile(file.absolute, fixed.text)
  const text = written ? fixed.text : file.text
  texts.shown.set(file.shown, text)
  if (options.diff === true) texts.changed.set(file.shown, { before: file.text, after: fixed.text })
  const result = checkDockerfile(text, file.shown, using)
  if (options.target !== undefined && result.model.final === undefined && result.model.stages.length > 0) {
    throw new UserError(
      'no-target',
      `${file.shown} has no stage ${options.target}`,
      'Name one after FROM … AS.',
    )
  }
  const place = (each: Checked) => findingOf(each, file, context, texts, io)
  return {
    path: file.shown,
    findings: result.findings.map(place),
    suppressed: result.suppressed.map(each => ({
      ...place(each),
      ...(each.because === undefined ? {} : { because: each.because }),
    })),
    fixed: written ? fixed.applied.map(appliedOf) : [],
  }
}

type Open = (folder: string) => AppFiles

/** Several Dockerfiles share a folder, which is listed once. */
function openedOnce(): Open {
  const folders = new Map<string, AppFiles>()
  return folder => {
    const opened = folders.get(folder) ?? readAppFolder(folder)
    folders.set(folder, opened)
    return opened
  }
}

function givenContext({ context }: CheckOptions, open: Open, { cwd }: Io): FoundContext | undefined {
  if (context === undefined) return undefined
  const folder = resolve(cwd, context)
  return { folder, app: open(folder) }
}

function appliedOf({ finding, fix }: AppliedFix): CheckedFile['fixed'][number] {
  return { rule: finding.code, title: fix.title, line: finding.range.start.line }
}

/** A finding in another file of the context gets the path by which the user knows that file. */
function findingOf(
  { code, severity, message, file, range, help, fix }: Checked,
  checked: FoundFile,
  context: FoundContext | undefined,
  texts: Texts,
  { cwd }: Io,
): CheckFinding {
  const elsewhere = file !== checked.shown && context !== undefined
  const shown = elsewhere ? relative(cwd, join(context.folder, file)).replaceAll('\\', '/') : file
  const text = elsewhere ? context.app.read(file) : undefined
  if (text !== undefined) texts.shown.set(shown, text)
  return {
    rule: code,
    severity,
    message,
    file: shown,
    range,
    ...(help === undefined ? {} : { help }),
    ...(fix === undefined ? {} : { fix }),
  }
}

/** Formats are loaded when they are asked for. */
async function rendered(report: CheckReport, options: CheckOptions, texts: Texts, io: Io): Promise<string> {
  const style = styleFor(io.stdout, io, options.color)
  if (options.diff === true) {
    const { renderDiff } = await import('../../report/terminal/diff.ts')
    const lines = [...texts.changed].flatMap(([path, { before, after }]) =>
      renderDiff(path, before, after, style),
    )
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
      return renderSarif(report, { version, rules }, texts.shown)
    }
    case 'github':
      return (await import('../../report/check/github.ts')).renderGithub(report)
    case 'text':
      return (await import('../../report/check/text.ts')).renderCheck(report, texts.shown, style)
  }
}
