import type { AppFiles } from '../app/app-files.ts'
import type { Diagnostic } from '../dockerfile/source.ts'
import type { Config } from './config.ts'

export interface ReadConfig {
  /** Empty where there is no configuration, and where it is wrong. */
  readonly config: Config
  /** The file that it was read from. */
  readonly file: string | undefined
  readonly diagnostics: readonly Diagnostic[]
}

/** Where the configuration is looked for, in this order. */
export const configNames: readonly string[] = ['laststage.yaml', 'laststage.yml']

/**
 * Reads `laststage.yaml` (or `.yml`), else the `laststage` key of package.json. Nothing in it is executed. What is
 * wrong comes as diagnostics that point at the line; then the config is empty, and the caller is not to go on with it.
 */
export async function readConfig(app: AppFiles): Promise<ReadConfig> {
  const name = configNames.find(candidate => app.has(candidate))
  const text = name === undefined ? undefined : app.read(name)
  if (name !== undefined && text !== undefined) return parseConfig(text, name)
  if (name !== undefined) return unreadable(name)
  const manifest = app.has('package.json') ? app.read('package.json') : undefined
  if (manifest === undefined || !manifest.includes('"laststage"')) return nothing
  return parseConfig(manifest, 'package.json')
}

/**
 * Reads the text of a configuration: YAML, or, where the file is named `package.json`, its `laststage` key.
 * The libraries are loaded only here: most runs have no configuration.
 */
export async function parseConfig(text: string, file: string): Promise<ReadConfig> {
  const { parseConfigText } = await import('./parse-config.ts')
  return parseConfigText(text, file)
}

const nothing: ReadConfig = { config: {}, file: undefined, diagnostics: [] }

function unreadable(file: string): ReadConfig {
  const start = { offset: 0, line: 1, column: 1 }
  const message = 'cannot be read as text: it is larger than 5 MB, binary, or not readable'
  const diagnostic = {
    code: 'config-unreadable',
    severity: 'error',
    message,
    file,
    range: { start, end: start },
  } as const
  return { config: {}, file, diagnostics: [diagnostic] }
}
