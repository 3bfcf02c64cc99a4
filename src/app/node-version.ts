import type { AppFiles } from './app-files.ts'
import type { PackageJson } from './package-json.ts'
import { pinnedTool } from './pinned-tool.ts'
import type { Range } from '../dockerfile/source.ts'

/** The major version of Node that an app is to run on, and where that was read. */
export interface NodeVersion {
  readonly major: number
  readonly file: string
  readonly range?: Range
  readonly fact: string
}

/** Names of the releases with long-term support. Source: https://github.com/nodejs/Release */
const lts: Readonly<Record<string, number>> = { hydrogen: 18, iron: 20, jod: 22, krypton: 24, lithium: 26 }

/** The release taken where the app leaves the choice; why this one: docs/decisions/0010-which-node.md. */
const fallback = 24
const preferred = [fallback, 22]
const known = [18, 20, 22, 24, 26]

/** What mise or asdf is told, `.nvmrc`, `.node-version`, then `engines.node`, then a release with long-term support; a string says what is unclear. */
export function nodeVersion(app: AppFiles, manifest: PackageJson): NodeVersion | string {
  const pinned = pinnedTool(app, 'node')
  if (pinned) return { major: Number.parseInt(pinned.version, 10), ...pinned.evidence }
  for (const file of ['.nvmrc', '.node-version']) {
    const text = app.read(file)?.trim()
    if (text === undefined || text === '') continue
    const name = /^lts\/(\w+|\*)$/.exec(text)?.[1]
    const major = name === undefined ? Number(/^v?(\d+)/.exec(text)?.[1]) : (lts[name] ?? fallback)
    if (major === undefined || Number.isNaN(major)) return `${file} names no version of Node: ${text}`
    return { major, file, fact: `${file} names ${text}` }
  }
  const engine = manifest.node
  if (!engine) return { major: fallback, file: manifest.path, fact: 'names no version of Node' }
  const major = majorOf(engine.value)
  if (major === undefined) return `engines.node is not understood: ${engine.value}`
  return { major, file: manifest.path, range: engine.range, fact: `engines.node ${engine.value}` }
}

/** The release that a range asks for; of several the preferred one. One without long-term support has to be named. */
function majorOf(range: string): number | undefined {
  const alternatives = range.split('||').map(each => each.trim())
  const allowed = known.filter(major => alternatives.some(each => allows(each, major)))
  const only = /^[\^~=]?v?(\d+)(?:\.(?:\d+|x|\*)){0,2}$/.exec(range.trim())?.[1]
  return (
    preferred.find(major => allowed.includes(major)) ??
    allowed.at(-1) ??
    (only === undefined ? undefined : Number(only))
  )
}

/** True where every comparator of a range lets some version of a release through. */
function allows(range: string, major: number): boolean {
  if (range === '*' || range === 'x' || range === '') return true
  const parts = range.replace(/([<>=^~]+)\s+/g, '$1').split(/\s+/)
  return parts.every(part => {
    const match = /^(\^|~|>=|>|<=|<|=)?v?(\d+)(\.(?:\d+|x|\*)){0,2}$/.exec(part)
    if (!match) return false
    const asked = Number(match[2])
    switch (match[1]) {
      case '>=':
        return major >= asked
      case '>':
        return match[3] === undefined ? major > asked : major >= asked
      case '<':
        return major < asked
      case '<=':
        return major <= asked
      default:
        return major === asked
    }
  })
}
