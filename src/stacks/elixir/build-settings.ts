import type { AppFiles } from '../../app/app-files.ts'
import { rangeOf } from '../../app/positions.ts'

/** Settings that Mix reads while it builds; `config/runtime.exs` is read when the release starts. Source: hexdocs.pm/elixir/Config. */
const readByBuild = ['config/config.exs', 'config/prod.exs', 'config/prod.secret.exs']

const asked = /System\.fetch_env!\(\s*"(\w+)"|System\.get_env\(\s*"(\w+)"\s*\)\s*\|\|\s*raise\b/
const imported = /^\s*import_config\s+"([\w.-]+)"/gm

/** Why the release cannot be built from the folder alone; undefined where nothing says so. */
export function missingAtBuild(app: AppFiles): string | undefined {
  for (const path of readByBuild) {
    const text = (app.read(path) ?? '').replaceAll(/#(?!\{)[^\n]*/g, comment => ' '.repeat(comment.length))
    const lineOf = (at: number): string => `${path}:${rangeOf(text, at, at).start.line}`
    const variable = asked.exec(text)
    if (variable)
      return `${lineOf(variable.index)} asks for ${variable[1] ?? variable[2]} while the release is built: ask for it in config/runtime.exs, which is read when it starts`
    for (const match of text.matchAll(imported)) {
      if (!app.has(`config/${match[1]}`))
        return `${lineOf(match.index)} imports ${match[1]}, which is not there`
    }
  }
  return undefined
}
