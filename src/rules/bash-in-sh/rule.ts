import type { Range } from '../../dockerfile/source.ts'
import type { Step } from '../../model/build-model.ts'
import { baseReference } from '../base-image.ts'
import type { FoundCommand } from '../commands.ts'
import { hasDash } from '../dash.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const bashInSh: Rule = {
  id: 'bash-in-sh',
  title: "What only bash understands, where RUN's shell is sh",
  family: 'correctness',
  severity: 'warning',
  counterparts: { hadolint: ['SC2039', 'SC3009', 'SC3010', 'SC3020', 'SC3044', 'SC3046'] },
  *check({ model, runs }: RuleContext): Iterable<Finding> {
    for (const { stage, step, found } of runs) {
      if (step.script?.dialect !== 'sh') continue
      const fault = first(found, step)
      if (fault === undefined || !hasDash(baseReference(model, stage))) continue
      // Somebody may have put bash in its place before.
      if (stage.steps.some(replacesShell)) continue
      yield {
        message: `sh is dash in this image: ${fault.what}`,
        range: fault.range,
        help: 'write SHELL ["/bin/bash", "-c"] before it, or what sh understands',
      }
    }
  },
}

interface Fault {
  readonly what: string
  readonly range: Range
}

function first(all: readonly FoundCommand[], step: Step): Fault | undefined {
  for (const { name, command, words } of all) {
    const both = command.redirects.find(({ operator }) => operator.startsWith('&>'))
    if (both !== undefined)
      return { what: '&> runs the command in the background and empties the file', range: both.range }
    if (name === 'source' || name === 'pushd' || name === 'popd')
      return { what: `it has no ${name}`, range: command.range }
    const braces = files.test(name) ? words.find(({ raw }) => expands(raw)) : undefined
    if (braces !== undefined) return { what: `${braces.raw} stays as it is written`, range: braces.range }
  }
  return hasTest(step.script?.text ?? '')
    ? { what: 'it has no [[', range: step.instruction.range }
    : undefined
}

/** `[[` where a command begins; what is quoted or stands in a heredoc is data. */
function hasTest(script: string): boolean {
  if (!script.includes('[[') || script.includes('<<')) return false
  const bare = script.replace(/\\.|'[^']*'|"(?:[^"\\]|\\.)*"/g, '""')
  return /(?:^|[;&|(]|\b(?:if|while|until|elif|then|do|else))\s*(?:!\s*)?\[\[\s/.test(bare)
}

/** Programs whose arguments are paths. */
const files = /^(?:mkdir|rmdir|touch|cp|mv|rm|ln|chmod|chown|install)$/

function expands(raw: string): boolean {
  return /^[^'"\\$`]*\{[^{}'"$\s]*(?:,|\.\.)[^{}'"$\s]*\}/.test(raw)
}

function replacesShell({ script }: Step): boolean {
  return (
    /\/bin\/sh\b/.test(script?.text ?? '') &&
    /\b(?:ln|mv|dpkg-reconfigure|update-alternatives)\b/.test(script?.text ?? '')
  )
}
