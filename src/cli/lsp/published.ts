import type { Diagnostic } from 'vscode-languageserver'

/** By the URI of the file that they stand in. */
export type ByFile = ReadonlyMap<string, readonly Diagnostic[]>

/**
 * What the editor was told. A Dockerfile may have findings in other files, and two Dockerfiles in the same one, but an
 * editor keeps one list for each file.
 */
export class Published {
  readonly #bySource = new Map<string, ByFile>()

  /**
   * Notes what checking one Dockerfile found.
   * @param source the Dockerfile's URI; with an empty map all that it found is taken back
   * @returns what is to be published: whole lists, of every file that has or had findings of this source
   */
  replace(source: string, found: ByFile): ByFile {
    const before = this.#bySource.get(source)
    if (found.size === 0) this.#bySource.delete(source)
    else this.#bySource.set(source, found)
    return new Map(
      [...new Set([...(before?.keys() ?? []), ...found.keys()])].map(uri => [uri, this.#all(uri)]),
    )
  }

  #all(uri: string): readonly Diagnostic[] {
    const all = [...this.#bySource.values()].flatMap(found => found.get(uri) ?? [])
    return [...new Map(all.map(each => [JSON.stringify(each), each])).values()]
  }
}
