import type { Located, PackageJson } from '../../app/package-json.ts'
import type { Evidence } from '../../model/change.ts'
import { managerCall } from './manager-call.ts'
import { factOf } from '../node-static/framework-facts.ts'

/** What a script of package.json comes to, once the scripts that it only calls are followed. */
export interface ResolvedScript {
  /** The words of the program and its arguments. */
  readonly words: readonly string[]
  /** What is set before it, as `NAME=value`. */
  readonly env: readonly string[]
  /** The script that names the program. */
  readonly text: string
  readonly evidence: Evidence
}

const shell = /[$`&|;<>(){}*?"'\\]/

/**
 * Follows `npm run other`, `NAME=value …` and `cross-env NAME=value …` to the program. A string says what a package
 * manager or a shell would do beside starting it; undefined where there is no such script.
 */
export function resolveScript(
  manifest: PackageJson,
  name: string,
  followed: readonly string[] = [],
): ResolvedScript | string | undefined {
  const script = manifest.scripts.get(name)
  if (!script) return undefined
  const hook = scriptHook(manifest, name)
  if (hook !== undefined) return hook
  const { words, env } = withoutEnvironment(script.value)
  const call = managerCall(words)
  const next = call?.script
  if (call === undefined || next === undefined || !manifest.scripts.has(next))
    return plain(manifest, name, script, words, env)
  const alone = !call.elsewhere && call.members.length === 0
  const more = call.operands.length > (call.verb === next ? 0 : 1)
  if (!alone || more || followed.includes(next)) return notPlain(script)
  const found = resolveScript(manifest, next, [...followed, name])
  return typeof found === 'object' ? { ...found, env: [...env, ...found.env] } : found
}

/** What a package manager runs before or after a script; undefined for nothing. */
export function scriptHook(manifest: PackageJson, name: string): string | undefined {
  const hook = [`pre${name}`, `post${name}`].find(each => manifest.scripts.has(each))
  return hook && `${hook} runs beside the start script: ${manifest.scripts.get(hook)?.value ?? ''}`
}

/** A program of a script that only a shell runs, where it is neither Node nor of a package that ships. */
export function unknownProgram(manifest: PackageJson, { value }: Located): string | undefined {
  const programs = value.split(/&&|\|\||[;|&]/).flatMap(each => withoutEnvironment(each).words[0] ?? [])
  return programs.find(
    program =>
      !/^(?:node|echo|exec|sleep|test|true|set|export|\[|:)?$/.test(program) &&
      !manifest.dependencies.has(program),
  )
}

function plain(
  manifest: PackageJson,
  name: string,
  script: Located,
  words: readonly string[],
  env: readonly string[],
): ResolvedScript | string {
  if (shell.test(script.value)) return notPlain(script)
  return { words, env, text: script.value.trim(), evidence: factOf(manifest, name, script) }
}

/** What is said of a start script that Node alone cannot stand for. */
export const notPlain = ({ value }: Pick<Located, 'value'>): string =>
  `the start script is no plain \`node …\`: ${value.trim()}`

/** Takes leading assignments off, with the `cross-env` that only sets them. */
function withoutEnvironment(value: string): Pick<ResolvedScript, 'words' | 'env'> {
  const all = value.trim().split(/\s+/)
  const words = all[0] === 'cross-env' ? all.slice(1) : all
  const at = words.findIndex(word => !/^[A-Za-z_]\w*=[\w./:,@=-]*$/.test(word))
  const count = at < 0 ? words.length : at
  return { env: words.slice(0, count), words: words.slice(count) }
}

/** Instructions that set what a script sets. */
export const environmentLines = (env: readonly string[]): readonly string[] => env.map(each => `ENV ${each}`)
