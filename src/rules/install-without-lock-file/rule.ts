import type { AppFiles } from '../../app/app-files.ts'
import type { FoundCommand } from '../commands.ts'
import { type ProjectInstall, projectInstall } from '../project-install.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

export const installWithoutLockFile: Rule = {
  id: 'install-without-lock-file',
  title: 'Dependencies are installed without a lock file, or past it',
  family: 'cache',
  severity: 'warning',
  counterparts: {},
  *check(context: RuleContext): Iterable<Finding> {
    for (const command of context.commands) {
      const install = projectInstall(command)
      const finding = install && look(command, install, context.app)
      if (finding !== undefined) yield finding
    }
  },
}

function look(
  command: FoundCommand,
  install: ProjectInstall,
  app: AppFiles | undefined,
): Finding | undefined {
  const [verb, second] = command.words.slice(1).filter(({ raw }) => !raw.startsWith('-'))
  const { range } = command.command
  if (install.manager === 'go' && second?.value === 'tidy') return tidies(second, range)
  if (lacksLock(install, app)) return lacking(command, install)
  if (install.manager !== 'npm' || verb === undefined || (verb.value !== 'install' && verb.value !== 'i'))
    return undefined
  return {
    message: 'npm install may take other versions than the lock file says, and rewrites it',
    range,
    severity: 'info',
    help: 'use npm ci, which installs what the lock file says or fails',
    ...(app === undefined ? {} : { fix: replace(verb, 'ci', 'Use npm ci') }),
  }
}

function tidies(verb: FoundCommand['words'][number], range: Finding['range']): Finding {
  return {
    message: 'go mod tidy changes go.mod and go.sum in the build, so what is built is not what was committed',
    range,
    help: 'run it before you commit; go mod download needs nothing more here',
    fix: replace(verb, 'download', 'Use go mod download'),
  }
}

/** It fails where the lock file does not fit the manifest, which only the build can tell. */
function replace({ range }: FoundCommand['words'][number], text: string, title: string): Fix {
  return { title, applicability: 'unsafe', edits: [{ from: range.start.offset, to: range.end.offset, text }] }
}

/** Only where the manifest is in the context's root, where its lock file would be too. */
function lacksLock({ manifests: [manifest], locks }: ProjectInstall, app: AppFiles | undefined): boolean {
  if (app === undefined || manifest === undefined || locks.length === 0) return false
  if (!app.has(manifest) || locks.some(lock => app.has(lock))) return false
  return manifest !== 'go.mod' || /^\s*require\b/m.test(app.read(manifest) ?? '')
}

function lacking({ command, words }: FoundCommand, { manager, locks: [lock = ''] }: ProjectInstall): Finding {
  const ci = manager === 'npm' && words.some(({ value }) => value === 'ci' || value === 'clean-install')
  return {
    message: ci
      ? `npm ci fails without a lock file, and the build context has no ${lock}`
      : `the build context has no ${lock}, so each build may install other versions`,
    range: command.range,
    ...(ci ? { severity: 'error' } : {}),
    help: `make ${lock} and commit it`,
  }
}
