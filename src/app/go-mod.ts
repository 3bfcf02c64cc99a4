import type { Range } from '../dockerfile/source.ts'
import { rangeOfLine } from './positions.ts'
import type { AppFiles } from './app-files.ts'

/** What a go.mod says, with the line of each fact. */
export interface GoMod {
  readonly path: string
  readonly module: string
  readonly moduleRange: Range
  /** `1.23` or `1.23.4`. */
  readonly go: { readonly version: string; readonly range: Range } | undefined
  readonly requires: readonly GoRequire[]
  /** `replace … => ../local`: folders of the context that the build needs before the sources. */
  readonly localReplaces: readonly { readonly path: string; readonly range: Range }[]
}

export interface GoRequire {
  readonly module: string
  readonly version: string
  readonly range: Range
}

/** Reads a go.mod (grammar: https://go.dev/ref/mod#go-mod-file-grammar); undefined where it names no module. */
export function readGoMod(app: AppFiles, path: string): GoMod | undefined {
  const text = app.read(path)
  if (text === undefined) return undefined
  const found: { module?: GoMod['module']; moduleRange?: Range; go?: GoMod['go'] } = {}
  const requires: GoRequire[] = []
  const localReplaces: { path: string; range: Range }[] = []
  let block = ''
  for (const [index, line] of text.split('\n').entries()) {
    const words = wordsOf(line)
    if (words[0] === ')') block = ''
    if (words.length < 2) continue
    if (words[1] === '(') {
      block = words[0] ?? ''
      continue
    }
    const [verb, ...rest] = block === '' ? words : [block, ...words]
    const range = rangeOfLine(text, index + 1)
    const [first = '', second = ''] = rest
    if (verb === 'module') Object.assign(found, { module: first, moduleRange: range })
    if (verb === 'go') found.go = { version: first, range }
    if (verb === 'require') requires.push({ module: first, version: second, range })
    const target = rest[rest.indexOf('=>') + 1] ?? ''
    if (verb === 'replace' && rest.includes('=>') && target.startsWith('.')) {
      localReplaces.push({ path: target, range })
    }
  }
  if (found.module === undefined || found.moduleRange === undefined) return undefined
  return { path, module: found.module, moduleRange: found.moduleRange, go: found.go, requires, localReplaces }
}

function wordsOf(line: string): readonly string[] {
  return line
    .replace(/\/\/.*$/, '')
    .replace(/\(/, ' ( ')
    .trim()
    .split(/\s+/)
    .map(word => word.replace(/^["`](.*)["`]$/, '$1'))
    .filter(word => word !== '')
}
