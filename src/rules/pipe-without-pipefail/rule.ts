import { invocationOf } from '../../shell/command-facts.ts'
import type { ShellCommand, ShellScript } from '../../shell/script.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const pipeWithoutPipefail: Rule = {
  id: 'pipe-without-pipefail',
  title: 'A failed download in a pipe goes unnoticed',
  family: 'correctness',
  severity: 'warning',
  counterparts: { hadolint: ['DL4006'] },
  *check({ model }: RuleContext): Iterable<Finding> {
    /** For each stage, whether its SHELL has the option at its end. */
    const ends: boolean[] = []
    for (const { base, steps } of model.stages) {
      let set = base.kind === 'stage' && ends[base.stage] === true
      for (const { instruction, script } of steps) {
        if (instruction.name === 'SHELL') set = instruction.shell.some(word => word.includes('pipefail'))
        if (instruction.name !== 'RUN' || set || script === undefined || script.dialect === 'unknown')
          continue
        if (script.text.includes('|') && !script.text.includes('pipefail')) yield* ofScript(script)
      }
      ends.push(set)
    }
  },
}

function* ofScript({ commands, dialect }: ShellScript): Iterable<Finding> {
  for (const [at, command] of commands.entries()) {
    const name = nameOf(command)
    const next = commands[at + 1]
    if ((name !== 'curl' && name !== 'wget') || next?.joinedBy !== '|') continue
    // In `echo "$(curl …)" | sha256sum -c` it is echo that the pipe takes.
    if (next.depth !== command.depth) continue
    const end = endOf(commands, at)
    if (end === undefined || noticesNothing(end)) continue
    yield {
      message: `where ${name} fails, ${nameOf(end) ?? 'what follows'} gets nothing and the build goes on`,
      range: command.range,
      help:
        dialect === 'sh'
          ? 'download to a file first, or write SHELL ["/bin/bash", "-o", "pipefail", "-c"] before it'
          : 'download to a file first, or begin with set -o pipefail',
    }
    return
  }
}

/** The last command of a pipeline, whose result is the whole one's; undefined where another condition follows. */
function endOf(commands: readonly ShellCommand[], from: number): ShellCommand | undefined {
  const depth = commands[from]?.depth
  let at = from
  while (commands[at + 1]?.joinedBy === '|' && commands[at + 1]?.depth === depth) at++
  return commands[at + 1]?.joinedBy === '||' ? undefined : commands[at]
}

/** These fail by themselves where nothing comes. */
function noticesNothing(command: ShellCommand): boolean {
  const name = nameOf(command)
  return (
    name === undefined ||
    /^(?:tar|bsdtar|gunzip|gzip|zcat|bunzip2|bzip2|xz|unxz|zstd|unzip|cpio|gpg|gpg2|apt-key|dpkg|rpm|rpm2cpio|patch|grep|egrep|jq|sha\d+sum|md5sum|mysql|psql|docker|ar|git|xargs)$/.test(
      name,
    )
  )
}

function nameOf(command: ShellCommand): string | undefined {
  const invocation = invocationOf(command)
  return invocation === undefined || invocation === 'unknown' ? undefined : invocation.name
}
