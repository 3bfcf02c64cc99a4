import {
  type ClientCapabilities,
  CreateFile,
  ResourceOperationKind,
  TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { TextEdit as Edit } from '../../dockerfile/edit.ts'

/** What an edit of files is made from. */
export interface Workspace {
  readonly client: ClientCapabilities
  /** A file by its path, as it stands in the editor or else on the disk. */
  readonly open: (path: string) => TextDocument
  /** Of an open file, by its URI. */
  readonly version: (uri: string) => number | undefined
}

export interface FileEdit {
  readonly document: TextDocument
  /** The file is not there yet. */
  readonly missing: boolean
  readonly edits: readonly Edit[]
}

/** An edit of one or more files, in the form that the client says it understands. */
export function workspaceEdit(files: readonly FileEdit[], workspace: Workspace): WorkspaceEdit {
  if (!takesDocumentChanges(files, workspace.client)) {
    return { changes: Object.fromEntries(files.map(file => [file.document.uri, textEdits(file)])) }
  }
  return {
    documentChanges: files.flatMap(file => {
      const { uri } = file.document
      const version = workspace.version(uri) ?? null
      const edit = TextDocumentEdit.create({ uri, version }, textEdits(file))
      return file.missing ? [CreateFile.create(uri, { ignoreIfExists: true }), edit] : [edit]
    }),
  }
}

function takesDocumentChanges(files: readonly FileEdit[], { workspace }: ClientCapabilities): boolean {
  const { documentChanges, resourceOperations } = workspace?.workspaceEdit ?? {}
  if (documentChanges !== true) return false
  return (
    !files.some(({ missing }) => missing) ||
    resourceOperations?.includes(ResourceOperationKind.Create) === true
  )
}

function textEdits({ document, edits }: FileEdit): TextEdit[] {
  return edits.map(({ from, to, text }) => ({
    range: { start: document.positionAt(from), end: document.positionAt(to) },
    newText: text,
  }))
}
