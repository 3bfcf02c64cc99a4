import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import { buildModel } from '../../model/model.ts'
import type { ShellCommand } from '../../shell/script.ts'
import { builtins, inBase, packageOf } from './shell-programs.ts'

/** A program that a script calls, and the place. */
export interface Called {
  readonly program: string
  readonly file: string
  readonly line: number
}

/** Programs that start what stands behind them. */
const wrappers = /^(?:exec|command|env|nice|nohup|setsid|time|timeout|xargs)$/

/** Every program that a script, and those of the folder that it calls, start; a string says which cannot be told. */
export function calledPrograms(app: AppFiles, script: string): readonly Called[] | string {
  const found: Called[] = []
  const functions = new Set<string>()
  const seen = new Set<string>()
  const queue = [script]
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    const text = app.read(file) ?? ''
    const commands = commandsOf(text)
    if (typeof commands === 'string') return `${file}: ${commands}`
    for (const name of functionsOf(text)) functions.add(name)
    for (const { words, range } of commands) {
      const line = range.start.line - linesBefore(text)
      for (const name of namesOf(words)) {
        if (name === undefined) return `${file}:${line} starts a program by a computed name`
        const local = name.includes('/') ? localFile(app, name) : undefined
        if (local !== undefined) queue.push(local)
        else found.push({ program: name.replace(/^\/(?:usr\/)?s?bin\//, ''), file, line })
      }
    }
  }
  return found.filter(({ program }) => !functions.has(program) && !builtins.has(program))
}

const functionsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^\s*(?:function\s+([\w:-]+)|([\w:-]+)\s*\(\s*\))/gm)].map(
    match => match[1] ?? match[2] ?? '',
  )

/** Of the Dockerfile in which a script is read. */
const linesBefore = (text: string) => (text.startsWith('#!') ? 2 : 3)

/** Read as the script of a RUN: one idea of the shell's grammar. */
function commandsOf(text: string): readonly ShellCommand[] | string {
  const delimiter = 'END_OF_THE_SCRIPT'
  if (text.includes(delimiter)) return 'it cannot be read'
  const shell = text.startsWith('#!') ? '' : '#!/bin/bash\n'
  const dockerfile = `FROM debian\nRUN <<'${delimiter}'\n${shell}${text}\n${delimiter}\n`
  const script = buildModel(parseDockerfile(dockerfile, 'Dockerfile')).final?.steps[0]?.script
  if (!script) return 'its shell is not known'
  const [unknown] = script.unknown
  return unknown ? unknown.reason : script.commands
}

/** The names of what one command starts: its own, and what it is told to start; undefined for a computed one. */
function namesOf([first, ...rest]: ShellCommand['words']): readonly (string | undefined)[] {
  if (first === undefined) return []
  const name = first.value
  if (name === undefined || name === 'eval') return [undefined]
  if (name === 'source' || name === '.') return [asPath(rest[0]?.value)]
  if (name === 'trap') return trapped(rest[0]?.value)
  if (/^(?:ba|da)?sh$/.test(name))
    return rest.some(({ raw }) => /^-\w*c/.test(raw)) ? [undefined] : shellNames(name, rest)
  if (name === 'find')
    return [
      name,
      ...rest.flatMap(({ raw }, at) => (/^-(?:exec|execdir|ok)$/.test(raw) ? [rest[at + 1]?.value] : [])),
    ]
  if (!wrappers.test(name)) return [name]
  const own = /^(?:exec|command|time)$/.test(name) ? [] : [name]
  // `exec >log` redirects, and `command -v jq` asks.
  const inner = rest.findIndex(({ raw }) => !/^-|^\d+[smhd]?$|^\w+=/.test(raw))
  const asks = name === 'command' && /^-[vV]$/.test(rest[0]?.raw ?? '')
  return inner < 0 || asks ? own : [...own, ...namesOf(rest.slice(inner))]
}

function shellNames(name: string, rest: ShellCommand['words']): readonly (string | undefined)[] {
  const script = rest.find(({ raw }) => !/^[-+]/.test(raw))
  return [name, ...(script ? [asPath(script.value)] : [])]
}

/** What a signal's command line begins its parts with. */
const trapped = (text: string | undefined): readonly (string | undefined)[] =>
  text === undefined || /[$`(]\s*\w+\s/.test(text)
    ? [undefined]
    : text
        .split(/[;&|\n]+/)
        .map(part => part.trim().split(/\s+/)[0] ?? '')
        .filter(word => /^[\w./-]+$/.test(word) && word !== '-')

const asPath = (path: string | undefined) =>
  path === undefined ? undefined : path.includes('/') ? path : `./${path}`

/** A script of the folder, from where it starts. */
function localFile(app: AppFiles, name: string): string | undefined {
  const path = posix.normalize(name)
  return app.has(path) ? path : undefined
}

/** The packages to install, or the programs that no known package brings. */
export function packagesFor(called: readonly Called[]) {
  const missing = called.filter(({ program }) => !inBase.has(program) && !packageOf.has(program))
  const brought = called.flatMap(each => {
    const name = inBase.has(each.program) ? undefined : packageOf.get(each.program)
    return name === undefined ? [] : [{ ...each, name }]
  })
  return { missing, brought }
}
