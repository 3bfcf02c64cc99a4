import type { TextEdit } from '../../dockerfile/edit.ts'
import { type FoundCommand, hasFlag, subcommandOf } from '../commands.ts'
import { isCleaned } from '../leftovers.ts'
import { laterReliance } from '../reliance.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'
import { insertAfterWord } from '../script-edits.ts'

export const apkCacheLeft: Rule = {
  id: 'apk-cache-left',
  title: "apk's package index is left in the image",
  family: 'size',
  severity: 'warning',
  notShipped: 'off',
  counterparts: { hadolint: ['DL3019'] },
  *check(context: RuleContext): Iterable<Finding> {
    let reliance: ReturnType<typeof laterReliance> | undefined
    for (const { step, found } of context.shippedRuns) {
      const apk = found.filter(({ name }) => name === 'apk')
      const leaving = apk.filter(leavesIndex)
      const [first] = leaving
      if (first === undefined || isCleaned(step, found, '/var/cache/apk', '/etc/apk/cache')) continue
      reliance ??= laterReliance(context.model, 'apk')
      const later = reliance(step)
      const edits = later === 'sure' ? undefined : editsOf(found, leaving)
      const applicability = later === 'none' ? 'safe' : 'unsafe'
      yield {
        message: "apk's index of packages stays in this layer, 2 MB of it",
        range: first.command.range,
        help: 'apk add --no-cache fetches the index and keeps nothing',
        ...(edits === undefined ? {} : { fix: { title: 'Use --no-cache', applicability, edits } }),
      }
    }
  },
}

const INSTALLS = new Set(['add', 'upgrade', 'fix'])

function leavesIndex(command: FoundCommand): boolean {
  const verb = subcommandOf(command)
  if (hasFlag(command, '--no-cache')) return false
  if (verb === 'update') return true
  // Without an update there is no index to leave; apk then reads what an earlier layer left, or fails.
  return INSTALLS.has(verb ?? '') && hasFlag(command, '-U', '--update', '--update-cache')
}

/** `apk update` goes, and what follows fetches the index for itself. */
function editsOf(
  found: readonly FoundCommand[],
  leaving: readonly FoundCommand[],
): readonly TextEdit[] | undefined {
  const edits: TextEdit[] = []
  for (const command of found) {
    const verb = subcommandOf(command)
    if (command.name !== 'apk') continue
    if (leaving.includes(command) && verb === 'update') {
      const next = found[found.indexOf(command) + 1]
      if (next?.name !== 'apk' || next.command.joinedBy !== '&&' || !INSTALLS.has(subcommandOf(next) ?? ''))
        return undefined
      edits.push({ from: command.command.range.start.offset, to: next.command.range.start.offset, text: '' })
    } else if (INSTALLS.has(verb ?? '') && !hasFlag(command, '--no-cache')) {
      const edit = withoutCache(command, verb)
      if (edit === undefined) return undefined
      edits.push(edit)
    }
  }
  return edits.length === 0 ? undefined : edits
}

/** `--no-cache` fetches the index as `--update` does, and takes its place. */
function withoutCache({ words }: FoundCommand, verb: string | undefined): TextEdit | undefined {
  const updates = words.find(({ value }) => /^(?:-U|--update|--update-cache)$/.test(value ?? ''))
  if (updates !== undefined)
    return { from: updates.range.start.offset, to: updates.range.end.offset, text: '--no-cache' }
  const word = words.find(({ value }) => value === verb)
  return word && insertAfterWord(word, '--no-cache')
}
