import { type Connection, type InitializeParams, MarkupKind, TextDocuments } from 'vscode-languageserver'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { version } from '../../version.ts'
import { codeActions } from './code-actions.ts'
import { hover } from './hover.ts'
import { OpenFiles } from './open-files.ts'
import { Published } from './published.ts'
import { capabilities, watch } from './capabilities.ts'

/** Typing faster than this is checked once, at its end; in milliseconds. */
const pause = 60

/** Answers an editor. Whatever is in a document, the connection lives on: what goes wrong is told in the editor's log. */
export function serve(connection: Connection): void {
  const documents = new TextDocuments(TextDocument)
  const files = new OpenFiles(documents)
  const published = new Published()
  const waiting = new Map<string, NodeJS.Timeout>()
  let client: InitializeParams['capabilities'] = {}

  connection.onInitialize(params => {
    client = params.capabilities
    files.setRoots((params.workspaceFolders ?? []).map(({ uri }) => uri))
    return { capabilities, serverInfo: { name: 'laststage', version } }
  })
  connection.onInitialized(() => {
    if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration === true)
      guarded(() => watch(connection))
    if (client.workspace?.workspaceFolders === true) {
      connection.workspace.onDidChangeWorkspaceFolders(async () => {
        const roots = await connection.workspace.getWorkspaceFolders()
        files.setRoots((roots ?? []).map(({ uri }) => uri))
        checkAll()
      })
    }
  })

  documents.onDidChangeContent(({ document }) => {
    if (files.isDockerfile(document)) checkSoon(document.uri)
    // Another file that is open: a .dockerignore, a laststage.yaml.
    else checkAll()
  })
  documents.onDidSave(checkAll)
  connection.onDidChangeWatchedFiles(checkAll)
  documents.onDidClose(({ document: { uri } }) => {
    clearTimeout(waiting.get(uri))
    waiting.delete(uri)
    files.close(uri)
    publish(uri, new Map())
  })
  connection.onCodeAction(async params => {
    const document = documents.get(params.textDocument.uri)
    if (document === undefined || !files.isDockerfile(document)) return []
    return codeActions(params, document, await files.lint(document), {
      client,
      open: path => files.file(path),
      version: uri => files.version(uri),
    })
  })
  connection.onHover(async ({ textDocument, position }) => {
    const document = documents.get(textDocument.uri)
    if (document === undefined || !files.isDockerfile(document)) return null
    const format = client.textDocument?.hover?.contentFormat ?? []
    const kind = format.includes(MarkupKind.Markdown) ? MarkupKind.Markdown : MarkupKind.PlainText
    return hover(document.offsetAt(position), document, await files.lint(document), kind) ?? null
  })
  documents.listen(connection)

  function checkAll(): void {
    files.forget()
    for (const document of documents.all()) if (files.isDockerfile(document)) checkSoon(document.uri)
  }

  function checkSoon(uri: string): void {
    clearTimeout(waiting.get(uri))
    waiting.set(
      uri,
      setTimeout(() => guarded(async () => check(uri)), pause),
    )
  }

  async function check(uri: string): Promise<void> {
    const document = documents.get(uri)
    if (document === undefined) return
    const { version } = document
    const found = await files.diagnostics(document)
    // Typed on, or closed, meanwhile: there is or will be a newer answer.
    if (documents.get(uri)?.version === version) publish(uri, found)
  }

  function publish(uri: string, found: Parameters<Published['replace']>[1]): void {
    for (const [file, diagnostics] of published.replace(uri, found))
      guarded(() => connection.sendDiagnostics({ uri: file, diagnostics: [...diagnostics] }))
  }

  function guarded(work: () => Promise<unknown>): void {
    work().catch((error: unknown) => {
      connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error))
    })
  }
}
