import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { blankComments } from '../../app/blank-comments.ts'
import type { PackageJson } from '../../app/package-json.ts'
import { rangeOf } from '../../app/positions.ts'
import type { Evidence } from '../../model/change.ts'

/** A setting of a configuration file. */
export interface Setting {
  /** Undefined where the value is computed. */
  readonly value: string | undefined
  readonly evidence: Evidence
}

/** A tool's configuration file, comments blanked out. It is read as text and never evaluated. */
interface ConfigFile {
  readonly path: string
  readonly text: string
}

/** The configuration file beside a package.json, whatever its extension. */
export function configOf(app: AppFiles, manifest: PackageJson, name: string): ConfigFile | undefined {
  const folder = posix.dirname(manifest.path)
  const path = ['js', 'ts', 'mjs', 'mts', 'cjs', 'cts']
    .map(extension => posix.join(folder, `${name}.${extension}`))
    .find(each => app.has(each))
  return path === undefined ? undefined : configAt(app, path)
}

/** The configuration file that a script names. */
export const configNamed = (app: AppFiles, manifest: PackageJson, name: string): ConfigFile | undefined =>
  configAt(app, posix.join(posix.dirname(manifest.path), name))

function configAt(app: AppFiles, path: string): ConfigFile | undefined {
  const text = app.read(path)
  return text === undefined ? undefined : { path, text: blankComments(text) }
}

/** A setting of a configuration file, which is read as text and never evaluated. */
export function settingIn(config: ConfigFile | undefined, key: string): Setting | undefined {
  if (!config) return undefined
  const match = new RegExp(
    `(?:^|[\\s{,])${key}\\s*:\\s*(?:(["'\`])([^"'\`$\\n]*)\\1\\s*(?=[,}\\n])|([^,\\n]+))`,
  ).exec(config.text)
  if (!match) return undefined
  const at = match.index + match[0].indexOf(key)
  const range = rangeOf(config.text, at, match.index + match[0].length)
  return { value: match[2], evidence: { file: config.path, range, fact: match[0].trim() } }
}

/** `--outDir=x` or `--outDir x` in a script. */
export function flagOf(script: string, name: string): string | undefined {
  return new RegExp(`--${name}[= ]["']?([^\\s"']+)`).exec(script)?.[1]
}

/** `NAME=value react-scripts build`, with cross-env or without. */
export function inlineSetting(script: string, name: string): string | undefined {
  return new RegExp(`(?:^|\\s)${name}=["']?([^\\s"']*)`).exec(script)?.[1]
}

/** A variable of the `.env` files that a production build reads, in their order. */
export function dotEnv(app: AppFiles, manifest: PackageJson, name: string): string | undefined {
  const folder = posix.dirname(manifest.path)
  for (const file of ['.env.production.local', '.env.production', '.env.local', '.env']) {
    const text = app.read(posix.join(folder, file)) ?? ''
    const value = new RegExp(`^${name}=["']?([^\\n"']*)`, 'm').exec(text)?.[1]
    if (value !== undefined) return value.trim()
  }
  return undefined
}
