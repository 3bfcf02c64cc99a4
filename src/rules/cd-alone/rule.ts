import { replaceInstruction } from '../../dockerfile/edit.ts'
import type { Step } from '../../model/build-model.ts'
import type { ShellCommand } from '../../shell/script.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const cdAlone: Rule = {
  id: 'cd-alone',
  title: 'RUN ends with cd, which nothing after it sees',
  family: 'correctness',
  severity: 'warning',
  counterparts: { hadolint: ['DL3003'] },
  *check({ steps }: RuleContext): Iterable<Finding> {
    for (const step of steps) {
      const { instruction, script } = step
      if (instruction.name !== 'RUN' || script?.plain !== true) continue
      const last = script.commands.at(-1)
      // `cd /a && make && cd ..` goes back to where it was.
      if (last?.words[0]?.value !== 'cd' || script.commands.some(each => each !== last && goes(each)))
        continue
      const edit = script.commands.length === 1 ? workdirEdit(step) : undefined
      yield {
        message: 'the next instruction begins in WORKDIR again, so this cd does nothing',
        range: last.range,
        help: 'use WORKDIR, or put the cd into the RUN that needs it',
        ...(edit === undefined
          ? {}
          : { fix: { title: `Write ${edit.text}`, applicability: 'unsafe', edits: [edit] } }),
      }
    }
  },
}

function goes({ words }: ShellCommand): boolean {
  return /^(?:cd|pushd|popd)$/.test(words[0]?.value ?? '')
}

function workdirEdit({ instruction, script }: Step) {
  const [, path, more] = script?.commands[0]?.words ?? []
  // `cd /app \` and no `&&`: what follows was meant to run.
  if (more !== undefined) return undefined
  if (path?.value === undefined || !/^\/[\w./-]*$/.test(path.raw) || instruction.heredocs.length > 0)
    return undefined
  return replaceInstruction(instruction, `WORKDIR ${path.value}`)
}
