import type { AppFiles } from '../../app/app-files.ts'
import { readPackageJson } from '../../app/package-json.ts'
import { type FoundCommand, subcommandOf } from '../commands.ts'
import { projectInstall } from '../project-install.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'
import { insertAfterWord } from '../script-edits.ts'

export const devDependenciesShipped: Rule = {
  id: 'dev-dependencies-shipped',
  title: 'Packages for development are installed in the image that ships',
  family: 'size',
  severity: 'warning',
  notShipped: 'off',
  counterparts: {},
  *check(context: RuleContext): Iterable<Finding> {
    const { app } = context
    if (app === undefined) return
    for (const { step, found } of context.shippedRuns) {
      if (step.variables.get('NODE_ENV') === 'production' || step.variables.get('COMPOSER_NO_DEV') === '1')
        continue
      for (const command of found) {
        const manager = MANAGERS[projectInstall(command)?.manager ?? '']
        if (manager === undefined || leavesOut(command, manager.flag) || prunedLater(context)) continue
        const count = manager.count(app)
        if (count > 0) yield finding(command, manager.add, count, runsScripts(context, command))
      }
    }
  },
}

interface Manager {
  /** Flags that leave them out. */
  readonly flag: RegExp
  readonly add: string
  readonly count: (app: AppFiles) => number
}

const MANAGERS: Readonly<Record<string, Manager>> = {
  npm: {
    flag: /^--(?:omit=dev|omit|only=prod(?:uction)?|production.*|no-dev)$/,
    add: '--omit=dev',
    count: devDependencies,
  },
  yarn: { flag: /^--prod(?:uction)?(?:=true)?$/, add: '--production', count: devDependencies },
  pnpm: { flag: /^(?:--prod(?:uction)?|-P)$/, add: '--prod', count: devDependencies },
  composer: { flag: /^--no-dev$/, add: '--no-dev', count: requireDev },
}

function devDependencies(app: AppFiles): number {
  return readPackageJson(app, 'package.json')?.devDependencies.size ?? 0
}

function requireDev(app: AppFiles): number {
  return /"require-dev"\s*:\s*\{\s*"/.test(app.read('composer.json') ?? '') ? 1 : 0
}

function leavesOut({ args, command }: FoundCommand, flag: RegExp): boolean {
  return args.some(arg => flag.test(arg ?? '')) || command.assignments.some(({ key }) => key === 'NODE_ENV')
}

function prunedLater(context: RuleContext): boolean {
  return context.commands.some(
    command => subcommandOf(command) === 'prune' || command.raw.includes('autoclean'),
  )
}

/** A build in the same image needs them: then leaving them out would break it. */
function runsScripts(context: RuleContext, { name }: FoundCommand): boolean {
  return context.commands.some(
    command =>
      (command.name === name && /^(?:run|run-script|build)$/.test(subcommandOf(command) ?? '')) ||
      /^(?:npx|tsc|vite|webpack|ng)$/.test(command.name),
  )
}

function finding(command: FoundCommand, flag: string, count: number, builds: boolean): Finding {
  const verb = command.words[command.args.findIndex(arg => arg?.startsWith('-') !== true) + 1]
  const what =
    command.name === 'composer'
      ? 'what require-dev names'
      : `${count} of devDependencies and all that they need`
  return {
    message: `${what} ${command.name === 'composer' ? 'is' : 'are'} installed in the image that ships`,
    range: command.command.range,
    help: builds ? 'build in a stage of its own, and install there' : `add ${flag}`,
    ...(builds || verb === undefined || command.args.length === 0
      ? {}
      : { fix: { title: `Add ${flag}`, applicability: 'unsafe', edits: [insertAfterWord(verb, flag)] } }),
  }
}
