import { type Expanded, expandWord } from './expand.ts'
import { VariableLayer } from './variable-layer.ts'
import type { InstructionOf } from './syntax.ts'

/** ARGs that every stage has without declaring them, where the builder was given a value (BuildKit's proxy arguments). */
const PROXY_ARGS = [
  'HTTP_PROXY',
  'http_proxy',
  'HTTPS_PROXY',
  'https_proxy',
  'FTP_PROXY',
  'ftp_proxy',
  'NO_PROXY',
  'no_proxy',
  'ALL_PROXY',
  'all_proxy',
] as const

/** ARGs that the builder gives a value to, in the global scope; a stage has them once it declares them. */
const PLATFORM_ARGS = [
  'TARGETPLATFORM',
  'TARGETOS',
  'TARGETOSVERSION',
  'TARGETARCH',
  'TARGETVARIANT',
  'BUILDPLATFORM',
  'BUILDOS',
  'BUILDOSVERSION',
  'BUILDARCH',
  'BUILDVARIANT',
  'TARGETSTAGE',
] as const

export type BuildArgs = Readonly<Record<string, string>>

/** ARGs before the first FROM. A value is undefined where the ARG has none, or where it is only known when building. */
export class GlobalScope {
  readonly #values = new Map<string, string | undefined>()
  readonly #buildArgs: BuildArgs
  readonly #escape: '\\' | '`'

  constructor(buildArgs: BuildArgs, escape: '\\' | '`') {
    this.#buildArgs = buildArgs
    this.#escape = escape
  }

  declare(instruction: InstructionOf<'ARG'>): void {
    for (const { key, value } of instruction.args) {
      const given = buildArg(this.#buildArgs, key.value)
      this.#values.set(key.value, given ?? (value === undefined ? undefined : this.#valueOf(value.value)))
    }
  }

  get values(): ReadonlyMap<string, string | undefined> {
    return this.#values
  }

  /** Expands a word of FROM, in which only global and platform ARGs have values. */
  expand(word: string): Expanded {
    return expandWord(word, name => this.lookup(name), this.#escape)
  }

  lookup(name: string): string | undefined {
    return this.#values.get(name) ?? (isPlatformArg(name) ? buildArg(this.#buildArgs, name) : undefined)
  }

  #valueOf(word: string): string | undefined {
    const expanded = this.expand(word)
    return expanded.kind === 'value' && expanded.missing.length === 0 ? expanded.value : undefined
  }
}

/**
 * The variables of a stage, from one instruction to the next. ARG and ENV share one list, in which the last one wins;
 * a stage that is built on this one inherits the list, and there ENV wins (BuildKit, `dockerfile2llb`).
 */
export class StageScope {
  readonly #variables: Map<string, string>
  /** What the image will say, and a stage on top of it begins with. */
  readonly #env: Map<string, string>
  /** Names that are set to something that only the build knows: made of a variable without a value. */
  readonly #unknown: Set<string>
  readonly #global: GlobalScope
  readonly #buildArgs: BuildArgs
  readonly #escape: '\\' | '`'
  #layer: VariableLayer

  /** `parent` is the scope at the end of the stage that FROM names, or undefined for an image. */
  constructor(global: GlobalScope, buildArgs: BuildArgs, escape: '\\' | '`', parent: StageScope | undefined) {
    this.#global = global
    this.#buildArgs = buildArgs
    this.#escape = escape
    this.#variables = new Map(parent === undefined ? [] : parent.#variables)
    const inherited = parent === undefined ? [] : [...parent.#env]
    for (const [name, value] of inherited) this.#variables.set(name, value)
    this.#layer = new VariableLayer(parent === undefined ? undefined : parent.#layer, inherited)
    this.#env = new Map(parent === undefined ? [] : parent.#env)
    this.#unknown = new Set(parent === undefined ? [] : parent.#unknown)
  }

  /** Everything in scope, which later instructions do not change. */
  variables(): ReadonlyMap<string, string> {
    return this.#layer
  }

  expand(word: string): Expanded {
    return expandWord(word, name => this.lookup(name), this.#escape)
  }

  /** The word's value; undefined where a variable in it has none. */
  valueOf(word: string): string | undefined {
    const expanded = this.expand(word)
    return expanded.kind === 'value' && expanded.unknown.length === 0 ? expanded.value : undefined
  }

  lookup(name: string): string | undefined {
    return this.#variables.get(name) ?? this.#proxy(name)
  }

  /** True where the instructions so far set the variable to something that only the build knows. */
  isUnknown(name: string): boolean {
    return this.#unknown.has(name)
  }

  arg(instruction: InstructionOf<'ARG'>): void {
    for (const { key, value } of instruction.args) {
      const name = key.value
      const given =
        buildArg(this.#buildArgs, name) ?? (value === undefined ? this.#global.lookup(name) : undefined)
      // Without a value an ARG leaves what is there.
      if (given === undefined && value === undefined) continue
      this.#set(name, given ?? this.valueOf(value?.value ?? ''))
    }
  }

  /** Answers the pairs as they were set. Every value sees the variables as they were before the instruction. */
  env(instruction: InstructionOf<'ENV'>): { key: string; value: string | undefined }[] {
    const pairs = instruction.pairs.map(({ key, value }) => ({
      key: this.valueOf(key.value) ?? key.value,
      value: this.valueOf(value.value),
    }))
    for (const { key, value } of pairs) {
      this.#set(key, value)
      if (value === undefined) this.#env.delete(key)
      else this.#env.set(key, value)
    }
    return pairs
  }

  #set(name: string, value: string | undefined): void {
    this.#layer = new VariableLayer(this.#layer, [[name, value]])
    if (value === undefined) {
      this.#variables.delete(name)
      this.#unknown.add(name)
      return
    }
    this.#variables.set(name, value)
    this.#unknown.delete(name)
  }

  #proxy(name: string): string | undefined {
    return PROXY_ARGS.some(known => known === name) ? buildArg(this.#buildArgs, name) : undefined
  }
}

/** Whether the builder itself gives this ARG its value: `TARGETARCH`, `BUILDPLATFORM`. */
export function isPlatformArg(name: string): boolean {
  return PLATFORM_ARGS.some(known => known === name)
}

function buildArg(buildArgs: BuildArgs, name: string): string | undefined {
  return Object.hasOwn(buildArgs, name) ? buildArgs[name] : undefined
}
