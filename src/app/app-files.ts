/**
 * The user's app folder, read and never executed. Paths are relative to its root, with `/`, without a leading `./`.
 * No link leads out of the root; `.dockerignore` is not applied here (see `dockerignore.ts`).
 */
export interface AppFiles {
  /** The folder's name, for messages and default names. */
  readonly name: string
  /** Every file's path, sorted; heavy folders that no build reads (`.git`, `node_modules`, `target`, …) are left out. */
  list(): readonly string[]
  has(path: string): boolean
  /** The text of a file of at most 5 MB; undefined where it is absent, larger, binary or unreadable. */
  read(path: string): string | undefined
  /** Size in bytes; undefined where absent. */
  size(path: string): number | undefined
}
