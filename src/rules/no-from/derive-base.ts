import type { AppFiles } from '../../app/app-files.ts'
import { readGoMod } from '../../app/go-mod.ts'
import { readPackageJson } from '../../app/package-json.ts'
import { readPom } from '../../app/pom.ts'
import type { DockerfileDocument } from '../../dockerfile/syntax.ts'
import type { Evidence } from '../../model/change.ts'
import { javaVersion } from '../../stacks/java-maven/java-version.ts'

/** A base image with the reason for it. */
export interface DerivedBase {
  readonly image: string
  readonly because: string
  readonly evidence: readonly Evidence[]
}

/** The image that a Dockerfile's commands need, at the version that the app's manifest names. */
export function deriveBase(app: AppFiles, document: DockerfileDocument): DerivedBase | undefined {
  const runs = document.instructions
    .filter(each => each.name === 'RUN')
    .map(each => each.logical.text)
    .join('\n')
  return javaBase(app, runs) ?? goBase(app, runs) ?? nodeBase(app, runs)
}

function javaBase(app: AppFiles, runs: string): DerivedBase | undefined {
  const maven = /(?:^|[\s;&|])mvn\s/.test(runs)
  const wrapper = /(?:^|[\s;&|])\.?\/?mvnw\s/.test(runs)
  const pom = maven || wrapper ? readPom(app, 'pom.xml') : undefined
  const version = pom && javaVersion(pom)
  if (!version) return undefined
  const image = maven
    ? `maven:3.9.9-eclipse-temurin-${version.value}`
    : `eclipse-temurin:${version.value}-jdk`
  const tool = maven ? 'mvn' : './mvnw'
  return {
    image,
    because: `pom.xml asks for Java ${version.value}, and RUN calls ${tool}`,
    evidence: [{ file: 'pom.xml', range: version.range, fact: `Java ${version.value}` }],
  }
}

function goBase(app: AppFiles, runs: string): DerivedBase | undefined {
  const mod = /(?:^|[\s;&|])go\s+(?:build|install|run|mod)\b/.test(runs)
    ? readGoMod(app, 'go.mod')
    : undefined
  const version = /^1\.\d+/.exec(mod?.go?.version ?? '')?.[0]
  if (!mod?.go || !version) return undefined
  return {
    image: `golang:${version}`,
    because: `go.mod asks for Go ${mod.go.version}`,
    evidence: [{ file: mod.path, range: mod.go.range, fact: `go ${mod.go.version}` }],
  }
}

function nodeBase(app: AppFiles, runs: string): DerivedBase | undefined {
  const manifest = /(?:^|[\s;&|])(?:npm|npx|yarn|pnpm|node)\s/.test(runs)
    ? readPackageJson(app, 'package.json')
    : undefined
  const major = /(\d+)/.exec(manifest?.node?.value ?? '')?.[1]
  if (!manifest?.node || major === undefined) return undefined
  return {
    image: `node:${major}`,
    because: `package.json asks for Node ${manifest.node.value}`,
    evidence: [{ file: manifest.path, range: manifest.node.range, fact: `node ${manifest.node.value}` }],
  }
}
