import type { AppFiles } from './app-files.ts'
import { rangeOfLine } from './positions.ts'
import { tomlEntries } from './toml-entries.ts'
import type { Range } from '../dockerfile/source.ts'

/** The names that mise and asdf give a tool. */
const names = {
  node: ['node', 'nodejs'],
  python: ['python'],
  ruby: ['ruby'],
  go: ['go', 'golang'],
  java: ['java'],
  bun: ['bun'],
  deno: ['deno'],
  rust: ['rust'],
  elixir: ['elixir'],
  php: ['php'],
} as const

/** A version that the folder's version manager is told to use, and the line that says it. */
export interface PinnedTool {
  /** Without what stands before the digits: `21.0.2` for `temurin-21.0.2`. */
  readonly version: string
  readonly evidence: { readonly file: string; readonly range: Range; readonly fact: string }
}

/**
 * `mise.toml`, then `.tool-versions`: of several versions the first. Both win over the files of a language's own manager,
 * which mise reads where it is told nothing itself, and asdf only where it is asked to. Undefined where none names a
 * number: `latest`, `lts`, `system` and a path leave the choice. Sources: mise.jdx.dev/lang/node.html, "Legacy Version
 * Files" of asdf-vm.com/manage/configuration.html.
 */
export function pinnedTool(app: AppFiles, tool: keyof typeof names): PinnedTool | undefined {
  const called: readonly string[] = names[tool]
  for (const { name, version, file, range } of [...fromMise(app), ...fromAsdf(app)]) {
    if (!called.includes(name)) continue
    const number = /^(?:prefix:)?(?:[a-z][a-z+]*-)*v?(\d[\w.+-]*)$/i.exec(version)?.[1]
    if (number !== undefined)
      return { version: number, evidence: { file, range, fact: `${file} names ${name} ${version}` } }
  }
  return undefined
}

interface Named {
  readonly name: string
  readonly version: string
  readonly file: string
  readonly range: Range
}

function fromMise(app: AppFiles): readonly Named[] {
  return ['mise.toml', '.mise.toml', '.config/mise.toml'].flatMap(file =>
    tomlEntries(app.read(file) ?? '')
      .filter(({ table }) => table === 'tools')
      .flatMap(({ key, raw, text, range }) => {
        const version = text ?? /^(?:\[|\{.*?\bversion\s*=)\s*["']([^"']*)/.exec(raw)?.[1]
        return version === undefined ? [] : [{ name: key, version, file, range }]
      }),
  )
}

function fromAsdf(app: AppFiles): readonly Named[] {
  const file = '.tool-versions'
  const text = app.read(file) ?? ''
  return text.split('\n').flatMap((line, at) => {
    const [name, version] = line.replace(/#.*/, '').trim().split(/\s+/)
    return name && version ? [{ name, version, file, range: rangeOfLine(text, at + 1) }] : []
  })
}
