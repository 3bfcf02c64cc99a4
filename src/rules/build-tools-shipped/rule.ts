import { parseReference } from '../../image/reference.ts'
import { shippedStages } from '../../model/launch.ts'
import { commandsOf, type FoundCommand, subcommandOf } from '../commands.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const buildToolsShipped: Rule = {
  id: 'build-tools-shipped',
  title: 'The tools that build the app are in the image that ships',
  family: 'size',
  severity: 'warning',
  notShipped: 'off',
  counterparts: {},
  *check(context: RuleContext): Iterable<Finding> {
    yield* toolchainBase(context)
    for (const { found } of context.shippedRuns) {
      for (const command of found) {
        const tools = compilersOf(command)
        if (tools.length > 0 && found.some(compiles) && !found.some(removesPackages))
          yield compilers(command, tools)
      }
    }
  },
}

/** Images whose purpose is to build, and the command that builds with them. */
const TOOLCHAINS: readonly (readonly [image: RegExp, tool: RegExp, what: string])[] = [
  [/(?:^|\/)golang$/, /^go$/, 'the Go toolchain'],
  [/(?:^|\/)maven$/, /^mvn$/, 'Maven and a JDK'],
  [/(?:^|\/)gradle$/, /^gradlew?$/, 'Gradle and a JDK'],
  [/(?:^|\/)rust$/, /^cargo$/, 'the Rust toolchain'],
  [/(?:^|\/)gcc$/, /^(?:gcc|g\+\+|make|cmake)$/, 'a C compiler'],
  [/(?:^|\/)dotnet\/sdk$/, /^dotnet$/, 'the .NET SDK'],
]
const BUILDS = /^(?:build|install|package|publish|verify|clean|bootJar|shadowJar|assemble)$/

/** Only where the stage itself builds: an image of tools for others is no fault. */
function* toolchainBase({ model }: RuleContext): Iterable<Finding> {
  const stages = shippedStages(model)
  const [first] = stages
  const image = first?.base.kind === 'image' ? parseReference(first.base.reference) : undefined
  const chain = image && TOOLCHAINS.find(([name]) => name.test(image.repository))
  if (first === undefined || chain === undefined) return
  const [, tool, what] = chain
  const build = stages
    .flatMap(stage => stage.steps.flatMap(step => commandsOf(stage, step)))
    .find(command => tool.test(command.name) && buildsHere(command))
  if (build === undefined) return
  yield {
    message: `the image that ships stands on ${first.from.image.value}: ${what} and the sources go with it`,
    range: first.from.image.range,
    help: `name this stage, and copy what line ${build.command.range.start.line} builds into a last stage of its own`,
  }
}

/** `cargo install ripgrep` and `go install x@latest` bring a tool, which says nothing of what the image is for. */
function buildsHere({ name, args }: FoundCommand): boolean {
  if (name === 'gcc' || name === 'g++' || name === 'make' || name === 'cmake') return true
  if (!args.some(arg => BUILDS.test(arg ?? ''))) return false
  if (!args.includes('install')) return true
  return name === 'cargo'
    ? args.some(arg => arg?.startsWith('--path') === true)
    : !args.some(arg => arg?.includes('@') === true)
}

const COMPILERS =
  /^(?:build-essential|build-base|gcc|g\+\+|clang|make|cmake|musl-dev|libc6?-dev|linux-headers|autoconf|automake|python3?-dev|cargo|rust|golang|go|default-jdk.*|openjdk-?\d+(?:-jdk.*)?)$/

function compilersOf(command: FoundCommand): readonly string[] {
  const verb = subcommandOf(command)
  const installs =
    (/^apt(?:-get)?$/.test(command.name) && verb === 'install') || (command.name === 'apk' && verb === 'add')
  if (!installs || command.args.some(arg => arg === '--virtual' || arg === '-t')) return []
  return command.args
    .filter(arg => arg !== undefined)
    .map(arg => arg.replace(/[=~<>].*$/, ''))
    .filter(arg => COMPILERS.test(arg))
}

/** Where nothing is compiled in the same RUN, the tools may be what the image is for. */
function compiles({ name, args }: FoundCommand): boolean {
  if (/^(?:make|cmake|gcc|g\+\+|configure|cargo|mvn|gradlew?)$/.test(name)) return true
  if (/^pip[\d.]*$/.test(name) || name === 'gem') return args.includes('install')
  return /^(?:npm|yarn|go|bundle)$/.test(name) && args.some(arg => /^(?:ci|install|build|i)$/.test(arg ?? ''))
}

function removesPackages({ name, args }: FoundCommand): boolean {
  return (
    (/^apt(?:-get)?$/.test(name) && args.some(arg => /^(?:purge|remove|autoremove)$/.test(arg ?? ''))) ||
    (name === 'apk' && args.includes('del'))
  )
}

function compilers({ command }: FoundCommand, tools: readonly string[]): Finding {
  return {
    message: `${tools.join(', ')} ${tools.length === 1 ? 'is' : 'are'} there to build and not to run, and ${tools.length === 1 ? 'stays' : 'stay'} in the image`,
    range: command.range,
    help: 'build in a stage of its own and copy the result, or remove them in the same RUN',
  }
}
