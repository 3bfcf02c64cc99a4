import type { AppFiles } from '../../app/app-files.ts'
import { readPom } from '../../app/pom.ts'
import type { InstructionOf } from '../../dockerfile/syntax.ts'
import { jarName, pluginOf } from '../../stacks/java-maven/jar-name.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const copyWildcardManyJars: Rule = {
  id: 'copy-wildcard-many-jars',
  title: 'A wildcard that can match several jars is copied to one file',
  family: 'correctness',
  severity: 'warning',
  counterparts: {},
  *check({ app, steps }: RuleContext): Iterable<Finding> {
    for (const { instruction, workdir } of steps) {
      if (instruction.name !== 'COPY' || !toOneFile(instruction, workdir)) continue
      const [source] = instruction.sources
      if (source === undefined || !/[*?[][^/]*\.[jw]ar$/.test(source.value)) continue
      const more = moreJars(app, source.value)
      yield {
        message: `${source.value} can match several files, and then COPY fails: ${instruction.destination.value} is one file`,
        range: source.range,
        ...(more === 'no' ? { severity: 'info' } : {}),
        help:
          more === 'yes'
            ? 'this build makes more than one; name the one that is meant'
            : helpFor(app, source.value),
      }
    }
  },
}

function toOneFile({ sources, destination }: InstructionOf<'COPY'>, workdir: string): boolean {
  const { value } = destination
  return sources.length === 1 && !/(?:^|\/)\.{0,2}$/.test(value) && value !== workdir && /\.\w+$/.test(value)
}

/** Plugins whose result lies beside the jar itself. */
const MORE = ['maven-shade-plugin', 'maven-source-plugin', 'maven-javadoc-plugin', 'maven-assembly-plugin']

/** Whether the build makes more than one: Maven's plugins and Spring Boot with Gradle do. */
function moreJars(app: AppFiles | undefined, source: string): 'yes' | 'no' | 'unknown' {
  const pom = app && readPom(app, 'pom.xml')
  if (pom !== undefined) return MORE.some(name => pluginOf(pom, name) !== undefined) ? 'yes' : 'no'
  const gradle = app && (app.read('build.gradle') ?? app.read('build.gradle.kts'))
  if (gradle === undefined || !source.includes('libs/')) return 'unknown'
  // Since Spring Boot 2.5 the plain jar is made too, unless it is switched off.
  return /org\.springframework\.boot/.test(gradle) && !/enabled\s*=\s*false/.test(gradle) ? 'yes' : 'unknown'
}

function helpFor(app: AppFiles | undefined, source: string): string {
  const pom = app && readPom(app, 'pom.xml')
  const jar = pom && jarName(pom)
  return jar === undefined
    ? 'name the jar, or give it a fixed name with finalName'
    : `name it: ${source.replace(/[^/]*$/, jar.name)}`
}
