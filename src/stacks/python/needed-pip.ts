import type { AppFiles } from '../../app/app-files.ts'
import { rangeOf } from '../../app/positions.ts'
import type { Evidence } from '../../model/change.ts'
import type { PythonApp } from './python-app.ts'
import { pythonDependencies } from './requirements.ts'

/** Packages that import pip, or call `python -m pip`, while they run. */
const callers = /^(?:pip|pip-.*|pipdeptree|pipenv|spacy|jupyter.*|notebook|virtualenv)$/

const call =
  /^\s*(?:import|from)\s+pip\b|-m["',\s]+pip\b|\bensurepip\b|["'\s/]pip3?["'\s]+(?:install|list|freeze|show)\b/m

/** The place that says that the app uses pip while it runs; undefined where nothing does. */
export function neededPip(app: AppFiles, { copied }: Pick<PythonApp, 'copied'>): Evidence | undefined {
  const found = pythonDependencies(app).find(({ name }) => callers.test(name))
  if (found) return found.evidence
  for (const { context } of copied) {
    if (!/\.(?:py|sh|bash)$|entrypoint/.test(context)) continue
    const text = app.read(context) ?? ''
    const match = call.exec(text)
    if (match)
      return {
        file: context,
        range: rangeOf(text, match.index, match.index + match[0].length),
        fact: 'uses pip',
      }
  }
  return undefined
}
