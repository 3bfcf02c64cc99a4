import { parseShell } from '../../shell/parse-shell.ts'
import type { ShellCommand, ShellWord } from '../../shell/script.ts'
import type { BuildModel, Step } from '../../model/build-model.ts'
import { launchOf, shippedSteps } from '../../model/launch.ts'
import { installedLibraries } from './gradle-application.ts'

/** `java [flags] -jar app.jar [arguments]` as the Dockerfile starts it. */
export interface JavaLaunch {
  /** The flags of the JVM, between `java` and `-jar`. */
  readonly flags: readonly string[]
  /** As written, a glob where the author leaves the version open. */
  readonly jar: string
  readonly args: readonly string[]
  /** How many of `args` belong to ENTRYPOINT. */
  readonly fixedArgs: number
  /** True where ENTRYPOINT starts java, false where CMD does. */
  readonly byEntrypoint: boolean
  /** The variable whose value a shell puts among the flags. */
  readonly optionsVariable: string | undefined
  readonly steps: readonly Step[]
  /** True where Gradle's start script runs; `jar` is then the folder of its jars. */
  readonly installed: boolean
}

/** Reads what starts; a string says why it cannot be told. */
export function readJavaLaunch(build: BuildModel): JavaLaunch | string {
  const launch = launchOf(build)
  if (!launch) return 'neither ENTRYPOINT nor CMD says what starts'
  const entrypoint = shippedSteps(build).findLast(step => step.instruction.name === 'ENTRYPOINT')
  const byEntrypoint = entrypoint !== undefined && launch.steps.includes(entrypoint)
  if (launch.kind === 'script') {
    const step = launch.steps.at(-1)
    const command = step && onlyCommand(build, step, launch.script)
    if (!command) return `what starts needs a shell: ${launch.script}`
    return fromWords(command.words.map(wordOf), command.words.length, byEntrypoint, launch.steps)
  }
  const script = shellArgument(launch.argv)
  if (script === undefined) return fromWords(launch.argv, launch.fixed, byEntrypoint, launch.steps)
  const step = launch.steps[0]
  const command = step && onlyCommand(build, step, script)
  if (!command) return `what starts needs a shell: ${script}`
  return fromWords(command.words.map(wordOf), command.words.length, byEntrypoint, launch.steps)
}

/** The script of `["sh", "-c", "java …"]`. */
function shellArgument(argv: readonly string[]): string | undefined {
  const isShell = /^(?:\/bin\/)?(?:ba|a|da)?sh$/.test(argv[0] ?? '')
  return isShell && argv[1] === '-c' && argv.length === 3 ? argv[2] : undefined
}

function onlyCommand(build: BuildModel, step: Step, script: string): ShellCommand | undefined {
  const logical = { text: script, offsets: new Uint32Array(script.length + 1) }
  const read = step.script?.text === script ? step.script : parseShell(logical, 'sh', build.document)
  const [command, ...others] = read.commands
  const simple = read.plain && others.length === 0 && command && command.redirects.length === 0
  return simple && command.assignments.length === 0 ? command : undefined
}

const wordOf = (word: ShellWord) => word.value ?? word.raw

const optionsWord = /^"?\$\{?(JAVA_OPTS|JAVA_OPTIONS|JAVA_ARGS|JVM_OPTS|JVM_ARGS)(?::-)?\}?"?$/

function fromWords(
  words: readonly string[],
  fixed: number,
  byEntrypoint: boolean,
  steps: readonly Step[],
): JavaLaunch | string {
  const skipped = words[0] === 'exec' ? 1 : 0
  const all = words.slice(skipped)
  const libraries = installedLibraries(all[0] ?? '')
  if (libraries !== undefined)
    return installed(libraries, all.slice(1), fixed - skipped - 1, byEntrypoint, steps)
  if (!/^(?:.*\/)?java$/.test(all[0] ?? '')) return `what starts is no java: ${all[0] ?? ''}`
  const at = all.indexOf('-jar')
  const jar = all[at + 1]
  if (at < 0 || jar === undefined)
    return 'java is not started with -jar, so which files it needs is not known'
  const options = all.slice(1, at)
  const variable = options.map(word => optionsWord.exec(word)?.[1]).find(Boolean)
  const flags = options.filter(word => !optionsWord.test(word))
  const args = all.slice(at + 2)
  const unknown = [...flags, jar, ...args].find(word => word.includes('$'))
  if (unknown !== undefined) return `what starts needs a shell for ${unknown}`
  const fixedArgs = byEntrypoint ? Math.max(0, fixed - skipped - at - 2) : 0
  return { flags, jar, args, fixedArgs, byEntrypoint, optionsVariable: variable, steps, installed: false }
}

/** Gradle's script adds what JAVA_OPTS and a variable of its own name hold to the flags. */
function installed(
  jar: string,
  args: readonly string[],
  fixed: number,
  byEntrypoint: boolean,
  steps: readonly Step[],
): JavaLaunch | string {
  const unknown = args.find(word => word.includes('$'))
  if (unknown !== undefined) return `what starts needs a shell for ${unknown}`
  const fixedArgs = byEntrypoint ? Math.max(0, fixed) : 0
  const optionsVariable = 'JAVA_OPTS'
  return { flags: [], jar, args, fixedArgs, byEntrypoint, optionsVariable, steps, installed: true }
}
