import { subcommandOf } from '../commands.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const distUpgrade: Rule = {
  id: 'dist-upgrade',
  title: 'The whole base image is upgraded while building',
  family: 'correctness',
  severity: 'info',
  counterparts: { hadolint: ['DL3005', 'DL3035'] },
  *check(context: RuleContext): Iterable<Finding> {
    for (const found of context.commands) {
      const wanted = upgrades[found.name]
      const subcommand = subcommandOf(found)
      if (wanted === undefined || subcommand === undefined || !wanted.test(subcommand)) continue
      yield {
        message: `${found.name} ${subcommand} puts a second copy of the base's packages into the image, of whatever day it is`,
        range: found.command.range,
        help: 'take a newer base image, and upgrade single packages where that cannot wait',
      }
    }
  },
}

const upgrades: Readonly<Record<string, RegExp | undefined>> = {
  'apt-get': /^(?:dist|full)-upgrade$/,
  apt: /^full-upgrade$/,
  aptitude: /^(?:dist|full)-upgrade$/,
  zypper: /^(?:dist-upgrade|dup)$/,
}
