import { withFiles } from '../app/memory-app.ts'
import { applyEdits, type TextEdit } from '../dockerfile/edit.ts'
import { parseDockerfile } from '../dockerfile/parse.ts'
import type { DockerfileDocument } from '../dockerfile/syntax.ts'
import { type Checked, checkDockerfile, type CheckOptions } from './check-document.ts'
import { ignoreChange } from './ignore-fix.ts'
import type { Fix } from './rule.ts'

/** A fix that was made, and the finding that it answers. */
export interface AppliedFix {
  readonly finding: Checked
  readonly fix: Fix
  /** From 0; the finding's range is in the text at the beginning of the round. */
  readonly round: number
}

export interface Fixed {
  readonly text: string
  /** Other files of the context that change: a `.dockerignore`. */
  readonly files: Readonly<Record<string, string>>
  readonly applied: readonly AppliedFix[]
}

/** Each round can bring up a fix that the one before made possible; no file needs this many. */
const rounds = 20

/**
 * Applies fixes until none is left, each round against a text that is read anew; what no edit touches stays byte for
 * byte. A fix that makes an instruction unreadable is left out.
 */
export function applyFixes(
  text: string,
  file: string,
  options: CheckOptions & { readonly unsafe?: boolean },
): Fixed {
  const { app, unsafe = false, dockerfile = file } = options
  const applied: AppliedFix[] = []
  const refused = new Set<string>()
  let current = text
  let files: Fixed['files'] = {}
  for (let round = 0; round < rounds; round++) {
    const context = app && withFiles(app, files)
    const { findings, document } = checkDockerfile(current, file, { ...options, app: context })
    const next = oneRound(document, findings, { unsafe, refused, round })
    if (next.applied.length === 0) break
    applied.push(...next.applied)
    current = next.text
    const change = context && ignoreChange(context, dockerfile, next.ignored)
    if (change !== undefined) files = { ...files, [change.path]: change.after }
  }
  return { text: current, files, applied }
}

interface Round {
  readonly text: string
  readonly applied: readonly AppliedFix[]
  readonly ignored: readonly string[]
}

interface Choice {
  readonly unsafe: boolean
  readonly refused: Set<string>
  readonly round: number
}

/** All fixes that do not meet are made at once; only where that does harm is each of them tried by itself. */
function oneRound(document: DockerfileDocument, findings: readonly Checked[], choice: Choice): Round {
  const together = choose(document, findings, choice, () => true)
  if (staysReadable(document, together.edits)) return together
  let before = faults(document.text, document.file)
  return choose(document, findings, choice, edits => {
    const after = faults(applyEdits(document.text, edits), document.file)
    if (after > before) return false
    before = after
    return true
  })
}

function choose(
  document: DockerfileDocument,
  findings: readonly Checked[],
  { unsafe, refused, round }: Choice,
  harmless: (edits: readonly TextEdit[]) => boolean,
): Round & { readonly edits: readonly TextEdit[] } {
  const edits: TextEdit[] = []
  const applied: AppliedFix[] = []
  const ignored = new Set<string>()
  for (const finding of findings) {
    const { fix } = finding
    if (fix === undefined || (fix.applicability === 'unsafe' && !unsafe)) continue
    const key = `${finding.code} ${finding.message}`
    if (refused.has(key) || fix.edits.some(edit => edits.some(other => touch(edit, other)))) continue
    const more = (fix.ignore ?? []).filter(path => !ignored.has(path))
    if (more.length === 0 && fix.edits.every(each => changesNothing(document.text, each))) continue
    if (!harmless(edits.concat(fix.edits))) {
      refused.add(key)
      continue
    }
    for (const path of more) ignored.add(path)
    edits.push(...fix.edits)
    applied.push({ finding, fix, round })
  }
  return { text: applyEdits(document.text, edits), applied, ignored: [...ignored], edits }
}

function changesNothing(before: string, { from, to, text }: TextEdit): boolean {
  return before.slice(from, to) === text
}

/** Whether edits alone leave no more errors of syntax than there are. */
export function staysReadable({ text, file }: DockerfileDocument, edits: readonly TextEdit[]): boolean {
  return faults(applyEdits(text, edits), file) <= faults(text, file)
}

function faults(text: string, file: string): number {
  return parseDockerfile(text, file).diagnostics.filter(({ severity }) => severity === 'error').length
}

/** Edits that meet are left to the next round: which comes first could matter. */
function touch(a: TextEdit, b: TextEdit): boolean {
  return a.from <= b.to && b.from <= a.to
}
