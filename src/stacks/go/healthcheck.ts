import type { Step } from '../../model/build-model.ts'
import { commentsAbove } from '../../model/instruction-text.ts'
import { execForm, shippedSteps } from '../../model/launch.ts'
import { absolutePath } from '../../model/final-state.ts'
import type { GoApp } from './go-app.ts'
import { buildImage, systemImage } from './go-environment.ts'

/** How the user's HEALTHCHECK can go on working. */
export interface KeptHealthcheck {
  readonly needsShell: boolean
  readonly instead: ReadonlyMap<Step, string>
  /** Instructions that install the program that it calls. */
  readonly setup: readonly string[]
}

/** A check that calls the program itself needs nothing; any other needs a shell and the tool that it names. */
export function healthcheckOf(go: GoApp): KeptHealthcheck {
  const none: KeptHealthcheck = { needsShell: false, instead: new Map(), setup: [] }
  const step = shippedSteps(go.build).findLast(({ instruction }) => instruction.name === 'HEALTHCHECK')
  const instruction = step?.instruction
  if (!step || instruction?.name !== 'HEALTHCHECK' || instruction.command === 'NONE') return none
  const { command } = instruction
  const argv = command.form === 'exec' ? command.args : step.script && execForm(step.script)
  const program = argv?.[0] ?? ''
  const own = go.outputs.some(each => each.path === absolutePath(go.workdir, program))
  if (own && command.form === 'exec') return none
  if (own && argv) {
    const flags = instruction.flags.map(flag => `--${flag.name}=${flag.value ?? ''} `).join('')
    const line = `HEALTHCHECK ${flags}CMD [${argv.map(each => JSON.stringify(each)).join(', ')}]`
    return {
      ...none,
      instead: new Map([[step, [...commentsAbove(go.build.document, instruction), line].join('\n')]]),
    }
  }
  const alpine = systemImage(buildImage(go)).startsWith('alpine')
  const text = command.form === 'exec' ? command.args.join(' ') : command.script
  const tools = ['curl', 'wget', 'nc'].filter(
    tool => new RegExp(`\\b${tool}\\b`).test(text) && (!alpine || tool === 'curl'),
  )
  return { needsShell: true, instead: new Map(), setup: tools.length > 0 ? [install(alpine, tools)] : [] }
}

function install(alpine: boolean, tools: readonly string[]): string {
  if (alpine) return `RUN apk add --no-cache ${tools.join(' ')}`
  const packages = tools.map(tool => (tool === 'nc' ? 'netcat-openbsd' : tool)).join(' ')
  return `RUN apt-get update \\\n    && apt-get install -y --no-install-recommends ${packages} \\\n    && rm -rf /var/lib/apt/lists/*`
}
