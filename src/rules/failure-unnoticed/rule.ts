import type { TextEdit } from '../../dockerfile/edit.ts'
import { factsOf } from '../../shell/command-facts.ts'
import type { Step } from '../../model/build-model.ts'
import type { ShellCommand, ShellScript } from '../../shell/script.ts'
import type { FoundCommand } from '../commands.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'
import { stopsAtFailure } from './stops-at-failure.ts'

export const failureUnnoticed: Rule = {
  id: 'failure-unnoticed',
  title: 'A command fails and the build goes on',
  family: 'correctness',
  severity: 'warning',
  counterparts: { hadolint: ['SC2164', 'SC2155'] },
  *check({ model, runs, document }: RuleContext): Iterable<Finding> {
    let stopping: ReadonlySet<Step> | undefined
    for (const { step, found } of runs) {
      const { script } = step
      if (script === undefined || script.unknown.length > 0 || script.dialect === 'unknown') continue
      const findings = look(found, script, document.text)
      if (findings.length === 0 || handlesFailure(script)) continue
      stopping ??= stopsAtFailure(model)
      if (!stopping.has(step)) yield* findings
    }
  },
}

function look(found: readonly FoundCommand[], { commands }: ShellScript, text: string): readonly Finding[] {
  // Where all is joined by `&&`, nothing goes on.
  const several = commands.some(({ depth, joinedBy }) => depth === 0 && joinedBy === ';')
  const first = several ? found.find(each => goesOn(each, found, text)) : undefined
  return first === undefined ? hidden(found) : [finding(first, found, text)]
}

function handlesFailure({ text }: ShellScript): boolean {
  return /\bset\s+-\w*e|errexit|\btrap\b|\$\?/.test(text)
}

/** Whether a command whose failure matters is followed by `;` or a new line, and nothing looks at how it ended. */
function goesOn(each: FoundCommand, all: readonly FoundCommand[], text: string): boolean {
  if (each.command.depth > 0) return false
  const next = nextStatement(each.command, each.step.script?.commands ?? [])
  if (next === undefined) return false
  const between = text.slice(each.command.range.end.offset, next.range.start.offset)
  return (
    !/\|\||&(?!&)|[|{}()]/.test(between.replaceAll('&&', '')) &&
    !/[!(]\s*$/.test(before(each.command, text)) &&
    matters(each, all)
  )
}

/** The first command at the top that is not joined to this one by `&&`. */
function nextStatement(from: ShellCommand, all: readonly ShellCommand[]): ShellCommand | undefined {
  for (let at = all.indexOf(from) + 1; at < all.length; at++) {
    const next = all[at]
    if (next?.depth !== 0 || next.joinedBy === '&&') continue
    return next.joinedBy === ';' ? next : undefined
  }
  return undefined
}

function before({ range }: ShellCommand, text: string): string {
  return text.slice(Math.max(0, range.start.offset - 10), range.start.offset)
}

/** Folders that every image has. */
const always =
  /^(?:\/(?:tmp|root|home|usr|opt|etc|var|srv|usr\/src|usr\/local|usr\/local\/(?:bin|src|lib)|var\/tmp|var\/lib)?\/?|~|-|\.\.?(?:\/\.\.)*\/?)$/

function matters({ name, args, command, step }: FoundCommand, all: readonly FoundCommand[]): boolean {
  if (name === 'cd' || name === 'pushd') {
    const [path] = args
    return path !== undefined && !always.test(path) && !isMade(path, all) && !leadsToWorkdir(path, step)
  }
  return factsOf(command).some(
    ({ kind }) => kind === 'installs-packages' || kind === 'runs-tool' || kind === 'downloads',
  )
}

/** WORKDIR makes its folder, and those above it. */
function leadsToWorkdir(path: string, { workdir, workdirKnown }: Step): boolean {
  return workdirKnown && path.startsWith('/') && `${workdir}/`.startsWith(`${path.replace(/\/+$/, '')}/`)
}

/** By a command of the same RUN: `mkdir x; cd x`, `git clone …/x.git; cd x`. */
function isMade(path: string, all: readonly FoundCommand[]): boolean {
  const last = path.replace(/\/+$/, '').split('/').at(-1) ?? path
  return all.some(
    ({ name, command }) => name === 'mkdir' && command.words.some(({ raw }) => raw.includes(last)),
  )
}

function finding(each: FoundCommand, all: readonly FoundCommand[], text: string): Finding {
  const { name, command } = each
  const next = nextStatement(command, each.step.script?.commands ?? [])
  const edits = next === undefined ? undefined : joined(next, each.step, text)
  return {
    message:
      name === 'cd'
        ? `where ${command.words.map(({ raw }) => raw).join(' ')} fails, what follows runs somewhere else`
        : `where ${name} fails, the build goes on: only the last command decides`,
    range: command.range,
    help: 'join the commands with &&, or begin with set -e',
    ...(edits === undefined
      ? {}
      : { fix: { title: 'Join the commands with &&', applicability: 'unsafe', edits } }),
  }
}

/** Every `;` from here on: one that stays would go on after a failure before it. */
function joined(next: ShellCommand, { script }: Step, text: string): readonly TextEdit[] | undefined {
  const top = (script?.commands ?? []).filter(({ depth }) => depth === 0)
  const from = top.indexOf(next)
  const edits: TextEdit[] = []
  for (const [at, command] of top.entries()) {
    if (at < from || command.joinedBy === '&&' || command.joinedBy === '|') continue
    const edit = command.joinedBy === ';' ? joint(top[at - 1], command, text) : undefined
    if (edit === undefined) return undefined
    edits.push(edit)
  }
  return edits
}

/** The `;` between two commands, where nothing but it stands there. */
function joint(before: ShellCommand | undefined, command: ShellCommand, text: string): TextEdit | undefined {
  const end = before?.range.end.offset ?? 0
  const between = text.slice(end, command.range.start.offset)
  const [whole, space = ''] = /^([ \t]*);\s*(?:\\\r?\n\s*)*$/.exec(between) ?? []
  if (whole === undefined) return undefined
  const at = end + space.length
  return { from: at, to: at + 1, text: space === '' ? ' &&' : '&&' }
}

const DECLARING = new Set(['export', 'local', 'readonly', 'declare', 'typeset'])

/** `export A=$(curl …)` succeeds whatever curl does: it is export that is asked. */
function hidden(all: readonly FoundCommand[]): readonly Finding[] {
  const findings: Finding[] = []
  for (const { name, command } of all) {
    if (!DECLARING.has(name)) continue
    const inner = all.find(
      each =>
        each.command.depth > command.depth &&
        each.command.range.start.offset > command.range.start.offset &&
        each.command.range.end.offset <= command.range.end.offset &&
        factsOf(each.command).some(({ kind }) => kind === 'downloads'),
    )
    if (inner === undefined) continue
    findings.push({
      message: `where ${inner.name} fails, ${name} succeeds all the same and the build goes on`,
      range: command.range,
      help: `assign first, and ${name} then: A=$(…) && ${name} A`,
    })
  }
  return findings
}
