import { posix } from 'node:path'
import type { PackageJson } from '../../app/package-json.ts'
import type { Evidence } from '../../model/change.ts'
import { notPlain, resolveScript } from './resolve-script.ts'

/** A program that Node runs, as a script of package.json or the Dockerfile starts it. */
export interface NodeStart {
  /** `node` first. */
  readonly argv: readonly string[]
  /** The file that runs, relative to the working directory. */
  readonly entry: string
}

/** What a script of package.json starts. */
export interface ScriptStart {
  readonly start: NodeStart
  /** What the script sets for it, as `NAME=value`. */
  readonly env: readonly string[]
  readonly evidence: Evidence
}

const preloads = /^(?:-r|--require|--import)$/

/**
 * `node [flags] file [arguments]`; undefined for anything else, where a flag takes a value that is not known, or where
 * what is loaded first does not ship.
 */
export function nodeStart(words: readonly string[], manifest?: PackageJson): NodeStart | undefined {
  const [program, ...rest] = words
  if (program !== 'node' || words.some(word => /[$`&|;<>(){}*?"'\\]/.test(word))) return undefined
  const loaded: string[] = []
  let at = 0
  for (; rest[at]?.startsWith('-') === true; at++) {
    const [flag = '', inline] = rest[at]?.split(/=(.*)/s, 2) ?? []
    if (preloads.test(flag)) loaded.push(inline ?? rest[++at] ?? '')
    else if (
      /^(?:-r|-e|-p|-C|--eval|--print|--loader|--experimental-loader|--watch|--inspect|--env-file)/.test(flag)
    )
      return undefined
  }
  const entry = rest[at]
  if (entry === undefined || !loaded.every(each => ships(each, entry, manifest))) return undefined
  return { argv: words, entry }
}

const topFolder = (path: string) => posix.normalize(path).split('/')[0]

/** A file beside the program, or a package that it depends on. */
function ships(loaded: string, entry: string, manifest: PackageJson | undefined): boolean {
  if (loaded.startsWith('.')) return topFolder(loaded) === topFolder(entry)
  const name = loaded
    .split('/')
    .slice(0, loaded.startsWith('@') ? 2 : 1)
    .join('/')
  return manifest?.dependencies.has(name) === true
}

/** What `npm start` comes to, where that is a program of Node's and nothing runs before or after it. */
export function startScript(manifest: PackageJson, name: string): ScriptStart | undefined {
  const found = readStart(manifest, name)
  return typeof found === 'object' ? found : undefined
}

/** The same; a string says why it is none, undefined where there is no such script. */
export function readStart(manifest: PackageJson, name: string): ScriptStart | string | undefined {
  const found = resolveScript(manifest, name)
  if (found === undefined || typeof found === 'string') return found
  const { words, env, evidence, text } = found
  const run = words[0] === 'tsx' || words[0] === 'ts-node' ? withLoader(manifest, words) : words
  if (typeof run === 'string') return run
  const start = nodeStart(run, manifest)
  return start ? { start, env, evidence } : notPlain({ value: text })
}

/**
 * TypeScript that is compiled while it is loaded, where what does that ships.
 * Sources: https://tsx.is/dev-api/node-cli, https://github.com/TypeStrong/ts-node#node-flags-and-other-tools
 */
function withLoader(
  manifest: PackageJson,
  [tool = '', ...rest]: readonly string[],
): readonly string[] | string {
  const needed = tool === 'tsx' ? ['tsx'] : ['ts-node', 'typescript']
  const missing = needed.find(name => !manifest.dependencies.has(name))
  const value = [tool, ...rest].join(' ')
  if (rest[0] === 'watch' || rest[0]?.startsWith('-') === true) return notPlain({ value })
  if (missing !== undefined)
    return `${tool} runs the sources, and ${missing} is not among the packages that ship: compile them in a build script`
  return ['node', ...(tool === 'tsx' ? ['--import', 'tsx'] : ['--require', 'ts-node/register']), ...rest]
}

/** Packages that answer requests themselves. */
const servers =
  /^(?:express|fastify|koa|@koa\/router|hono|@hono\/node-server|@nestjs\/core|@hapi\/hapi|restify|polka|apollo-server|@apollo\/server|@grpc\/grpc-js|socket\.io|ws)$/

/** The package that makes an app a server, among those that it needs at run time. */
export function serverPackage(manifest: PackageJson): Evidence | undefined {
  const found = [...manifest.dependencies].find(([name]) => servers.test(name))
  return found && { file: manifest.path, range: found[1].range, fact: `depends on ${found[0]}` }
}
