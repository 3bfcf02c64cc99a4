import type { Stage, Step } from '../../model/build-model.ts'
import type { ShellCommand, ShellScript } from '../../shell/script.ts'
import { baseReference } from '../base-image.ts'
import { hasDash } from '../dash.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const echoEscapes: Rule = {
  id: 'echo-escapes',
  title: 'echo writes -e or \\n into a file',
  family: 'correctness',
  severity: 'warning',
  counterparts: { hadolint: ['SC2028', 'SC3037'] },
  *check({ model, runs }: RuleContext): Iterable<Finding> {
    for (const { stage, step } of runs) {
      const { script } = step
      if (script === undefined) continue
      const isDash = () => hasDash(baseReference(model, stage)) && !shellReplaced(stage)
      for (const command of script.commands) {
        const what = fault(command, script, isDash)
        if (what === undefined) continue
        yield { message: what, range: command.range, help: 'use printf, which is the same in every shell' }
      }
    }
  },
}

/** Only where it is kept: what is printed while building nobody reads again. */
function fault(command: ShellCommand, script: ShellScript, isDash: () => boolean): string | undefined {
  const [name, second] = command.words
  if (name?.value !== 'echo' || !isKept(command, script)) return undefined
  if (script.dialect === 'sh') {
    return second?.raw === '-e' && isDash()
      ? 'echo of dash writes its -e too: the file begins with it'
      : undefined
  }
  if (script.dialect === 'unknown' || /^-\w*e/.test(second?.raw ?? '')) return undefined
  const raw = command.words
    .slice(1)
    .find(word => /^(?:"[^"$`]*"|'[^']*')$/.test(word.raw) && /[^\\]\\n/.test(word.raw))
  const shell = script.dialect === 'ash' ? "Alpine's sh" : 'bash'
  return raw === undefined ? undefined : `echo of ${shell} writes \\n as two characters without -e`
}

/** Into a file, or through `tee` into one. */
function isKept(command: ShellCommand, { commands }: ShellScript): boolean {
  if (command.redirects.some(({ operator }) => /^1?>>?$/.test(operator))) return true
  const next = commands[commands.indexOf(command) + 1]
  return next?.joinedBy === '|' && /^(?:tee|sudo)$/.test(next.words[0]?.value ?? '')
}

function shellReplaced({ steps }: Stage): boolean {
  return steps.some(
    ({ script }: Step) => /\/bin\/sh\b/.test(script?.text ?? '') && /\b(?:ln|mv)\b/.test(script?.text ?? ''),
  )
}
