import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { Config } from '../../config/config.ts'
import { parseConfig, readConfig } from '../../config/read-config.ts'
import { UserError } from '../../errors.ts'
import { renderDiagnostics } from '../../report/terminal/diagnostics.ts'
import type { Style } from '../../report/terminal/style.ts'

/**
 * The configuration that was named, or the app's own.
 * @param named as after `--config`, relative to `cwd`
 * @throws UserError where it cannot be read or is wrong; going on without it would prove something else
 */
export async function loadConfig(
  app: AppFiles,
  named: string | undefined,
  cwd: string,
  style: Style,
): Promise<Config> {
  const text = named === undefined ? undefined : await textOf(resolve(cwd, named), named)
  const read =
    text === undefined || named === undefined ? await readConfig(app) : await parseConfig(text, named)
  if (read.diagnostics.length === 0) return read.config
  const file = read.file ?? named ?? 'laststage.yaml'
  const texts = new Map([[file, text ?? app.read(file) ?? '']])
  const lines = renderDiagnostics(read.diagnostics, texts, style)
  throw new UserError('bad-config', [`${file} is not valid`, ...lines].join('\n'))
}

async function textOf(path: string, named: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    throw new UserError('no-config', `${named} cannot be read`, 'Give --config a YAML file with probes.')
  }
}
