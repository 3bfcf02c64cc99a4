import type { FoundCommand } from '../commands.ts'
import { isCleaned } from '../leftovers.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'
import { insertAfterWord } from '../script-edits.ts'

export const pipCacheLeft: Rule = {
  id: 'pip-cache-left',
  title: "pip's cache is left in the image",
  family: 'size',
  severity: 'warning',
  notShipped: 'off',
  counterparts: { hadolint: ['DL3042'] },
  *check(context: RuleContext): Iterable<Finding> {
    for (const { step, found } of context.shippedRuns) {
      const keeping = found.filter(keepsCache)
      if (keeping.length === 0 || step.variables.has('PIP_NO_CACHE_DIR')) continue
      if (isCleaned(step, found, '/root/.cache/pip', '~/.cache/pip', '$HOME/.cache/pip')) continue
      if (found.some(({ name, args }) => name === 'pip' && args[0] === 'cache')) continue
      for (const command of keeping) {
        const word = keepsCache(command)
        if (word === undefined) continue
        yield {
          message: 'pip keeps what it downloads and the wheels that it builds in this layer',
          range: command.command.range,
          help: 'pip install --no-cache-dir keeps nothing',
          fix: {
            title: 'Add --no-cache-dir',
            applicability: 'safe',
            edits: [insertAfterWord(word, '--no-cache-dir')],
          },
        }
      }
    }
  },
}

/** The word `install` of `pip install` or `python -m pip install`, where a cache is kept. */
function keepsCache({ name, args, words, command }: FoundCommand): FoundCommand['words'][number] | undefined {
  const own = /^pip[\d.]*$/.test(name)
  const asModule = /^python[\d.]*$/.test(name) && args[0] === '-m' && args[1] === 'pip'
  if (!own && !asModule) return undefined
  const quiet = args.some(arg => /^--(?:no-cache-dir|cache-dir|no-cache)/.test(arg ?? ''))
  if (quiet || command.assignments.some(({ key }) => key === 'PIP_NO_CACHE_DIR')) return undefined
  const verb = args.slice(asModule ? 2 : 0).find(arg => arg?.startsWith('-') !== true)
  return verb === 'install' ? words.find(({ value }) => value === 'install') : undefined
}
