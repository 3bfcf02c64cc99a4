import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { pathToFileURL } from 'node:url'
import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionRequest,
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DidSaveTextDocumentNotification,
  type Hover,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type Range,
  ShutdownRequest,
} from 'vscode-languageserver-protocol/node'
import { TextDocument } from 'vscode-languageserver-textdocument'

/** An editor that speaks with the real command over pipes. */
export class Editor {
  readonly server: ChildProcessWithoutNullStreams
  readonly connection: ProtocolConnection
  readonly #published = new Map<string, readonly Diagnostic[]>()
  readonly #documents = new Map<string, TextDocument>()
  #changed = Promise.withResolvers<void>()
  initialized: InitializeResult | undefined

  private constructor() {
    this.server = spawn(process.execPath, ['src/cli/bin.ts', 'lsp', '--stdio'])
    this.connection = createProtocolConnection(this.server.stdout, this.server.stdin)
    this.connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
      this.#published.set(uri, diagnostics)
      this.#changed.resolve()
      this.#changed = Promise.withResolvers()
    })
    this.connection.listen()
  }

  static async start(
    root: string,
    workspaceEdit?: NonNullable<ClientCapabilities['workspace']>['workspaceEdit'],
  ): Promise<Editor> {
    const editor = new Editor()
    editor.initialized = await editor.connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      capabilities: {
        textDocument: { hover: { contentFormat: ['markdown'] } },
        ...(workspaceEdit === undefined ? {} : { workspace: { workspaceEdit } }),
      },
      workspaceFolders: [{ uri: pathToFileURL(root).href, name: 'app' }],
    })
    await editor.connection.sendNotification(InitializedNotification.type, {})
    return editor
  }

  async open(uri: string, text: string, languageId = 'dockerfile'): Promise<void> {
    this.#documents.set(uri, TextDocument.create(uri, languageId, 1, text))
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId, version: 1, text },
    })
  }

  /** Sends only what changed. */
  async edit(uri: string, range: Range, text: string): Promise<void> {
    const document = this.#documents.get(uri)
    if (document === undefined) throw new Error(`${uri} is not open`)
    const version = document.version + 1
    TextDocument.update(document, [{ range, text }], version)
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges: [{ range, text }],
    })
  }

  async save(uri: string): Promise<void> {
    await this.connection.sendNotification(DidSaveTextDocumentNotification.type, { textDocument: { uri } })
  }

  async close(uri: string): Promise<void> {
    await this.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } })
  }

  textOf(uri: string): string {
    return this.#documents.get(uri)?.getText() ?? ''
  }

  /** Waits until what is shown in a file is as wanted; the test's own time limit ends the wait. */
  async shown(
    uri: string,
    wanted: (diagnostics: readonly Diagnostic[]) => boolean,
  ): Promise<readonly Diagnostic[]> {
    for (;;) {
      const diagnostics = this.#published.get(uri)
      if (diagnostics !== undefined && wanted(diagnostics)) return diagnostics
      await this.#changed.promise
    }
  }

  async actions(uri: string, range: Range, only?: string): Promise<readonly CodeAction[]> {
    const found = await this.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range,
      context: { diagnostics: [], ...(only === undefined ? {} : { only: [only] }) },
    })
    return (found ?? []).filter((each): each is CodeAction => 'edit' in each)
  }

  /** Makes an action's edits in a document, as an editor does. */
  apply(uri: string, action: CodeAction | undefined): string {
    const document = this.#documents.get(uri)
    if (document === undefined) throw new Error(`${uri} is not open`)
    return TextDocument.applyEdits(document, action?.edit?.changes?.[uri] ?? [])
  }

  async hover(uri: string, line: number, character = 0): Promise<string> {
    const answer: Hover | null = await this.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri },
      position: { line, character },
    })
    const contents = answer?.contents
    return contents !== undefined && typeof contents === 'object' && 'value' in contents ? contents.value : ''
  }

  /** Closes the server's input, after `shutdown` if asked. @returns the exit code */
  async stop({ shutdown }: { shutdown: boolean }): Promise<number | null> {
    const exited = once(this.server, 'exit')
    if (shutdown) await this.connection.sendRequest(ShutdownRequest.type)
    this.server.stdin.end()
    await exited
    return this.server.exitCode
  }
}

/** The place of a piece of text, as the only one in a document. */
export function rangeIn(text: string, piece: string): Range {
  const document = TextDocument.create('', '', 0, text)
  const at = text.indexOf(piece)
  if (at < 0) throw new Error(`${piece} is not in the text`)
  return { start: document.positionAt(at), end: document.positionAt(at + piece.length) }
}
