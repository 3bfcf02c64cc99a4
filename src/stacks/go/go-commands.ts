import { posix } from 'node:path'
import type { Stage, Step } from '../../model/build-model.ts'
import { absolutePath, expand } from '../../model/final-state.ts'
import type { ShellCommand, ShellWord } from '../../shell/script.ts'

/** A `go build` or `go install` of the Dockerfile, as far as it can be read. */
export interface GoCommand {
  readonly stage: Stage
  readonly step: Step
  readonly command: ShellCommand
  readonly verb: 'build' | 'install'
  /** The word after which flags may be put. */
  readonly verbWord: ShellWord
  /** Where it runs, in the container. */
  readonly cwd: string
  readonly flags: ReadonlyMap<string, { readonly value: string | undefined; readonly word: ShellWord }>
  readonly packages: readonly string[]
}

/** Flags of `go build` that take their value as the next word. Source: `go help build`. */
const valued = new Set(
  'C,asmflags,buildmode,compiler,covermode,coverpkg,gccgoflags,gcflags,installsuffix,ldflags,mod,modfile,o,overlay,p,pgo,pkgdir,tags,toolexec'.split(
    ',',
  ),
)

/** Every `go build` and `go install` in the RUNs of a stage. */
export function goCommands(stage: Stage): readonly GoCommand[] {
  return stage.steps.flatMap(step => {
    if (step.instruction.name !== 'RUN' || !step.script) return []
    let cwd = step.workdir
    return step.script.commands.flatMap(command => {
      const [program, first] = command.words
      if (program?.value === 'cd' && command.depth === 0)
        cwd = absolutePath(cwd, expand(first?.value ?? first?.raw ?? '/', step))
      if (program?.value !== 'go') return []
      const read = readGoCommand(command, step)
      return read ? [{ ...read, stage, step, command, cwd }] : []
    })
  })
}

function readGoCommand(command: ShellCommand, step: Step) {
  const flags = new Map<string, { value: string | undefined; word: ShellWord }>()
  const packages: string[] = []
  const words = command.words.slice(1)
  const verbWord = words.shift()
  const verb = verbWord?.value
  if (!verbWord || (verb !== 'build' && verb !== 'install')) return undefined
  for (let word = words.shift(); word; word = words.shift()) {
    const text = word.value ?? expand(unquote(word.raw), step)
    const flag = /^--?([\w]+)(?:=([\s\S]*))?$/.exec(text)
    if (!flag) {
      packages.push(text)
      continue
    }
    const [, name = '', inline] = flag
    const holder = inline === undefined && valued.has(name) ? words.shift() : word
    const value =
      inline ?? (holder && holder !== word ? (holder.value ?? expand(unquote(holder.raw), step)) : undefined)
    flags.set(name, { value, word: holder ?? word })
  }
  return { verb, verbWord, flags, packages: packages.length === 0 ? ['.'] : packages } as const
}

const unquote = (raw: string) => raw.replace(/^(["'])([\s\S]*)\1$/, '$2')

/** The paths in the container of the binaries that a command writes; undefined where they cannot be told. */
export function outputsOf(go: GoCommand, moduleName: string): readonly string[] | undefined {
  const cwd = go.flags.has('C') ? absolutePath(go.cwd, go.flags.get('C')?.value ?? '') : go.cwd
  const names = go.packages.map(each => binaryName(each, moduleName))
  const output = go.flags.get('o')?.value
  if (names.some(name => name === undefined) || output?.includes('$')) return undefined
  const known = names.filter(name => name !== undefined)
  if (go.verb === 'install') {
    const bin = go.step.variables.get('GOBIN') ?? posix.join(go.step.variables.get('GOPATH') ?? '/go', 'bin')
    return known.map(name => posix.join(bin, name))
  }
  if (output === undefined) return known.length === 1 ? known.map(name => posix.join(cwd, name)) : undefined
  const path = absolutePath(cwd, output)
  if (path.endsWith('/')) return known.map(name => posix.join(path, name))
  return known.length === 1 ? [path] : undefined
}

/** `./cmd/server` gives `server`; `.` gives the module's last part; `./...` cannot be told from the Dockerfile. */
function binaryName(pattern: string, moduleName: string): string | undefined {
  if (pattern.includes('...') || pattern.includes('$')) return undefined
  if (pattern.endsWith('.go')) return posix.basename(pattern, '.go')
  const path = pattern === '.' || pattern === './' ? moduleName : pattern.replace(/@.*$/, '')
  const parts = path.split('/').filter(part => part !== '' && part !== '.')
  const last = parts.at(-1) ?? ''
  return /^v\d+$/.test(last) ? parts.at(-2) : last
}
