import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { readAppFolder } from '../../app/read-app-folder.ts'
import type { CheckConfig } from '../../config/config.ts'
import { configNames } from '../../config/read-config.ts'
import type { Diagnostic } from '../../dockerfile/source.ts'
import { UserError } from '../../errors.ts'
import type { Style } from '../../report/terminal/style.ts'
import { idsOfName, nearestId } from '../../rules/rule-names.ts'
import type { CheckOptions } from '../commands/check.ts'
import { type Io, styleFor } from '../io.ts'

/**
 * The `check` part of the configuration that was named, or of the first one in the folder that is checked and in the
 * one where the command was called. The readers are loaded only where there is one.
 * @throws UserError where it is wrong, or sets a rule that does not exist
 */
export async function checkConfig(
  paths: readonly string[],
  { config: named, color }: Pick<CheckOptions, 'config' | 'color'>,
  io: Io,
): Promise<CheckConfig> {
  const folder = folderWithConfig([folderOf(paths, io.cwd), io.cwd], readAppFolder)
  if (named === undefined && folder === undefined) return {}
  const { loadConfig } = await import('../optimize/load-config.ts')
  const app = readAppFolder(folder ?? io.cwd)
  const style = styleFor(io.stderr, io, color)
  const { check } = await loadConfig(app, named, io.cwd, style)
  if (check?.rules === undefined) return check ?? {}
  const unknown = Object.keys(check.rules).filter(name => idsOfName(name).length === 0)
  if (unknown.length > 0) {
    const file = named ?? configNames.find(name => app.has(name)) ?? 'package.json'
    const text = named === undefined ? app.read(file) : await readFile(resolve(io.cwd, named), 'utf8')
    throw await unknownRules(unknown, file, text ?? '', style)
  }
  return withIds(check)
}

/** Severities by our own ids: a configuration may have the names of other tools. */
export function withIds(check: CheckConfig): CheckConfig {
  const set = Object.entries(check.rules ?? {})
  const rules = set.flatMap(([name, severity]) => idsOfName(name).map(id => [id, severity] as const))
  return { ...check, rules: Object.fromEntries(rules) }
}

async function unknownRules(
  names: readonly string[],
  file: string,
  text: string,
  style: Style,
): Promise<UserError> {
  const [{ keyPlace }, { renderDiagnostics }] = await Promise.all([
    import('../../config/parse-config.ts'),
    import('../../report/terminal/diagnostics.ts'),
  ])
  const faults = names.map((name): Diagnostic => {
    const meant = nearestId(name)
    return {
      code: 'config-invalid',
      severity: 'error',
      message: `there is no rule ${name}`,
      file,
      range: keyPlace(text, file, ['check', 'rules', name]),
      help: meant === undefined ? 'laststage explain lists them.' : `did you mean ${meant}?`,
    }
  })
  const lines = renderDiagnostics(faults, new Map([[file, text]]), style)
  return new UserError('unknown-rule', [`${file} is not valid`, ...lines].join('\n'))
}

/**
 * The first folder whose configuration says something about checking. Reading YAML costs more than checking a file: it
 * is done only where the word stands in it.
 */
export function folderWithConfig(
  folders: readonly string[],
  open: (folder: string) => AppFiles,
): string | undefined {
  return folders.find(each => {
    const app = open(each)
    const file = configNames.find(name => app.has(name))
    const text = app.read(file ?? 'package.json') ?? ''
    return text.includes('check') && (file !== undefined || text.includes('"laststage"'))
  })
}

function folderOf(paths: readonly string[], cwd: string): string {
  const [first = '.'] = paths
  const path = resolve(cwd, first)
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? path : dirname(path)
}
