import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run, versionOf } from '../count.ts'
import type { Maker } from '../maker.ts'

const VERSION = '3.4.4'
const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.example</groupId>
  <artifactId>sample</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.source>17</maven.compiler.source>
    <maven.compiler.target>17</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency><groupId>com.google.guava</groupId><artifactId>guava</artifactId><version>33.2.1-jre</version></dependency>
  </dependencies>
</project>
`

/** Google's jib, as Maven's plugin: it has no Dockerfile and no engine. */
export const jib: Maker = {
  name: 'jib',
  version: () => (versionOf('mvn', '--version') === undefined ? undefined : VERSION),
  *make(folder, { archive }) {
    const source = join(folder, 'src/main/java')
    mkdirSync(source, { recursive: true })
    writeFileSync(join(folder, 'pom.xml'), POM)
    writeFileSync(join(source, 'Main.java'), 'class Main { public static void main(String[] args) {} }\n')
    for (const [what, base] of [
      ['on scratch', 'scratch'],
      ['on an archive', archive === undefined ? undefined : `tar://${archive}`],
    ] as const) {
      if (base === undefined) continue
      const path = join(folder, `${base === 'scratch' ? 'scratch' : 'base'}.tar`)
      const settings = [`from.image=${base}`, 'to.image=sample', `outputPaths.tar=${path}`]
      const goal = `com.google.cloud.tools:jib-maven-plugin:${VERSION}:buildTar`
      const args = ['-B', '-q', 'compile', goal, ...settings.map(one => `-Djib.${one}`)]
      run('mvn', [...args, '-Djib.allowInsecureRegistries=true'], { cwd: folder })
      yield { what: `Maven plugin, buildTar ${what}`, form: 'docker-archive', path }
    }
  },
}
