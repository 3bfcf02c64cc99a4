/** Which stage a name or an index means. */
export class StageNames {
  readonly #names: readonly (string | undefined)[]
  readonly #last = new Map<string, number>()
  readonly #all = new Map<string, number[]>()
  readonly #contexts: ReadonlySet<string>

  constructor(names: readonly (string | undefined)[], contexts: readonly string[] = []) {
    this.#names = names
    this.#contexts = new Set(contexts.map(name => name.toLowerCase()))
    for (const [index, name] of names.entries()) {
      if (name === undefined) continue
      this.#last.set(name, index)
      const indices = this.#all.get(name)
      if (indices === undefined) this.#all.set(name, [index])
      else indices.push(index)
    }
  }

  /** Whether whoever builds gives something else under that name: `--build-context NAME=…`. */
  isContext(reference: string): boolean {
    return this.#contexts.has(reference.toLowerCase())
  }

  at(index: number): string | undefined {
    return this.#names[index]
  }

  /** The stage that FROM means by a name: the last one of that name before it. */
  before(name: string, index: number): number | undefined {
    return this.#all.get(name.toLowerCase())?.findLast(candidate => candidate < index)
  }

  /** The stage that COPY --from means: an index, or the last stage of the whole file with that name. */
  find(reference: string): number | undefined {
    if (/^[-+]?\d+$/.test(reference)) {
      const index = Number(reference)
      return index >= 0 && index < this.#names.length ? index : undefined
    }
    return this.named(reference)
  }

  /** The stage that `--mount=from=` means: it takes no index. */
  named(name: string): number | undefined {
    return this.#last.get(name.toLowerCase())
  }
}
