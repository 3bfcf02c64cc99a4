import { posix } from 'node:path'
import type { AppFiles } from '../app-files.ts'
import { type BuildAttributes, buildOf, mergeAttributes, unknown } from './attributes.ts'
import {
  type ComposeFile,
  type ComposeService,
  entriesOf,
  property,
  readComposeFile,
} from './compose-file.ts'
import type { Known, NamedBuild, NamedBuilds, UnknownBuild } from './named-build.ts'

/** Compose reads the first of them by itself; another file is laid over it. */
const bases = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml']

/** More than anybody has; an include may name a file that includes it. */
const maxFiles = 2_000

/** The builds of Compose files. Profiles do not matter: a service that is not started by default is built all the same. */
export function composeBuilds(app: AppFiles, paths: readonly string[]): NamedBuilds {
  const builds: NamedBuild[] = []
  const unknowns: UnknownBuild[] = []
  const files = new ComposeFiles(app)
  const open = [...paths]
  const seen = new Set<string>()
  for (let path = open.shift(); path !== undefined && seen.size < maxFiles; path = open.shift()) {
    if (seen.has(path)) continue
    seen.add(path)
    const file = files.read(path)
    if (file === undefined) {
      unknowns.push({ file: path, line: 1, message: 'it cannot be read as a Compose file' })
      continue
    }
    open.push(...file.includes.filter(each => !each.startsWith('..')))
    for (const service of file.services.values()) {
      for (const attributes of files.variants(file, service)) {
        const { line } = service
        const origin = { name: `service ${service.name}`, by: 'compose', file: path, line } as const
        const made = buildOf(attributes, origin)
        if (made.unknown !== undefined) unknowns.push(made.unknown)
        if (made.build !== undefined) builds.push(made.build)
      }
    }
  }
  return { builds, unknown: unknowns }
}

class ComposeFiles {
  readonly #app: AppFiles
  readonly #read = new Map<string, ComposeFile | undefined>()

  constructor(app: AppFiles) {
    this.#app = app
  }

  read(path: string): ComposeFile | undefined {
    if (!this.#read.has(path)) this.#read.set(path, readComposeFile(this.#app, path))
    return this.#read.get(path)
  }

  /** A file beside the one that Compose reads by itself may be laid over it, or stand alone: both are counted. */
  variants(file: ComposeFile, service: ComposeService): readonly BuildAttributes[] {
    const own = this.attributes(file, service)
    if (own === undefined) return []
    const base = this.#baseOf(file)
    const below = base?.services.get(service.name)
    const belowIt = base && below && this.attributes(base, below)
    if (belowIt === undefined) return [own]
    const merged = mergeAttributes(belowIt, own)
    return own.context === undefined ? [merged] : [own, merged]
  }

  /** With what it extends: https://docs.docker.com/reference/compose-file/services/#extends */
  attributes(
    file: ComposeFile,
    service: ComposeService,
    seen: readonly ComposeService[] = [],
  ): BuildAttributes | undefined {
    if (seen.includes(service)) return undefined
    const own = attributesOf(file, service)
    const parent = this.#extended(file, service)
    const below = parent && this.attributes(parent.file, parent.service, [...seen, service])
    if (below === undefined || own === undefined) return own ?? below
    return mergeAttributes(below, own)
  }

  #extended(file: ComposeFile, service: ComposeService) {
    const asked = service.extends
    const name = typeof asked === 'string' ? asked : property(asked, 'service')
    const path = property(asked, 'file')
    if (typeof name !== 'string') return undefined
    const within = typeof path === 'string' ? this.read(posix.join(posix.dirname(file.path), path)) : file
    const found = within?.services.get(name)
    return within && found && { file: within, service: found }
  }

  #baseOf({ path }: ComposeFile): ComposeFile | undefined {
    const folder = posix.dirname(path)
    const base = bases.map(name => posix.join(folder, name)).find(each => this.#app.has(each))
    return base === undefined || base === path ? undefined : this.read(base)
  }
}

function attributesOf(
  file: ComposeFile,
  { build, inlinePlace, data }: ComposeService,
): BuildAttributes | undefined {
  if (build === undefined || build === null) return undefined
  const folder = posix.dirname(file.path)
  const text = (value: unknown): Known =>
    typeof value === 'string' ? file.expand(value) : unknown('it is no text')
  const platforms = platformsOf(build, property(data, 'platform'), text)
  if (typeof build === 'string')
    return { context: { path: text(build), folder }, ...(platforms.length === 0 ? {} : { platforms }) }
  const context = property(build, 'context')
  const dockerfile = property(build, 'dockerfile')
  const inline = property(build, 'dockerfile_inline')
  const target = property(build, 'target')
  return {
    ...(context === undefined ? {} : { context: { path: text(context), folder } }),
    ...(dockerfile === undefined ? {} : { dockerfile: text(dockerfile) }),
    ...(inline === undefined ? {} : { inline: { text: text(inline), place: inlinePlace } }),
    ...(target === undefined || target === null ? {} : { target: text(target) }),
    args: Object.fromEntries(pairs(property(build, 'args')).map(([key, value]) => [key, text(value)])),
    contexts: pairs(property(build, 'additional_contexts')).map(([key]) => key),
    ...(platforms.length === 0 ? {} : { platforms }),
  }
}

/** Those of the build; where it says none, the one that the service runs on. */
function platformsOf(build: unknown, platform: unknown, text: (value: unknown) => Known): readonly string[] {
  const listed = property(build, 'platforms')
  const values: readonly unknown[] = Array.isArray(listed) ? listed : platform === undefined ? [] : [platform]
  return values.flatMap(value => {
    const known = text(value)
    return known.kind === 'known' ? [known.value] : []
  })
}

/** `{A: 1}`, or `[A=1]`; without a value it is the caller's environment that has it. */
function pairs(value: unknown): readonly (readonly [string, unknown])[] {
  if (!Array.isArray(value)) {
    return entriesOf(value).map(([key, each]) => [key, isScalarValue(each) ? String(each) : undefined])
  }
  return value
    .filter(each => typeof each === 'string')
    .map(each => {
      const at = each.indexOf('=')
      return at < 0 ? [each, undefined] : [each.slice(0, at), each.slice(at + 1)]
    })
}

function isScalarValue(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
