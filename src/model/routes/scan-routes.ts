import type { AppFiles } from '../../app/app-files.ts'
import { rangeOf } from '../../app/positions.ts'
import type { Evidence } from '../change.ts'
import { languageOf } from './languages.ts'

/** A request that the sources answer, or a port that they listen on, and where they say so. */
export interface FoundRoute {
  readonly path: string
  readonly evidence: Evidence
}

export interface FoundPort {
  readonly port: number
  readonly evidence: Evidence
}

export interface FoundInSources {
  readonly routes: readonly FoundRoute[]
  readonly ports: readonly FoundPort[]
  /** Routes that were left out, since they have parameters: `/users/:id`. */
  readonly withParameters: readonly string[]
}

/** Sources that are no part of the app that runs. Java's packages begin with `com/example` in many an app. */
export const besideTheApp =
  /(?:^|\/)(?:tests?|__tests__|testdata|(?<!\/(?:com|org|net|io)\/)examples?|vendor|node_modules|dist|build)\/|[._](?:test|spec)\.\w+$/
/** A parameter, or a pattern: what to put there is not known. */
const parameter = /[:{}*$<>()]/

/** Reads routes and ports that stand in the sources as plain text. What is computed is not found: nothing is executed. */
export function scanRoutes(app: AppFiles): FoundInSources {
  const routes = new Map<string, FoundRoute>()
  const ports = new Map<number, FoundPort>()
  const withParameters = new Set<string>()
  for (const file of app.list().filter(path => !besideTheApp.test(path))) {
    const language = languageOf(file)
    const source = language && app.read(file)
    if (!language || source === undefined) continue
    const text = language.comments(source)
    for (const { value, evidence } of language.routes.flatMap(each => matches(each, text, file))) {
      if (prefixed(text)) withParameters.add(value)
      else if (parameter.test(value)) withParameters.add(value)
      else if (!routes.has(value)) routes.set(value, { path: value, evidence })
    }
    for (const { value, evidence } of language.ports.flatMap(each => matches(each, text, file))) {
      const port = Number(value)
      if (port > 0 && port < 65_536 && !ports.has(port)) ports.set(port, { port, evidence })
    }
  }
  return { routes: [...routes.values()], ports: [...ports.values()], withParameters: [...withParameters] }
}

/** Spring puts the class's path before the method's; which belongs to which is not looked into. */
function prefixed(text: string): boolean {
  return /@RequestMapping\(/.test(text) || /\b(?:Route|Group)\(\s*"\//.test(text)
}

function matches(
  pattern: RegExp,
  text: string,
  file: string,
): readonly { readonly value: string; readonly evidence: Evidence }[] {
  return [...text.matchAll(pattern)].map(match => ({
    value: match[1] ?? '',
    evidence: { file, range: rangeOf(text, match.index, match.index + match[0].length), fact: match[0] },
  }))
}
