import type { PackageJson } from '../../app/package-json.ts'
import type { Evidence } from '../../model/change.ts'

/** A program that Node runs, as a script of package.json or the Dockerfile starts it. */
export interface NodeStart {
  /** `node` first. */
  readonly argv: readonly string[]
  /** The file that runs, relative to the working directory. */
  readonly entry: string
}

/** `node [flags] file [arguments]`; undefined for anything else, or where a flag takes a value of its own. */
export function nodeStart(words: readonly string[]): NodeStart | undefined {
  const [program, ...rest] = words
  if (program !== 'node' || words.some(word => /[$`&|;<>(){}*?"'\\]/.test(word))) return undefined
  const at = rest.findIndex(word => !word.startsWith('-'))
  const entry = rest[at]
  const flags = rest.slice(0, Math.max(0, at))
  if (
    entry === undefined ||
    flags.some(flag => /^(?:-r|-e|-p|-C|--require|--import|--loader|--watch|--inspect)/.test(flag))
  )
    return undefined
  return { argv: words, entry }
}

/** What `npm start` comes to, where the script is plain and nothing runs before or after it. */
export function startScript(
  manifest: PackageJson,
  name: string,
): { readonly start: NodeStart; readonly evidence: Evidence } | undefined {
  const script = manifest.scripts.get(name)
  if (!script || manifest.scripts.has(`pre${name}`) || manifest.scripts.has(`post${name}`)) return undefined
  const start = nodeStart(script.value.trim().split(/\s+/))
  return (
    start && {
      start,
      evidence: { file: manifest.path, range: script.range, fact: `"${name}": "${script.value}"` },
    }
  )
}

/** Packages that answer requests themselves. */
const servers =
  /^(?:express|fastify|koa|@koa\/router|hono|@hono\/node-server|@nestjs\/core|@hapi\/hapi|restify|polka|apollo-server|@apollo\/server|socket\.io|ws)$/

/** The package that makes an app a server, among those that it needs at run time. */
export function serverPackage(manifest: PackageJson): Evidence | undefined {
  const found = [...manifest.dependencies].find(([name]) => servers.test(name))
  return found && { file: manifest.path, range: found[1].range, fact: `depends on ${found[0]}` }
}
