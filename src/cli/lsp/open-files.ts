import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Diagnostic, TextDocuments } from 'vscode-languageserver'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { isDockerfileName } from '../../app/dockerfile-names.ts'
import { maxReadBytes } from '../../app/read-app-folder.ts'
import type { Diagnostic as Finding } from '../../dockerfile/source.ts'
import { Folders } from './folders.ts'
import { type Linted, lint } from './lint.ts'
import type { ByFile } from './published.ts'
import { toDiagnostic } from './to-diagnostic.ts'

/** What the names of languages are that editors give to Dockerfiles, in lower case. */
const languages: ReadonlySet<string> = new Set(['dockerfile', 'containerfile'])

/** The open documents, each checked once for each of its versions. */
export class OpenFiles {
  readonly #documents: TextDocuments<TextDocument>
  readonly #folders: Folders
  readonly #linted = new Map<string, { readonly version: number; readonly linted: Promise<Linted> }>()
  #roots: readonly string[] = []

  constructor(documents: TextDocuments<TextDocument>) {
    this.#documents = documents
    this.#folders = new Folders(path => this.#open(path)?.getText())
  }

  setRoots(uris: readonly string[]): void {
    this.#roots = uris.flatMap(uri => pathOf(uri) ?? [])
    this.forget()
  }

  /** To be called where files may have come, gone or changed. */
  forget(): void {
    this.#folders.forget()
    this.#linted.clear()
  }

  close(uri: string): void {
    this.#linted.delete(uri)
  }

  /** A text that is larger than any file that `check` reads is none. */
  isDockerfile(document: TextDocument): boolean {
    const { uri, languageId } = document
    const named = languages.has(languageId.toLowerCase()) || isDockerfileName(pathOf(uri) ?? '')
    return named && document.getText().length <= maxReadBytes
  }

  lint(document: TextDocument): Promise<Linted> {
    const { uri, version } = document
    const known = this.#linted.get(uri)
    if (known?.version === version) return known.linted
    const linted = lint({ path: pathOf(uri), text: document.getText() }, this.#roots, this.#folders)
    this.#linted.set(uri, { version, linted })
    return linted
  }

  /** What is to be shown for a Dockerfile, in itself and in other files. */
  async diagnostics(document: TextDocument): Promise<ByFile> {
    const { result, file, folder, config } = await this.lint(document)
    const found = new Map<string, Diagnostic[]>([[document.uri, []]])
    for (const finding of result.findings) {
      if (finding.file === file) add(found, finding, document)
      else if (folder !== undefined) add(found, finding, this.file(join(folder, finding.file)))
    }
    for (const fault of config?.faults ?? []) add(found, fault, this.file(config?.path ?? ''))
    return found
  }

  /** A file by its path, as it stands in the editor or else on the disk; empty where it is not there. */
  file(path: string): TextDocument {
    const open = this.#open(path)
    if (open !== undefined) return open
    const text = this.#folders.open(dirname(path)).read(basename(path)) ?? ''
    return TextDocument.create(pathToFileURL(path).href, '', 0, text)
  }

  /** Undefined for what is not open. */
  version(uri: string): number | undefined {
    return this.#documents.get(uri)?.version
  }

  #open(path: string): TextDocument | undefined {
    return this.#documents.all().find(({ uri }) => pathOf(uri) === path)
  }
}

function add(found: Map<string, Diagnostic[]>, finding: Finding, document: TextDocument): void {
  const diagnostics = found.get(document.uri) ?? []
  diagnostics.push(toDiagnostic(finding, document))
  found.set(document.uri, diagnostics)
}

/** Undefined for what is no file, or no path on this machine. */
function pathOf(uri: string): string | undefined {
  try {
    return fileURLToPath(uri)
  } catch {
    return undefined
  }
}
