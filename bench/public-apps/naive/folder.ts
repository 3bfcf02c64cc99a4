import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the recipes ask of an app's folder. */
export interface Folder {
  readonly files: readonly string[]
  readonly has: (file: string) => boolean
  /** The names in a folder of it. */
  readonly inside: (folder: string) => readonly string[]
  /** Empty where there is none. */
  readonly read: (file: string) => string
  /** Where the app's own test asks for it, if it does. */
  readonly port: number | undefined
}

/** What follows WORKDIR; undefined where the recipe knows nothing of the app. */
export interface Naive {
  readonly image: string
  /** Before the sources are copied. */
  readonly tools?: readonly string[]
  readonly steps: readonly string[]
  readonly command: string
}

export function folderOf(root: string, port: number | undefined): Folder {
  const has = (file: string): boolean => existsSync(join(root, file))
  const read = (file: string): string => (has(file) ? readFileSync(join(root, file), 'utf8') : '')
  const inside = (folder: string): string[] => (has(folder) ? readdirSync(join(root, folder)) : [])
  return { files: readdirSync(root), has, inside, read, port }
}

/** What a Procfile starts. */
export function procfile(folder: Folder): string | undefined {
  return /^(?:web|worker): *(.+)$/m.exec(folder.read('Procfile'))?.[1]
}
