import { describe, expect, it } from 'vitest'
import type { AppFiles } from '../../src/app/app-files.ts'
import { memoryApp } from '../../src/app/memory-app.ts'
import { propose } from '../../src/rewrite/propose.ts'

const packages = Array.from({ length: 50 }, (_, index) => index)

/** Fifty packages, each depending on the one before; the last starts a server. */
function npmWorkspaces(): Record<string, string> {
  const files: Record<string, string> = {
    'package.json': JSON.stringify({ private: true, workspaces: ['packages/*'] }),
    'package-lock.json': '{ "lockfileVersion": 3 }',
  }
  for (const index of packages) {
    const last = index === packages.length - 1
    files[`packages/p${index}/package.json`] = JSON.stringify({
      name: `@many/p${index}`,
      main: 'index.js',
      ...(last ? { scripts: { start: 'node index.js' } } : {}),
      dependencies: { ...(index > 0 ? { [`@many/p${index - 1}`]: '*' } : {}), express: '5.1.0' },
    })
    for (const name of ['index', 'one', 'two', 'three'])
      files[`packages/p${index}/${name}.js`] = `exports.${name} = ${index}\n`.repeat(50)
  }
  return files
}

const mavenModules = (): Record<string, string> => ({
  'pom.xml': `<project><artifactId>all</artifactId><version>1</version><packaging>pom</packaging><properties><java.version>21</java.version></properties><modules>${packages.map(index => `<module>m${index}</module>`).join('')}</modules></project>`,
  ...Object.fromEntries(
    packages.flatMap(index => [
      [
        `m${index}/pom.xml`,
        `<project><parent><artifactId>all</artifactId><version>1</version></parent><artifactId>m${index}</artifactId></project>`,
      ],
      [`m${index}/src/main/java/A${index}.java`, 'class A {}\n'.repeat(50)],
    ]),
  ),
})

const dockerfiles: Readonly<Record<string, string>> = {
  node: 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "packages/p49/index.js"]\n',
  java: 'FROM maven:3.9-eclipse-temurin-21\nWORKDIR /app\nCOPY . .\nRUN mvn package\nCMD ["java", "-jar", "m49/target/m49-1.jar"]\n',
}

/** Lets nobody read what tools fetched or built, and counts the rest. */
function guarded(app: AppFiles) {
  const reads = new Map<string, number>()
  const guard: AppFiles = {
    ...app,
    read: path => {
      if (/(?:^|\/)(?:node_modules|target|\.git|dist)\//.test(path)) throw new Error(`${path} is read`)
      reads.set(path, (reads.get(path) ?? 0) + 1)
      return app.read(path)
    },
  }
  return { guard, reads }
}

describe.each([
  ['npm workspaces', npmWorkspaces(), dockerfiles['node'] ?? '', 'staged-distroless'],
  ['npm workspaces without a Dockerfile', npmWorkspaces(), undefined, 'staged-distroless'],
  ['Maven modules', mavenModules(), dockerfiles['java'] ?? '', 'staged-distroless'],
] as const)('%s of fifty packages', (_, files, dockerfile, expected) => {
  const app = memoryApp(dockerfile === undefined ? files : { ...files, Dockerfile: dockerfile })

  it('are planned without reading what tools fetched or built', () => {
    const { guard } = guarded(app)
    expect(propose({ app: guard }).candidates.map(({ id }) => id)).toContain(expected)
  })

  it('are read a few times each, however many there are', () => {
    const { guard, reads } = guarded(app)
    propose({ app: guard })
    const [most] = [...reads].toSorted((a, b) => b[1] - a[1])
    // The time of an answer is that of reading: no file may be read once for each other one.
    expect(most?.[1]).toBeLessThan(20)
  })
})
