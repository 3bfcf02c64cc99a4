import type { AppFiles } from '../../app/app-files.ts'
import type { PackageJson } from '../../app/package-json.ts'
import type { BuildModel, Step } from '../../model/build-model.ts'
import type { Evidence } from '../../model/change.ts'
import { type Launch, launchOf } from '../../model/launch.ts'
import { managerCall } from './manager-call.ts'
import { environmentLines, scriptHook, unknownProgram } from './resolve-script.ts'
import { type ServerFramework, serverFramework } from './server-frameworks.ts'
import { type NodeStart, nodeStart, serverPackage, startScript } from './start-script.ts'

/** How the server starts. */
export interface ServerLaunch {
  /** `node …`, where what starts comes to that. */
  readonly start: NodeStart | undefined
  /** The file that Node runs, relative to the folder in which it starts, where that is known. */
  readonly entry: string | undefined
  /** How many words of `start` belong to ENTRYPOINT. */
  readonly fixed: number
  /** True where npm, yarn or a shell stood before node. */
  readonly resolved: boolean
  /** What was process 1 and handed on signals: npm, yarn or pnpm in exec form. */
  readonly launcher: string | undefined
  readonly framework: ServerFramework | undefined
  /** Instructions that set what the script set before it started the program. */
  readonly env: readonly string[]
  readonly steps: readonly Step[]
  readonly evidence: readonly Evidence[]
}

const development =
  /\b(?:nodemon|ts-node(?:-dev)?|tsx|nest start|vite|next dev|nuxt dev|react-scripts|serve|ng)\b/

/** Of those what serves pages, which the stack of sites knows. */
export const siteTools = /\b(?:vite|next|nuxt|react-scripts|serve|ng)\b/

/**
 * Reads what starts; a string says why it cannot be kept; undefined where it is no server that Node runs.
 * @param manifest of the package whose script starts
 */
export function readServerLaunch(
  app: AppFiles,
  build: BuildModel,
  manifest: PackageJson,
): ServerLaunch | string | undefined {
  const launch = launchOf(build)
  if (!launch) return undefined
  const words = launchWords(launch)
  const direct = launch.kind === 'program' ? nodeStart(words, manifest) : undefined
  const shell = launch.steps.some(step => step.script !== undefined)
  const base = {
    fixed: 0,
    resolved: true,
    launcher: undefined,
    framework: undefined,
    env: [],
    steps: launch.steps,
  }
  if (direct)
    return {
      ...base,
      start: direct,
      entry: direct.entry,
      fixed: launch.kind === 'program' ? launch.fixed : 0,
      resolved: shell,
      evidence: [],
    }
  const call = managerCall(words)
  if (!call) return otherLaunch(words, launch.steps, manifest)
  const name = call.script
  const script = name === undefined ? undefined : manifest.scripts.get(name)
  if (name === undefined || !script || call.elsewhere) return undefined
  const launcher = shell ? undefined : call.manager
  const more = call.operands.length > (call.verb === name ? 0 : 1)
  const framework = more ? undefined : serverFramework(app, manifest, name)
  if (typeof framework === 'string') return framework
  if (framework) {
    const [entry = ''] = framework.argv.slice(1)
    const start = { argv: framework.argv, entry }
    const { env, evidence } = framework
    return { ...base, start, entry: undefined, launcher, framework, env, evidence: [evidence] }
  }
  const found = more ? undefined : (startScript(manifest, name) ?? builtByNest(manifest, script.value))
  if (found) {
    const { start, evidence } = found
    const env = environmentLines(found.env)
    return { ...base, start, entry: start.entry, launcher, env, evidence: [evidence] }
  }
  if (development.test(script.value))
    return siteTools.test(script.value)
      ? undefined
      : `${manifest.path}:${script.range.start.line} starts a tool for development: ${script.value}`
  if (!/(?:^|\s)node\s/.test(script.value)) return undefined
  const other = unknownProgram(manifest, script)
  const beside =
    scriptHook(manifest, name) ??
    (other && `what \`${other}\` of the start script needs is not known: ${script.value}`)
  if (beside !== undefined) return beside
  return call.manager === 'npm'
    ? { ...base, start: undefined, entry: undefined, resolved: false, evidence: [] }
    : `${call.manager} starts the app, and the slim image need not have it: ${script.value}`
}

/** The words that start. */
export const launchWords = (launch: Launch): readonly string[] =>
  launch.kind === 'program' ? launch.argv : launch.script.trim().split(/\s+/)

/** The names or folders of the workspace's packages that the launch is about: `npm start -w api`. */
export function launchMembers(build: BuildModel): readonly string[] {
  const launch = launchOf(build)
  return (launch && managerCall(launchWords(launch))?.members) ?? []
}

/** `nest start` compiles, and then runs what `start:prod` runs. */
function builtByNest(manifest: PackageJson, script: string): ReturnType<typeof startScript> {
  const builds = /\bnest build\b/.test(manifest.scripts.get('build')?.value ?? '')
  return script.trim() === 'nest start' && builds ? startScript(manifest, 'start:prod') : undefined
}

/** A small init before node stays; anything else is no server, or is not understood. */
function otherLaunch(
  words: readonly string[],
  steps: readonly Step[],
  manifest: PackageJson,
): ServerLaunch | string | undefined {
  const [program = ''] = words
  const init = /^(?:.*\/)?(?:tini|dumb-init)$/.test(program)
  const rest = words.slice(words[1] === '--' ? 2 : 1)
  const started = init ? nodeStart(rest) : undefined
  if (started) {
    return {
      start: undefined,
      entry: started.entry,
      fixed: 0,
      resolved: false,
      launcher: undefined,
      framework: undefined,
      env: [],
      steps,
      evidence: [],
    }
  }
  return program === 'node' || serverPackage(manifest)
    ? `what starts is no plain \`node …\`: ${words.join(' ')}`
    : undefined
}
