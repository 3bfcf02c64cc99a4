import type { AppFiles } from '../../app/app-files.ts'
import type { DockerfileDocument } from '../../dockerfile/syntax.ts'
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
      const finding = install && look(command, install, context)
      if (finding !== undefined) yield finding
    }
  },
}

function look(
  command: FoundCommand,
  install: ProjectInstall,
  { app, document }: RuleContext,
): Finding | undefined {
  const [verb, second] = command.words.slice(1).filter(({ raw }) => !raw.startsWith('-'))
  if (install.manager === 'go' && second?.value === 'tidy')
    return isProduct(command, document) ? undefined : tidies(second, command)
  if (lacksLock(install, app)) return lacking(command, install)
  if (install.manager !== 'npm' || verb === undefined || (verb.value !== 'install' && verb.value !== 'i'))
    return undefined
  return {
    message: 'npm install may take other versions than the lock file says, and rewrites it',
    range: command.command.range,
    severity: 'info',
    help: 'use npm ci, which installs what the lock file says or fails',
    ...(app === undefined ? {} : { fix: replace(verb, 'ci', 'Use npm ci') }),
  }
}

function tidies(verb: FoundCommand['words'][number], { command, words, step }: FoundCommand): Finding {
  // Its flags are not those of download.
  const through = words.at(-1) ?? verb
  const { edits, ...fix } = replace(verb, 'download', 'Use go mod download')
  return {
    message: 'go mod tidy changes go.mod and go.sum in the build, so what is built is not what was committed',
    range: command.range,
    help: 'run it before you commit; go mod download needs nothing more here',
    // What this RUN writes into go.mod, tidy has to bring into line.
    ...(/\bgo\.(?:mod|sum)\b|\bgo (?:get|mod edit)\b/.test(step.script?.text ?? '')
      ? {}
      : { fix: { ...fix, edits: edits.map(edit => ({ ...edit, to: through.range.end.offset })) } }),
  }
}

/** Where go.mod is what the stage makes or tests: it is made, taken out, compared, or what tidy says of it is read. */
function isProduct({ command, raw, stage, step }: FoundCommand, { text }: DockerfileDocument): boolean {
  const all = step.script?.commands ?? []
  const piped = all[all.indexOf(command) + 1]?.joinedBy === '|'
  if (piped || raw.includes('-diff') || /!\s*$/.test(text.slice(0, command.range.start.offset))) return true
  if (stage.steps.some(each => /\bgo mod init\b/.test(each.script?.text ?? ''))) return true
  return stage.steps.some(
    each =>
      each.instruction.range.start.offset >= step.instruction.range.start.offset &&
      /\bgit\s+(?:diff|status)\b|\b(?:cp|diff|cmp|mv)\b[^\n;&|]*\bgo\.(?:mod|sum)\b/.test(
        each.script?.text ?? '',
      ),
  )
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
