import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { readAppFolder } from '../../app/read-app-folder.ts'
import type { CheckConfig } from '../../config/config.ts'
import { configNames } from '../../config/read-config.ts'
import { UserError } from '../../errors.ts'
import { rules } from '../../rules/index.ts'
import type { CheckOptions } from '../commands/check.ts'
import { type Io, styleFor } from '../io.ts'

/**
 * The `check` part of the configuration that was named, or of the first one in the folder that is checked and in the
 * one where the command was called. The readers are loaded only where there is one.
 * @throws UserError where it is wrong, or sets a rule that does not exist
 */
export async function checkConfig(
  paths: readonly string[],
  { config: named, color }: CheckOptions,
  io: Io,
): Promise<CheckConfig> {
  const folder = folderWithConfig([folderOf(paths, io.cwd), io.cwd], readAppFolder)
  if (named === undefined && folder === undefined) return {}
  const { loadConfig } = await import('../optimize/load-config.ts')
  const app = readAppFolder(folder ?? io.cwd)
  const { check } = await loadConfig(app, named, io.cwd, styleFor(io.stderr, io, color))
  for (const id of Object.keys(check?.rules ?? {})) refuseUnknown(id)
  return check ?? {}
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

/** A fault of syntax has a code too, which is not listed anywhere: whatever looks like none of ours but is close is a slip. */
function refuseUnknown(id: string): void {
  if (rules.some(rule => rule.id === id) || /^[a-z][a-z0-9-]*$/.test(id)) return
  throw new UserError('unknown-rule', `check.rules: there is no rule ${id}`, 'laststage explain lists them.')
}
