import type { BuildModel, Step } from './build-model.ts'
import { absolutePath, finalWorkdir } from './final-state.ts'
import { commentsAbove } from './instruction-text.ts'
import { execForm, shippedSteps } from './launch.ts'

/** How the user's HEALTHCHECK can go on working. */
export interface KeptHealthcheck {
  readonly needsShell: boolean
  readonly instead: ReadonlyMap<Step, string>
  /** Programs that the check calls and that a system image without them has to install. */
  readonly tools: readonly string[]
}

/**
 * A check that calls a program of the app's own needs nothing else and is put in exec form;
 * any other needs a shell and the tools that it names.
 */
export function keepHealthcheck(build: BuildModel, isOwn: (program: string) => boolean): KeptHealthcheck {
  const none: KeptHealthcheck = { needsShell: false, instead: new Map(), tools: [] }
  const step = shippedSteps(build).findLast(({ instruction }) => instruction.name === 'HEALTHCHECK')
  const instruction = step?.instruction
  if (!step || instruction?.name !== 'HEALTHCHECK' || instruction.command === 'NONE') return none
  const { command } = instruction
  const argv = command.form === 'exec' ? command.args : step.script && execForm(step.script)
  const program = argv?.[0] ?? ''
  const own = isOwn(program.includes('/') ? absolutePath(finalWorkdir(build), program) : program)
  if (own && command.form === 'exec') return none
  if (own && argv) {
    const flags = instruction.flags.map(flag => `--${flag.name}=${flag.value ?? ''} `).join('')
    const line = `HEALTHCHECK ${flags}CMD [${argv.map(each => JSON.stringify(each)).join(', ')}]`
    const text = [...commentsAbove(build.document, instruction), line].join('\n')
    return { ...none, instead: new Map([[step, text]]) }
  }
  const words = command.form === 'exec' ? command.args.join(' ') : command.script
  const tools = ['curl', 'wget', 'nc'].filter(tool => new RegExp(`\\b${tool}\\b`).test(words))
  return { needsShell: true, instead: new Map(), tools }
}

/** The RUN that installs a check's tools on a system image; none where its busybox has them. */
export function installTools(image: string, tools: readonly string[]): readonly string[] {
  const alpine = image.includes('alpine')
  const missing = alpine ? tools.filter(tool => tool === 'curl') : tools
  if (missing.length === 0) return []
  if (alpine) return [`RUN apk add --no-cache ${missing.join(' ')}`]
  const packages = missing.map(tool => (tool === 'nc' ? 'netcat-openbsd' : tool)).join(' ')
  return [
    `RUN apt-get update \\\n    && apt-get install -y --no-install-recommends ${packages} \\\n    && rm -rf /var/lib/apt/lists/*`,
  ]
}
