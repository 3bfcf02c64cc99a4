import { posix } from 'node:path'
import type { Stage, Step } from '../../model/build-model.ts'
import { absolutePath, expand } from '../../model/final-state.ts'
import { systemInstall } from '../../model/system-packages.ts'
import type { ShellCommand } from '../../shell/script.ts'

/**
 * - `package`: a package manager's call in a folder; `setup`: brings Node or a package manager; `moves`: `cd`;
 * - `clean`: removes what an install left; `idle`: of use only beside others (`apt-get update`); `other`: anything else.
 */
export type FrontKind = 'package' | 'setup' | 'moves' | 'clean' | 'idle' | 'other'

/** A command of a RUN as seen by one who looks for a front end. */
export interface FrontCommand {
  readonly kind: FrontKind
  readonly step: Step
  readonly command: ShellCommand
  readonly words: readonly string[]
  /** Where it works: the folder that it runs in, or that a flag names. */
  readonly cwd: string
  /** The folder in which the next command runs. */
  readonly next: string
  readonly builds: boolean
  /** The call without what names its folder. */
  readonly own: readonly string[]
  /** The release of Node that it brings; undefined for none that is said. */
  readonly node: string | undefined
}

const nodePackage = /^(?:nodejs|npm|node|yarn|yarnpkg|nodejs-npm|corepack)(?:[=~@].*)?$/

/** Every command of a stage's RUNs, in order; those of an unreadable RUN are `other`. */
export function frontCommands(stage: Stage): readonly FrontCommand[] {
  return stage.steps.flatMap(step => {
    if (step.instruction.name !== 'RUN' || !step.script) return []
    let cwd = step.workdir
    const commands = step.script.commands
    return commands.map((command, index) => {
      const words = command.words.map(word => word.value ?? expand(word.raw, step))
      const at = cwd
      if (words[0] === 'cd') cwd = absolutePath(cwd, words[1] ?? '/root').replace(/(.)\/$/, '$1')
      const piped = commands[index + 1]?.joinedBy === '|' ? (commands[index + 1]?.words[0]?.raw ?? '') : ''
      const before = commands[index - 1]
      const script =
        command.joinedBy === '|' && /nodesource/.test(before?.words.map(each => each.raw).join(' ') ?? '')
      const read = readCommand(command, words, at, piped, script)
      return { step, command, words, next: cwd, builds: false, own: words, node: undefined, cwd: at, ...read }
    })
  })
}

const nodeLink = /(?:^|\/)node_modules\/(?:npm|corepack|yarn)\//

type Read = Pick<FrontCommand, 'kind'> & Partial<FrontCommand>

function readCommand(
  command: ShellCommand,
  words: readonly string[],
  cwd: string,
  piped: string,
  script: boolean,
): Read {
  const [program = '', ...rest] = words
  if (program === 'cd') return { kind: 'moves' }
  if (script && /^(?:ba)?sh$/.test(program)) return { kind: 'setup' }
  if (/^(?:curl|wget)$/.test(program) && /(?:ba)?sh$/.test(piped)) {
    const release = /nodesource\.com\/setup_(\d+)/.exec(words.join(' '))?.[1]
    return release === undefined ? { kind: 'other' } : { kind: 'setup', node: release }
  }
  if (/^(?:npm|npx|yarn|pnpm|bun|corepack)$/.test(program)) return packageCall(words, cwd)
  if (/^node$/.test(program) && /^(?:-v|--version)$/.test(rest.join(' '))) return { kind: 'idle' }
  if (program === 'rm') return removal(rest, cwd)
  // The links of npm and corepack beside a Node that was copied from its image.
  if (program === 'ln') return rest.some(word => nodeLink.test(word)) ? { kind: 'setup' } : { kind: 'other' }
  const install = systemInstall(command)
  if (install !== undefined && typeof install !== 'string')
    return install.packages.length > 0 && install.packages.every(name => nodePackage.test(name))
      ? { kind: 'setup' }
      : { kind: 'other' }
  if (/^(?:apt|apt-get)$/.test(program))
    return /^(?:update|clean|autoclean)$/.test(rest[0] ?? '') ? { kind: 'idle' } : { kind: 'other' }
  return /^(?:echo|set|true|:)$/.test(program) && command.redirects.length === 0
    ? { kind: 'idle' }
    : { kind: 'other' }
}

/** Words of an install of system packages that bring Node, among others. */
export function nodeWords({ command }: FrontCommand): ShellCommand['words'] {
  const install = systemInstall(command)
  if (install === undefined || typeof install === 'string') return []
  return command.words.slice(2).filter(word => nodePackage.test(word.value ?? ''))
}

function packageCall(words: readonly string[], cwd: string): Read {
  const folder = folderFlag(words)
  const own = folder?.rest ?? words
  const [program = '', ...rest] = own
  const operands = rest.filter(word => !word.startsWith('-'))
  const global = rest.some(word => /^(?:-g|--global|--location=global)$/.test(word))
  const sets = program === 'corepack' || /^(?:config|set|cache)$/.test(operands[0] ?? '')
  if (global || sets || rest.join(' ') === '--version' || rest.join(' ') === '-v') return { kind: 'setup' }
  const script = /^(?:run|run-script)$/.test(operands[0] ?? '') ? operands[1] : operands[0]
  const tool =
    program === 'npx' &&
    /^(?:vite|webpack|esbuild|parcel|react-scripts|vue-cli-service|ng)$/.test(operands[0] ?? '')
  const builds = tool || (program !== 'npx' && /^build(?::|$)/.test(script ?? ''))
  return { kind: 'package', builds, own, cwd: absolutePath(cwd, folder?.path ?? '.').replace(/(.)\/$/, '$1') }
}

/** `npm --prefix web ci`, `yarn --cwd web build`, `pnpm -C web install`. */
function folderFlag(words: readonly string[]) {
  const at = words.findIndex(word => /^(?:--prefix|--cwd|-C|--dir)(?:=|$)/.test(word))
  const flag = words[at]
  if (flag === undefined) return undefined
  const inline = flag.split(/=(.*)/s)[1]
  const path = inline ?? words[at + 1]
  return path === undefined
    ? undefined
    : {
        path,
        rest: words.filter((_word, index) => index !== at && (inline !== undefined || index !== at + 1)),
      }
}

const lists = /^\/(?:var\/(?:lib\/apt|cache)|tmp\/)/

function removal(rest: readonly string[], cwd: string): Read {
  const paths = rest.filter(word => !word.startsWith('-')).map(word => absolutePath(cwd, word))
  if (paths.every(path => lists.test(path))) return { kind: 'idle' }
  return paths.every(
    path => posix.basename(path) === 'node_modules' || /^\/root\/\.(?:npm|cache\/yarn)$/.test(path),
  )
    ? { kind: 'clean' }
    : { kind: 'other' }
}
