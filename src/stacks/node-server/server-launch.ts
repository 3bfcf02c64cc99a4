import type { PackageJson } from '../../app/package-json.ts'
import type { BuildModel, Step } from '../../model/build-model.ts'
import type { Evidence } from '../../model/change.ts'
import { launchOf } from '../../model/launch.ts'
import { type NodeStart, nodeStart, serverPackage, startScript } from './start-script.ts'

/** How the server starts. */
export interface ServerLaunch {
  /** `node …`, where what starts comes to that. */
  readonly start: NodeStart | undefined
  /** The file that Node runs, relative to the working directory, where that is known. */
  readonly entry: string | undefined
  /** How many words of `start` belong to ENTRYPOINT. */
  readonly fixed: number
  /** True where npm, yarn or a shell stood before node. */
  readonly resolved: boolean
  readonly steps: readonly Step[]
  readonly evidence: readonly Evidence[]
}

const development = /\b(?:nodemon|ts-node(?:-dev)?|tsx|nest start|vite|next|nuxt|react-scripts|serve|ng)\b/

/** Reads what starts; a string says why it cannot be kept; undefined where it is no server that Node runs. */
export function readServerLaunch(
  build: BuildModel,
  manifest: PackageJson,
): ServerLaunch | string | undefined {
  const launch = launchOf(build)
  if (!launch) return undefined
  const words = launch.kind === 'program' ? launch.argv : launch.script.trim().split(/\s+/)
  const direct = launch.kind === 'program' ? nodeStart(words) : undefined
  const shell = launch.steps.some(step => step.script !== undefined)
  if (direct)
    return {
      start: direct,
      entry: direct.entry,
      fixed: launch.kind === 'program' ? launch.fixed : 0,
      resolved: shell,
      steps: launch.steps,
      evidence: [],
    }
  const [program = '', ...rest] = words
  if (!/^(?:npm|yarn|pnpm)$/.test(program)) return otherLaunch(words, launch.steps, manifest)
  const [verb, operand] = rest.filter(word => !word.startsWith('-'))
  const name = verb === 'run' || verb === 'run-script' ? operand : verb
  const script = name === undefined ? undefined : manifest.scripts.get(name)
  if (name === undefined || !script) return undefined
  const more = rest.filter(word => !word.startsWith('-')).length > (verb === name ? 1 : 2)
  const found = more ? undefined : startScript(manifest, name)
  if (found) {
    return {
      start: found.start,
      entry: found.start.entry,
      fixed: 0,
      resolved: true,
      steps: launch.steps,
      evidence: [found.evidence],
    }
  }
  if (development.test(script.value))
    return /\b(?:vite|next|nuxt|react-scripts|serve|ng)\b/.test(script.value)
      ? undefined
      : `${manifest.path}:${script.range.start.line} starts a tool for development: ${script.value}`
  if (!/(?:^|\s)node\s/.test(script.value)) return undefined
  return program === 'npm'
    ? { start: undefined, entry: undefined, fixed: 0, resolved: false, steps: launch.steps, evidence: [] }
    : `${program} starts the app, and the slim image need not have it: ${script.value}`
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
    return { start: undefined, entry: started.entry, fixed: 0, resolved: false, steps, evidence: [] }
  }
  return program === 'node' || serverPackage(manifest)
    ? `what starts is no plain \`node …\`: ${words.join(' ')}`
    : undefined
}
