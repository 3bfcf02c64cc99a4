import { type FoundCommand, subcommandOf } from '../commands.ts'
import { isCleaned } from '../leftovers.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'
import { appendCommand } from '../script-edits.ts'

export const rpmCacheLeft: Rule = {
  id: 'rpm-cache-left',
  title: 'The cache of dnf, yum or zypper is left in the image',
  family: 'size',
  severity: 'warning',
  notShipped: 'off',
  counterparts: { hadolint: ['DL3032', 'DL3036', 'DL3040'] },
  *check(context: RuleContext): Iterable<Finding> {
    for (const { step, found } of context.shippedRuns) {
      const install = found.find(installs)
      if (install === undefined || cleans(found)) continue
      if (isCleaned(step, found, '/var/cache/dnf', '/var/cache/yum', '/var/cache/zypp', '/var/cache/libdnf5'))
        continue
      const command = install.name === 'zypper' ? 'zypper clean --all' : `${install.name} clean all`
      const edit = appendCommand(context.document, step, command)
      yield {
        message: `${install.name} leaves its packages' metadata in this layer, tens of MB of it`,
        range: install.command.range,
        help: `end the RUN with ${command}`,
        ...(edit === undefined
          ? {}
          : { fix: { title: `End the RUN with ${command}`, applicability: 'safe', edits: [edit] } }),
      }
    }
  },
}

const NAMES = new Set(['dnf', 'yum', 'microdnf', 'tdnf', 'zypper'])
const VERBS = new Set(['install', 'in', 'update', 'upgrade', 'groupinstall', 'localinstall', 'reinstall'])

function installs(command: FoundCommand): boolean {
  return NAMES.has(command.name) && VERBS.has(subcommandOf(command) ?? '')
}

function cleans(found: readonly FoundCommand[]): boolean {
  return found.some(each => NAMES.has(each.name) && /^(?:clean|cc)$/.test(subcommandOf(each) ?? ''))
}
