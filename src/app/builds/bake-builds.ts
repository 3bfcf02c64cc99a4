import { posix } from 'node:path'
import type { AppFiles } from '../app-files.ts'
import { type BuildAttributes, buildOf } from './attributes.ts'
import { type BakeFile, readBakeFile } from './bake-file.ts'
import type { HclBlock, HclValue } from './hcl.ts'
import { type HclScope, isNull, itemsOf, textOf, textsOf } from './hcl-text.ts'
import type { NamedBuild, NamedBuilds, UnknownBuild } from './named-build.ts'

/** Bake lays these over each other, in this order; a file of another name is given to it alone. */
const merged = [
  'docker-bake.json',
  'docker-bake.hcl',
  'docker-bake.override.json',
  'docker-bake.override.hcl',
]

const order = (path: string) => merged.indexOf(posix.basename(path))

/** A matrix makes a target for each of its combinations. */
const maxCombinations = 200

/** The builds of Bake files. */
export function bakeBuilds(app: AppFiles, paths: readonly string[]): NamedBuilds {
  const found = definitions(paths).map(files => buildsOf(app, files))
  return {
    builds: found.flatMap(({ builds }) => builds),
    unknown: found.flatMap(({ unknown }) => unknown),
  }
}

function definitions(paths: readonly string[]): readonly (readonly string[])[] {
  const together = new Map<string, string[]>()
  const alone: string[][] = []
  for (const path of paths) {
    const folder = posix.dirname(path)
    if (!merged.includes(posix.basename(path))) alone.push([path])
    else together.set(folder, [...(together.get(folder) ?? []), path])
  }
  return [...[...together.values()].map(files => files.sort((a, b) => order(a) - order(b))), ...alone]
}

function buildsOf(app: AppFiles, paths: readonly string[]): NamedBuilds {
  const builds: NamedBuild[] = []
  const unknown: UnknownBuild[] = []
  const files = paths.flatMap(path => {
    const file = readBakeFile(app, path)
    if (file === undefined) unknown.push({ file: path, line: 1, message: 'it cannot be read as a Bake file' })
    return file ?? []
  })
  const bake = new Bake(files)
  for (const { name, file, line, attributes, scope, ships } of bake.built()) {
    for (const each of combinations(attributes, scope)) {
      const origin = { name: `target ${name}`, by: 'bake', file, line } as const
      const made = buildOf(buildAttributes(attributes, each, posix.dirname(file)), origin)
      if (made.unknown !== undefined) unknown.push(made.unknown)
      if (made.build !== undefined) builds.push(ships ? made.build : { ...made.build, ships })
    }
  }
  return { builds, unknown }
}

interface Target {
  readonly name: string
  readonly file: string
  readonly line: number
  readonly attributes: Attributes
  readonly scope: HclScope
  readonly ships: boolean
}

/** The targets and groups of files that are laid over each other. */
class Bake {
  readonly #targets = new Map<string, Omit<Target, 'scope' | 'ships'>>()
  readonly #groups = new Map<string, readonly string[]>()
  readonly #scope = new Map<string, HclValue>()

  constructor(files: readonly BakeFile[]) {
    for (const { blocks } of files) for (const block of blocks) this.#variable(block)
    for (const { path, blocks } of files) for (const block of blocks) this.#add(path, block)
  }

  /** Every target; one that is there for others to inherit from ships nothing, and counts where it names a stage. */
  *built(): Iterable<Target> {
    const inherited = new Set(
      [...this.#targets.values()].flatMap(({ attributes }) => this.#parents(attributes)),
    )
    const grouped = new Set([...this.#groups.values()].flat())
    for (const target of this.#targets.values()) {
      const attributes = this.#whole(target.name, [])
      const abstract = inherited.has(target.name) || target.name.startsWith('_')
      const ships = !abstract || grouped.has(target.name)
      if (ships || attributes.has('target')) yield { ...target, attributes, scope: this.#scope, ships }
    }
  }

  #variable({ type, labels, attributes }: HclBlock): void {
    const [name = ''] = labels
    const value = attributes.get('default')
    if (type === 'variable' && value !== undefined) this.#scope.set(name, value)
  }

  #add(file: string, { type, labels, line, attributes }: HclBlock): void {
    const [name = ''] = labels
    if (type === 'group') this.#groups.set(name, textsOf(attributes.get('targets'), this.#scope))
    if (type !== 'target') return
    const before = this.#targets.get(name)
    const whole = layered(before?.attributes ?? new Map(), attributes)
    this.#targets.set(name, {
      name,
      file: before?.file ?? file,
      line: before?.line ?? line,
      attributes: whole,
    })
  }

  #parents(attributes: Attributes): readonly string[] {
    return textsOf(attributes.get('inherits'), this.#scope)
  }

  /** With what it inherits, of which the later wins, and its own over all. */
  #whole(name: string, seen: readonly string[]): Attributes {
    const own = this.#targets.get(name)?.attributes
    if (own === undefined || seen.includes(name)) return new Map()
    return [...this.#parents(own).map(parent => this.#whole(parent, [...seen, name])), own].reduce(layered)
  }
}

type Attributes = ReadonlyMap<string, HclValue>

/** Objects (arguments, contexts) are joined, anything else is replaced. */
function layered(below: Attributes, above: Attributes): Attributes {
  const whole = new Map(below)
  for (const [key, value] of above) {
    const before = below.get(key)
    const joined = before?.kind === 'object' && value.kind === 'object'
    whole.set(
      key,
      joined ? { kind: 'object', entries: new Map([...before.entries, ...value.entries]) } : value,
    )
  }
  return whole
}

function* combinations(attributes: Attributes, scope: HclScope): Iterable<HclScope> {
  const matrix = attributes.get('matrix')
  let scopes: readonly HclScope[] = [scope]
  for (const [name, values] of matrix?.kind === 'object' ? matrix.entries : []) {
    const items = itemsOf(values, scope)
    // Without its values the variable stays unknown, and what holds it too.
    if (items.length === 0) continue
    scopes = scopes
      .flatMap(each => items.map(item => new Map([...each, [name, item]])))
      .slice(0, maxCombinations)
  }
  yield* scopes
}

function buildAttributes(attributes: Attributes, scope: HclScope, folder: string): BuildAttributes {
  const text = (key: string) => {
    const value = attributes.get(key)
    return value === undefined || isNull(value, scope) ? undefined : textOf(value, scope)
  }
  const context = text('context')
  const dockerfile = text('dockerfile')
  const inline = text('dockerfile-inline')
  const target = text('target')
  // `call = "check"` asks about the build and makes nothing.
  const call = text('call')
  const calls = call?.kind === 'known' && call.value !== 'build'
  const inlineValue = attributes.get('dockerfile-inline')
  const platforms = textsOf(attributes.get('platforms'), scope)
  const place = inlineValue?.kind === 'template' ? inlineValue.place : undefined
  return {
    ...(context === undefined ? {} : { context: { path: context, folder } }),
    ...(dockerfile === undefined ? {} : { dockerfile }),
    ...(inline === undefined ? {} : { inline: { text: inline, place } }),
    ...(target === undefined ? {} : { target }),
    args: Object.fromEntries(
      entriesOf(attributes.get('args')).map(([key, value]) => [key, textOf(value, scope)]),
    ),
    contexts: entriesOf(attributes.get('contexts')).map(([key]) => key),
    ...(platforms.length === 0 ? {} : { platforms }),
    ships: !calls && !discarded(textsOf(attributes.get('output'), scope)),
  }
}

function entriesOf(value: HclValue | undefined): readonly (readonly [string, HclValue])[] {
  return value?.kind === 'object' ? [...value.entries] : []
}

function discarded(output: readonly string[]): boolean {
  return output.length > 0 && output.every(each => /(?:^|,)\s*type=cacheonly\b/.test(each))
}
