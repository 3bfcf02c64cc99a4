import type { Step } from '../../model/build-model.ts'
import { execText } from '../../model/exec-text.ts'
import { shippedSteps } from '../../model/launch.ts'
import type { JavaApp } from './java-app.ts'

/** The texts that ENTRYPOINT and CMD get in the last stage, and the ENV that they ask for. */
export interface StartTexts {
  readonly instead: ReadonlyMap<Step, string>
  /** What is started; undefined where the base image's own ENTRYPOINT starts java. */
  readonly program: string | undefined
  /** Names of variables that got another name. */
  readonly renamed: ReadonlySet<string>
  readonly env: readonly string[]
}

/**
 * For a base whose own ENTRYPOINT is `["/usr/bin/java", "-jar"]`: CMD gives the jar alone. With flags for the JVM, or
 * where the author's ENTRYPOINT starts java, a whole ENTRYPOINT takes the base's place.
 */
export function startOnDistroless(java: JavaApp, mainClass?: string): StartTexts {
  const { launch } = java
  if (launch.byEntrypoint || launch.flags.length > 0 || (mainClass ?? java.mainClass) !== undefined)
    return startWith(java, '/usr/bin/java', mainClass, 'ENTRYPOINT')
  return texts(java, [], [java.shipped.argument, ...launch.args])
}

/**
 * For a base with no ENTRYPOINT of its own: the same shape as the author's, with the whole path of java.
 * @param mainClass what starts in place of the jar
 */
export function startWith(
  java: JavaApp,
  program: string,
  mainClass?: string,
  verb?: 'ENTRYPOINT',
): StartTexts {
  const { launch } = java
  const started = startedBy(java, mainClass)
  const start = [program, ...launch.flags, ...started]
  if (!launch.byEntrypoint && verb === undefined) return texts(java, [], [...start, ...launch.args])
  return texts(
    java,
    [...start, ...launch.args.slice(0, launch.fixedArgs)],
    launch.args.slice(launch.fixedArgs),
  )
}

function startedBy({ shipped, mainClass }: JavaApp, loader: string | undefined): readonly string[] {
  if (loader !== undefined) return [loader]
  return mainClass === undefined ? ['-jar', shipped.argument] : ['-cp', shipped.argument, mainClass]
}

/** Puts the new ENTRYPOINT and CMD in the places of the author's. */
function texts(java: JavaApp, entrypoint: readonly string[], command: readonly string[]): StartTexts {
  const { build, launch } = java
  const lines = [
    { name: 'ENTRYPOINT', argv: entrypoint },
    { name: 'CMD', argv: command },
  ].filter(each => each.argv.length > 0)
  const instead = new Map<Step, string>()
  const steps = shippedSteps(build).filter(({ instruction }) =>
    ['CMD', 'ENTRYPOINT'].includes(instruction.name),
  )
  for (const step of steps) instead.set(step, '')
  const target = launch.steps[0]
  if (target) {
    const [first, ...others] = lines
    const head = first ? execText(build, target, first.name, first.argv) : ''
    const rest = others.map(
      ({ name, argv }) => `${name} [${argv.map(each => JSON.stringify(each)).join(', ')}]`,
    )
    instead.set(target, [head, ...rest].join('\n'))
  }
  const [program] = [...entrypoint, ...command]
  return {
    instead,
    program: program === java.shipped.argument ? undefined : program,
    ...renamedOptions(java),
  }
}

/** The JVM reads JAVA_TOOL_OPTIONS by itself; without a shell nothing else would put a variable among its flags. */
function renamedOptions(java: JavaApp): Pick<StartTexts, 'renamed' | 'env'> {
  const name = java.launch.optionsVariable
  if (name === undefined) return { renamed: new Set(), env: [] }
  const values = shippedSteps(java.build).flatMap(({ instruction }) =>
    instruction.name === 'ENV' ? instruction.pairs.filter(pair => pair.key.value === name) : [],
  )
  const last = values.at(-1)
  if (!last) return { renamed: new Set([name]), env: [] }
  const { text } = java.build.document
  const raw = text.slice(last.value.range.start.offset, last.value.range.end.offset)
  const quoted = /^["']|^\S*$/.test(raw) ? raw : JSON.stringify(raw)
  return { renamed: new Set([name]), env: [`ENV JAVA_TOOL_OPTIONS=${quoted}`] }
}
