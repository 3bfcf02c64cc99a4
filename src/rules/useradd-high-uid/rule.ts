import { type FoundCommand, hasFlag } from '../commands.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const useraddHighUid: Rule = {
  id: 'useradd-high-uid',
  title: 'useradd with a high id writes a huge sparse file',
  family: 'size',
  severity: 'warning',
  notShipped: 'off',
  counterparts: { hadolint: ['DL3046'] },
  *check(context: RuleContext): Iterable<Finding> {
    for (const found of context.commands) {
      const uid = found.name === 'useradd' ? uidOf(found) : undefined
      if (uid === undefined || uid < 100_000) continue
      if (hasFlag(found, '--no-log-init') || found.args.some(arg => /^-[a-zA-Z]*l/.test(arg ?? ''))) continue
      const at = found.words[0]?.range.end.offset ?? 0
      yield {
        message: `for the user ${uid} /var/log/faillog and lastlog grow to where its entry belongs`,
        range: found.command.range,
        fix: { title: 'Add -l', applicability: 'safe', edits: [{ from: at, to: at, text: ' -l' }] },
      }
    }
  },
}

function uidOf({ args }: FoundCommand): number | undefined {
  const at = args.findIndex(arg => /^(?:-[a-zA-Z]*u|--uid)$/.test(arg ?? ''))
  const joined = args.find(arg => /^(?:-u|--uid=)\d+$/.test(arg ?? ''))
  const text = at >= 0 ? args[at + 1] : joined?.replace(/^\D+/, '')
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
}
