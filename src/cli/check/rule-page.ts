import { existsSync } from 'node:fs'

/**
 * Where the page of a rule lies. The pages are published beside the code: from the bundle in `dist/` and from the
 * sources alike. Throws where it is missing: then the installation is broken.
 */
export function rulePage(id: string): URL {
  for (let folder = new URL('./', import.meta.url); ; folder = new URL('../', folder)) {
    const page = new URL(`src/rules/${id}/README.md`, folder)
    if (existsSync(page)) return page
    if (folder.pathname === '/') throw new Error(`the page of ${id} is missing from this installation`)
  }
}
