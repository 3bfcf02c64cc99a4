import { parseReference } from '../../image/reference.ts'

/** A language's runtime as far as its version binds what was built with it: major for Node.js and Java, minor for Python. */
export interface Runtime {
  readonly name: 'Node.js' | 'Python' | 'Java'
  readonly version: string
}

/** What an image's name tells; tags such as `lts` and `3` tell too little. */
export function runtimeOf(reference: string | undefined): Runtime | undefined {
  const image = reference === undefined ? undefined : parseReference(reference)
  if (image === undefined) return undefined
  const name = image.repository.split('/').at(-1) ?? ''
  const tag = image.tag ?? ''
  const distroless = /^(nodejs|java)(\d+)/.exec(name)
  if (image.repository.startsWith('distroless/') || distroless !== null) {
    if (distroless === null) return undefined
    return { name: distroless[1] === 'java' ? 'Java' : 'Node.js', version: distroless[2] ?? '' }
  }
  const version = versionIn(name, tag)
  return version
}

function versionIn(name: string, tag: string): Runtime | undefined {
  if (name === 'node') return made('Node.js', /^(\d+)(?:[.-]|$)/.exec(tag))
  if (name === 'python') return made('Python', /^(3\.\d+)(?:[.-]|$)/.exec(tag))
  if (/^(?:openjdk|eclipse-temurin|amazoncorretto|ibm-semeru-runtimes|zulu-openjdk)$/.test(name))
    return made('Java', /^(?:open-)?(\d+)(?:[.u+_-]|$)/.exec(tag))
  if (name === 'maven') return made('Java', /-(?:jdk|openjdk|eclipse-temurin|amazoncorretto)-(\d+)/.exec(tag))
  if (name === 'gradle') return made('Java', /jdk-?(\d+)/.exec(tag))
  return undefined
}

function made(name: Runtime['name'], match: RegExpExecArray | null): Runtime | undefined {
  const version = match?.[1]
  return version === undefined ? undefined : { name, version }
}
