import type { Located } from '../../app/package-json.ts'
import type { Pom } from '../../app/pom.ts'

/** Where a pom.xml may name the Java release, the more telling first. */
const places = [
  'properties/maven.compiler.release',
  'properties/java.version',
  'properties/maven.compiler.target',
  'properties/maven.compiler.source',
  'properties/jdk.version',
]

/** The Java release that a pom.xml asks for, as a whole number (`1.8` is 8); undefined where it names none. */
export function javaVersion(pom: Pom): Located | undefined {
  const named =
    places.map(place => pom.get(place)).find(found => found !== undefined) ??
    compilerRelease(pom) ??
    parentRelease(pom)
  const major = /^(?:1\.)?(\d+)/.exec(named?.value ?? '')?.[1]
  return named && major !== undefined ? { value: major, range: named.range } : undefined
}

function compilerRelease(pom: Pom): Located | undefined {
  const settings = pom
    .all('build/plugins/plugin')
    .filter(plugin =>
      plugin.children.some(each => each.name === 'artifactId' && each.text.value === 'maven-compiler-plugin'),
    )
    .flatMap(plugin => plugin.children.filter(each => each.name === 'configuration'))
    .flatMap(configuration => configuration.children)
  return ['release', 'target', 'source']
    .map(name => settings.find(each => each.name === name)?.text)
    .find(Boolean)
}

/**
 * What Spring Boot's parent sets for those who say nothing: 17 since 3.0, 1.8 in 2.x; 1.x says 1.6, which no image has.
 * Source: java.version in the pom.xml of spring-boot-starter-parent 1.5.22, 2.7.18, 3.5.0 and 4.0.0.
 */
function parentRelease(pom: Pom): Located | undefined {
  const version = pom.get('parent/version')
  const major = /^(\d+)\./.exec(version?.value ?? '')?.[1]
  if (pom.get('parent/artifactId')?.value !== 'spring-boot-starter-parent' || !version || !major)
    return undefined
  return { value: Number(major) >= 3 ? '17' : '8', range: version.range }
}
