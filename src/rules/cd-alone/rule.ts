import { deleteInstruction, replaceInstruction } from '../../dockerfile/edit.ts'
import type { DockerfileDocument } from '../../dockerfile/syntax.ts'
import type { Step } from '../../model/build-model.ts'
import type { ShellCommand } from '../../shell/script.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

export const cdAlone: Rule = {
  id: 'cd-alone',
  title: 'RUN ends with cd, which nothing after it sees',
  family: 'correctness',
  severity: 'warning',
  counterparts: { hadolint: ['DL3003'] },
  *check({ steps, document }: RuleContext): Iterable<Finding> {
    for (const step of steps) {
      const { instruction, script } = step
      if (instruction.name !== 'RUN' || script?.plain !== true) continue
      const last = script.commands.at(-1)
      // `cd /a && make && cd ..` goes back to where it was.
      if (last?.words[0]?.value !== 'cd' || script.commands.some(each => each !== last && goes(each)))
        continue
      const fix = script.commands.length === 1 ? fixOf(document, step) : undefined
      yield {
        message: 'the next instruction begins in WORKDIR again, so this cd does nothing',
        range: last.range,
        help: 'use WORKDIR, or put the cd into the RUN that needs it',
        ...(fix === undefined ? {} : { fix }),
      }
    }
  },
}

function goes({ words }: ShellCommand): boolean {
  return /^(?:cd|pushd|popd)$/.test(words[0]?.value ?? '')
}

function fixOf(document: DockerfileDocument, step: Step): Fix | undefined {
  const { instruction, script, workdir, workdirKnown } = step
  const [, path, more] = script?.commands[0]?.words ?? []
  // `cd /app \` and no `&&`: what follows was meant to run.
  if (more !== undefined) return undefined
  if (path?.value === undefined || !/^\/[\w./-]*$/.test(path.raw) || instruction.heredocs.length > 0)
    return undefined
  if (workdirKnown && workdir === path.value.replace(/(?<=.)\/+$/, ''))
    return {
      title: 'Take out the cd to where WORKDIR leads already',
      applicability: 'safe',
      edits: [deleteInstruction(document, instruction)],
    }
  const text = `WORKDIR ${path.value}`
  return { title: `Write ${text}`, applicability: 'unsafe', edits: [replaceInstruction(instruction, text)] }
}
