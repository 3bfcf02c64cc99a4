import type { Step } from '../../model/build-model.ts'
import type { FoundCommand } from '../commands.ts'
import { subcommandOf } from '../commands.ts'
import { isCleaned } from '../leftovers.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'
import { addFlag, appendCommand } from '../script-edits.ts'

export const npmCacheLeft: Rule = {
  id: 'npm-cache-left',
  title: "npm's or yarn's cache is left in the image",
  family: 'size',
  severity: 'warning',
  notShipped: 'off',
  counterparts: { hadolint: ['DL3060'] },
  *check(context: RuleContext): Iterable<Finding> {
    for (const { step, found } of context.shippedRuns) {
      for (const [name, manager] of Object.entries(MANAGERS)) {
        const install = found.find(each => each.name === name && installs(each))
        if (install === undefined || isCleaned(step, found, ...manager.folders)) continue
        if (found.some(each => each.name === name && subcommandOf(each) === 'cache')) continue
        if (step.variables.has(manager.variable) || install.raw.some(word => word.startsWith('--cache')))
          continue
        const fix = fixOf(context, step, name)
        yield {
          message: `${name} keeps every archive that it downloads in this layer`,
          range: install.command.range,
          help: isRoots(step)
            ? `put a cache mount on ${manager.folders[0]}, or end the RUN with ${manager.clean}`
            : `end the RUN with ${manager.clean}`,
          ...(fix === undefined ? {} : { fix }),
        }
      }
    }
  },
}

const MANAGERS = {
  npm: {
    folders: ['/root/.npm', '~/.npm', '$HOME/.npm'],
    clean: 'npm cache clean --force',
    variable: 'npm_config_cache',
  },
  yarn: {
    folders: [
      '/usr/local/share/.cache/yarn',
      '/usr/local/share/.cache',
      '/root/.cache/yarn',
      '~/.cache/yarn',
    ],
    clean: 'yarn cache clean',
    variable: 'YARN_CACHE_FOLDER',
  },
} as const

function installs(command: FoundCommand): boolean {
  const verb = subcommandOf(command)
  if (command.name === 'yarn')
    return (
      command.args.length === 0 ||
      verb === undefined ||
      verb === 'install' ||
      verb === 'add' ||
      verb === 'global'
    )
  return ['ci', 'install', 'i', 'add', 'clean-install'].includes(verb ?? '')
}

/** A mount serves the next build too; where the folder is another user's or another version's, the cache is emptied. */
function fixOf({ document }: RuleContext, step: Step, name: string): Fix | undefined {
  const { script, instruction } = step
  // What npx keeps there may be what the container runs.
  const plainNpm = name === 'npm' && !/\bnpx\b/.test(script?.text ?? '') && instruction.heredocs.length === 0
  if (isRoots(step) && plainNpm && !step.variables.has('HOME')) {
    const mount = '--mount=type=cache,target=/root/.npm'
    return { title: 'Put a cache mount on /root/.npm', applicability: 'safe', edits: [addFlag(step, mount)] }
  }
  const command = name === 'npm' ? MANAGERS.npm.clean : MANAGERS.yarn.clean
  const edit = appendCommand(document, step, command)
  return edit && { title: `End the RUN with ${command}`, applicability: 'safe', edits: [edit] }
}

function isRoots({ user }: Step): boolean {
  return user === undefined || user === 'root' || user === '0'
}
