/**
 * Variables as they are after a change, on top of what was there before. The whole map is made when it is first asked
 * for: a file of a million ENV lines would otherwise cost a million copies.
 */
export class VariableLayer implements ReadonlyMap<string, string> {
  readonly #below: VariableLayer | undefined
  readonly changes: readonly (readonly [string, string | undefined])[]
  #whole: Map<string, string> | undefined

  constructor(below: VariableLayer | undefined, changes: readonly (readonly [string, string | undefined])[]) {
    this.#below = below
    this.changes = changes
  }

  get size(): number {
    return this.#map().size
  }

  get(name: string): string | undefined {
    return this.#map().get(name)
  }

  has(name: string): boolean {
    return this.#map().has(name)
  }

  keys(): MapIterator<string> {
    return this.#map().keys()
  }

  values(): MapIterator<string> {
    return this.#map().values()
  }

  entries(): MapIterator<[string, string]> {
    return this.#map().entries()
  }

  [Symbol.iterator](): MapIterator<[string, string]> {
    return this.#map().entries()
  }

  forEach(callback: (value: string, name: string, map: ReadonlyMap<string, string>) => void): void {
    for (const [name, value] of this.#map()) callback(value, name, this)
  }

  #map(): Map<string, string> {
    if (this.#whole !== undefined) return this.#whole
    const layers: VariableLayer[] = [this]
    let layer = this.#below
    while (layer !== undefined && layer.#whole === undefined) {
      layers.push(layer)
      layer = layer.#below
    }
    const whole = new Map(layer === undefined ? [] : layer.#whole)
    for (const { changes } of layers.toReversed())
      for (const [name, value] of changes) put(whole, name, value)
    return (this.#whole = whole)
  }
}

function put(map: Map<string, string>, name: string, value: string | undefined): void {
  if (value === undefined) map.delete(name)
  else map.set(name, value)
}
