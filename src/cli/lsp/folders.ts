import { join } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { memoryApp } from '../../app/memory-app.ts'
import { readAppFolder } from '../../app/read-app-folder.ts'
import { type ReadConfig, readConfig } from '../../config/read-config.ts'
import { UserError } from '../../errors.ts'

/**
 * The folders of a workspace, listed once until something in them changes. What is open in the editor is read as it
 * stands there, saved or not.
 */
export class Folders {
  readonly #textOf: (path: string) => string | undefined
  readonly #opened = new Map<string, AppFiles>()
  readonly #configs = new Map<string, Promise<ReadConfig>>()

  /** @param textOf the unsaved text of a file, by its absolute path */
  constructor(textOf: (path: string) => string | undefined) {
    this.#textOf = textOf
  }

  readonly open = (folder: string): AppFiles => {
    const opened = this.#opened.get(folder) ?? this.#read(folder)
    this.#opened.set(folder, opened)
    return opened
  }

  config(folder: string): Promise<ReadConfig> {
    const config = this.#configs.get(folder) ?? readConfig(this.open(folder))
    this.#configs.set(folder, config)
    return config
  }

  /** To be called where files may have come, gone or changed. */
  forget(): void {
    this.#opened.clear()
    this.#configs.clear()
  }

  #read(folder: string): AppFiles {
    const app = readIfThere(folder)
    return {
      ...app,
      read: file => (app.has(file) ? this.#textOf(join(folder, file)) : undefined) ?? app.read(file),
    }
  }
}

/** A file that was never saved may name a folder that is not there yet. */
function readIfThere(folder: string): AppFiles {
  try {
    return readAppFolder(folder)
  } catch (error) {
    if (error instanceof UserError) return memoryApp({})
    throw error
  }
}
