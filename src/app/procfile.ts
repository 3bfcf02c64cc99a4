import type { AppFiles } from './app-files.ts'
import { rangeOfLine } from './positions.ts'
import type { Range } from '../dockerfile/source.ts'

/** What a Procfile starts for the web, and its line. Format: devcenter.heroku.com/articles/procfile */
export interface ProcfileWeb {
  readonly command: string
  readonly evidence: { readonly file: string; readonly range: Range; readonly fact: string }
}

/** The process type `web` of the Procfile at the root; undefined where there is none. */
export function procfileWeb(app: AppFiles): ProcfileWeb | undefined {
  const file = 'Procfile'
  const text = app.read(file) ?? ''
  const lines = text.split('\n').map(line => /^web[ \t]*:[ \t]*(.*\S)/.exec(line)?.[1])
  const at = lines.findIndex(command => command !== undefined)
  const command = lines[at]
  return command === undefined
    ? undefined
    : { command, evidence: { file, range: rangeOfLine(text, at + 1), fact: 'the Procfile' } }
}
