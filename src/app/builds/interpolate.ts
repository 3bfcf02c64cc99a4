import { known, unknown } from './attributes.ts'
import type { Known } from './named-build.ts'

/** Braces may nest, as in `${A:-${B:-c}}`; nobody writes more than this. */
const DEEPEST = 20

/**
 * Puts values in place of Compose's variables: `$A`, `${A}`, `${A:-default}`, `${A:+other}`, and `$$` for a dollar.
 * https://docs.docker.com/reference/compose-file/interpolation/
 * @param variables what `.env` says; the environment of whoever calls Compose is not known
 */
export function interpolate(text: string, variables: ReadonlyMap<string, string>, depth = 0): Known {
  if (!text.includes('$')) return known(text)
  if (depth > DEEPEST) return unknown('its variables nest too deep')
  let result = ''
  for (let at = 0; at < text.length; ) {
    const dollar = text.indexOf('$', at)
    if (dollar < 0) return known(result + text.slice(at))
    result += text.slice(at, dollar)
    const next = text[dollar + 1] ?? ''
    if (next === '$') {
      result += '$'
      at = dollar + 2
    } else if (next === '{') {
      const end = closing(text, dollar + 1)
      if (end === undefined) return unknown('a brace is not closed')
      const value = inBraces(text.slice(dollar + 2, end), variables, depth)
      if (value.kind === 'unknown') return value
      result += value.value
      at = end + 1
    } else {
      const name = /^[A-Za-z_]\w*/.exec(text.slice(dollar + 1))?.[0]
      const value = name === undefined ? '$' : variables.get(name)
      if (value === undefined) return unknown(`${name} has no value here`)
      result += value
      at = dollar + 1 + (name?.length ?? 0)
    }
  }
  return known(result)
}

function closing(text: string, open: number): number | undefined {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    if (text[at] === '{') depth++
    if (text[at] === '}' && --depth === 0) return at
  }
  return undefined
}

function inBraces(inner: string, variables: ReadonlyMap<string, string>, depth: number): Known {
  const [, name = '', operator = '', word = ''] = /^(\w+)(?:(:?[-+?])([\s\S]*))?$/.exec(inner) ?? []
  if (name === '') return unknown(`\${${inner}} cannot be read`)
  const value = variables.get(name)
  const given = value !== undefined && (value !== '' || !operator.startsWith(':'))
  if (operator.endsWith('+')) return given ? interpolate(word, variables, depth + 1) : known('')
  if (given) return known(value)
  if (operator.endsWith('-')) return interpolate(word, variables, depth + 1)
  return value === undefined ? unknown(`${name} has no value here`) : known(value)
}

/** The variables of a `.env` file, as far as they are plain: quotes are taken off, nothing is expanded. */
export function readEnvFile(text: string): ReadonlyMap<string, string> {
  const variables = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, name, written = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    if (name === undefined) continue
    const [, , quoted] = /^(["'])(.*?)\1(?:\s+#.*)?$/.exec(written) ?? []
    const value = quoted ?? written.replace(/\s+#.*$/, '')
    if (!value.includes('$')) variables.set(name, value)
  }
  return variables
}
