import type { FoundCommand } from '../commands.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const gitCloneUnpinned: Rule = {
  id: 'git-clone-unpinned',
  title: 'git clone takes whatever the repository has that day',
  family: 'security',
  severity: 'info',
  counterparts: {},
  *check(context: RuleContext): Iterable<Finding> {
    const all = context.commands.filter(({ name }) => name === 'git')
    for (const [at, found] of all.entries()) {
      if (!clonesAnything(found)) continue
      const later = all.slice(at + 1).filter(({ stage }) => stage === found.stage)
      if (
        later.some(({ args }) =>
          args.some(arg => /^(?:checkout|reset|switch|fetch|apply|am)$/.test(arg ?? '')),
        )
      )
        continue
      yield {
        message: 'two builds of this file can hold two versions, and the cache keeps an old one',
        range: found.command.range,
        help: 'clone a tag with --branch, or check out a commit afterwards',
      }
    }
  },
}

/** A branch that moves is as good as none. */
function clonesAnything({ args, raw }: FoundCommand): boolean {
  if (!args.includes('clone')) return false
  const branch = raw.findIndex(word => /^(?:-b|--branch|--revision)(?:=|$)/.test(word) || /^-b./.test(word))
  if (branch < 0) return true
  const written = raw[branch] ?? ''
  const name = written.includes('=') ? written.slice(written.indexOf('=') + 1) : raw[branch + 1]
  return /^["']?(?:master|main|develop|dev|trunk|latest)["']?$/.test(name ?? '')
}
