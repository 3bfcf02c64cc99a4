import { invocationOf } from '../../shell/command-facts.ts'
import type { ShellCommand } from '../../shell/script.ts'
import type { Step } from '../../model/build-model.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const curlToShell: Rule = {
  id: 'curl-to-shell',
  title: 'A download is run without being looked at',
  family: 'security',
  severity: 'warning',
  counterparts: {},
  *check({ steps }: RuleContext): Iterable<Finding> {
    for (const step of steps) {
      if (step.instruction.name !== 'RUN' || !/curl|wget/.test(step.script?.text ?? '')) continue
      yield* ofStep(step)
    }
  },
}

function* ofStep({ script }: Step): Iterable<Finding> {
  let piped = false
  for (const command of script?.commands ?? []) {
    const at = invocationOf(command)
    const name = at === undefined || at === 'unknown' ? '' : at.name
    if (command.joinedBy !== '|') piped = false
    if (at !== undefined && at !== 'unknown' && ((piped && readsProgram(name, at.args)) || runs(at)))
      yield finding(command, name)
    piped ||= name === 'curl' || name === 'wget'
  }
}

function finding({ range }: ShellCommand, name: string): Finding {
  return {
    message: `${name} runs whatever the server sends, and half of it where the connection breaks`,
    range,
    help: 'download a version to a file, check its sha256, then run it',
  }
}

const shells = /^(?:ba|z|k|da|a)?sh$/
const interpreters = /^(?:python[\d.]*|perl|ruby|node|php|lua)$/

/** `sh`, `bash -s -- args`, `python -`: the program comes from standard input. */
function readsProgram(name: string, args: readonly (string | undefined)[]): boolean {
  if (interpreters.test(name)) return args.every(arg => arg === '-')
  if (!shells.test(name)) return false
  const first = args.find(arg => arg === undefined || !/^-[ex]*$|^-[ex]*s[ex]*$|^--?l(?:ogin)?$/.test(arg))
  return first === undefined
    ? !args.includes(undefined)
    : first === '--' || first === '/dev/stdin' || args.some(arg => /^-[ex]*s[ex]*$/.test(arg ?? ''))
}

/** `sh -c "$(curl …)"`, `bash <(curl …)`, `eval "$(curl …)"`. */
function runs({ name, raw }: { readonly name: string; readonly raw: readonly string[] }): boolean {
  if (name === 'source' || name === '.' || shells.test(name))
    if (raw.some(word => /^<\(\s*(?:curl|wget)\s/.test(word))) return true
  const takesText = name === 'eval' || (shells.test(name) && raw.some(word => /^-[a-z]*c$/.test(word)))
  return takesText && raw.some(word => /^"?(?:\$\(|`)\s*(?:curl|wget)\s/.test(word))
}
