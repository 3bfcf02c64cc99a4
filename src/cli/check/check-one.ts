import { writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { withFiles } from '../../app/memory-app.ts'
import type { CheckConfig } from '../../config/config.ts'
import { UserError } from '../../errors.ts'
import { writeInPlace } from '../../optimize/write-files.ts'
import type { CheckedFile, CheckFinding } from '../../report/check/check-report.ts'
import { type AppliedFix, applyFixes, type Fixed } from '../../rules/apply-fixes.ts'
import { type Checked, checkDockerfile } from '../../rules/check-document.ts'
import { ignoreChange } from '../../rules/ignore-fix.ts'
import type { Fix } from '../../rules/rule.ts'
import type { CheckOptions } from '../commands/check.ts'
import type { Io } from '../io.ts'
import { contextOf, type FoundContext } from './context-of.ts'
import type { FoundFile } from './find-files.ts'
import { rangeInFile } from './shift.ts'

/** What all files of a run have in common, and what is gathered from them. */
export interface Run {
  readonly options: CheckOptions
  /** Whether the file came on standard input: then nothing is written to the disk. */
  readonly piped: boolean
  readonly config: CheckConfig
  readonly io: Io
  readonly open: (folder: string) => AppFiles
  /** The texts that findings stand in, by their shown path. */
  readonly texts: Map<string, string>
  /** What fixes would change or have changed, by shown path; `before` is undefined for a new file. */
  readonly changed: Map<string, { readonly before: string | undefined; readonly after: string }>
  /** Files of contexts that changed, by folder: several Dockerfiles may share one. */
  readonly contextFiles: Map<string, Readonly<Record<string, string>>>
}

/** Checks a file and, where asked, makes its fixes. Nothing is written for `--diff`, nor for standard input. */
export async function checkOne(file: FoundFile, run: Run): Promise<CheckedFile> {
  const { options, config } = run
  const context = givenContext(run) ?? contextOf(file, run.open)
  const using = {
    app: context && withFiles(context.app, run.contextFiles.get(context.folder) ?? {}),
    dockerfile: context && dockerfileIn(context, file),
    target: options.target,
    builds: file.builds,
    severities: config.rules,
    registries: config.registries,
  }
  const mends = (options.fix === true || options.diff === true) && file.inline === undefined
  const fixed = mends
    ? applyFixes(file.text, file.shown, { ...using, unsafe: options.unsafe === true })
    : undefined
  if (fixed !== undefined) await keep(fixed, file, context, run)
  const kept = fixed !== undefined && options.diff !== true
  const text = kept ? fixed.text : file.text
  run.texts.set(file.shown, shownText(file, text, run))
  const result = checkDockerfile(text, file.shown, {
    ...using,
    app: kept && !run.piped ? using.app && withFiles(using.app, fixed.files) : using.app,
  })
  if (options.target !== undefined && result.model.final === undefined && result.model.stages.length > 0) {
    const hint = 'Name one after FROM … AS.'
    throw new UserError('no-target', `${file.shown} has no stage ${options.target}`, hint)
  }
  const place = (each: Checked) => findingOf(each, file, context, run)
  const [first] = file.builds
  return {
    path: file.shown,
    ...(file.inline === undefined || first === undefined ? {} : { within: first.name }),
    builds: file.builds.map(({ name, file: at, line, target }) => ({
      name,
      file: at,
      line,
      ...(target === undefined ? {} : { target }),
    })),
    findings: result.findings.map(place),
    suppressed: result.suppressed.map(each => ({
      ...place(each),
      ...(each.because === undefined ? {} : { because: each.because }),
    })),
    fixed: kept ? fixed.applied.filter(each => !run.piped || each.fix.edits.length > 0).map(appliedOf) : [],
  }
}

/** Writes what was fixed, or keeps it to be shown. */
async function keep(
  fixed: Fixed,
  file: FoundFile,
  context: FoundContext | undefined,
  run: Run,
): Promise<void> {
  const { changed, contextFiles } = run
  const writes = run.options.diff !== true && !run.piped
  if (fixed.text !== file.text) changed.set(file.shown, { before: file.text, after: fixed.text })
  if (writes && fixed.text !== file.text) await writeFile(file.absolute, fixed.text)
  if (context === undefined || run.piped || Object.keys(fixed.files).length === 0) return
  const { folder, app } = context
  const before = new Map(Object.keys(fixed.files).flatMap(path => pair(path, app.read(path))))
  for (const [path, after] of Object.entries(fixed.files)) {
    changed.set(shownPath(context, path, run), { before: before.get(path), after })
  }
  contextFiles.set(folder, { ...contextFiles.get(folder), ...fixed.files })
  if (writes) await writeInPlace(folder, fixed.files, before, () => false)
}

function pair(path: string, text: string | undefined): readonly (readonly [string, string])[] {
  return text === undefined ? [] : [[path, text]]
}

function givenContext({ options: { context }, open, io }: Run): FoundContext | undefined {
  if (context === undefined) return undefined
  const folder = resolve(io.cwd, context)
  return { folder, app: open(folder) }
}

function appliedOf({ finding, fix }: AppliedFix): CheckedFile['fixed'][number] {
  return { rule: finding.code, title: fix.title, line: finding.range.start.line }
}

/** For a Dockerfile that is written in another file, the whole of that file. */
function shownText(file: FoundFile, text: string, { open }: Run): string {
  if (file.inline === undefined) return text
  return open(dirname(file.absolute)).read(file.absolute.slice(dirname(file.absolute).length + 1)) ?? text
}

/** A finding in another file of the context gets the path by which the user knows that file. */
function findingOf(
  { code, severity, message, file, range, help, fix }: Checked,
  checked: FoundFile,
  context: FoundContext | undefined,
  run: Run,
): CheckFinding {
  const { texts } = run
  const elsewhere = file !== checked.shown && context !== undefined
  const shown = elsewhere ? shownPath(context, file, run) : file
  const text = elsewhere ? context.app.read(file) : undefined
  if (text !== undefined) texts.set(shown, text)
  const { inline } = checked
  const whole = texts.get(checked.shown) ?? ''
  const at = inline === undefined ? undefined : (checked.builds[0]?.line ?? 1)
  return {
    rule: code,
    severity,
    message,
    file: shown,
    range: inline === undefined || at === undefined ? range : rangeInFile(range, inline, whole, at),
    ...(help === undefined ? {} : { help }),
    // The edits are of the Dockerfile, not of the file that it is written in.
    ...(fix === undefined || inline !== undefined ? {} : { fix: fixOf(fix, checked, context, run) }),
  }
}

/** With the places of what it changes in other files. */
function fixOf(
  fix: Fix,
  checked: FoundFile,
  context: FoundContext | undefined,
  run: Run,
): NonNullable<CheckFinding['fix']> {
  if (context === undefined) return fix
  const app = withFiles(context.app, run.contextFiles.get(context.folder) ?? {})
  const change = ignoreChange(app, dockerfileIn(context, checked), fix.ignore)
  if (change === undefined) return fix
  const file = shownPath(context, change.path, run)
  run.texts.set(file, change.before ?? '')
  return { ...fix, elsewhere: [{ file, missing: change.before === undefined, edits: [change.edit] }] }
}

function dockerfileIn({ folder }: FoundContext, { absolute }: FoundFile): string {
  return slashed(relative(folder, absolute))
}

/** A file of the context as the user knows it. */
function shownPath({ folder }: FoundContext, file: string, { io }: Run): string {
  return slashed(relative(io.cwd, join(folder, file)))
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/')
}
