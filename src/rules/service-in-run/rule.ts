import type { FoundCommand } from '../commands.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const serviceInRun: Rule = {
  id: 'service-in-run',
  title: 'RUN ends by starting a service',
  family: 'correctness',
  severity: 'warning',
  counterparts: { hadolint: ['DL3001'] },
  *check({ commands }: RuleContext): Iterable<Finding> {
    for (const found of commands) {
      if (!starts(found)) continue
      const { name, command, step } = found
      if (name !== 'systemctl' && step.script?.commands.at(-1) !== command) continue
      yield {
        message:
          name === 'systemctl'
            ? 'no systemd runs while an image is built, so this starts nothing'
            : 'the service ends with this RUN: no process goes into an image',
        range: command.range,
        help: 'start it with CMD or ENTRYPOINT, or in the RUN that needs it',
      }
    }
  },
}

function starts({ name, args, words }: FoundCommand): boolean {
  if (name === 'systemctl') return args.some(arg => arg === 'start' || arg === 'restart')
  const verb = args.at(-1)
  if (verb !== 'start' && verb !== 'restart') return false
  return name === 'service' || /^\/etc\/(?:init|rc)\.d\//.test(words[0]?.value ?? '')
}
