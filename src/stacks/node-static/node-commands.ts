import type { Stage, Step } from '../../model/build-model.ts'
import type { ShellCommand } from '../../shell/script.ts'
import type { PackageManager } from './package-manager.ts'

/** A command of a RUN that installs packages or builds the site. */
export interface NodeCommand {
  readonly kind: 'install' | 'build'
  readonly manager: PackageManager
  readonly step: Step
  readonly command: ShellCommand
  /** Its place among the commands of the RUN. */
  readonly index: number
}

/** The installs and builds of a stage, in order. */
export function nodeCommands(stage: Stage): readonly NodeCommand[] {
  return stage.steps.flatMap(step => {
    if (step.instruction.name !== 'RUN' || !step.script) return []
    return step.script.commands.flatMap((command, index) => {
      const words = command.words.map(word => word.value ?? word.raw)
      const read = kindOf(words)
      return read ? [{ ...read, step, command, index }] : []
    })
  })
}

function kindOf(words: readonly string[]): Pick<NodeCommand, 'kind' | 'manager'> | undefined {
  const [program = '', ...rest] = words
  const operands = rest.filter(word => !word.startsWith('-'))
  const [verb, name] = operands
  const global = rest.some(word => word === '-g' || word === '--global' || word === '--location=global')
  if (program === 'npm') {
    if (!global && ['ci', 'install', 'i', 'clean-install'].includes(verb ?? '') && name === undefined) {
      return { kind: 'install', manager: 'npm' }
    }
    const runs = verb === 'run' || verb === 'run-script'
    return runs && isBuild(name) ? { kind: 'build', manager: 'npm' } : undefined
  }
  if (program === 'yarn' || program === 'pnpm' || program === 'bun') {
    const install = verb === undefined || ((verb === 'install' || verb === 'i') && name === undefined)
    if (install && !global) return { kind: 'install', manager: program }
    const script = verb === 'run' ? name : verb
    return isBuild(script) ? { kind: 'build', manager: program } : undefined
  }
  if (program === 'npx' && buildTool.test(operands.join(' '))) return { kind: 'build', manager: 'npm' }
  return buildTool.test(words.join(' ')) ? { kind: 'build', manager: 'npm' } : undefined
}

const buildTool =
  /^(?:vite build|react-scripts build|vue-cli-service build|ng build|astro build|next build|docusaurus build|gatsby build|vitepress build|nuxi? generate|nuxt generate|(?:@11ty\/)?eleventy(?!.*--serve))(?=\s|$)/

const isBuild = (name: string | undefined) => name !== undefined && /^build(?::[\w-]+)?$/.test(name)
