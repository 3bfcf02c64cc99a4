import {
  CodeActionKind,
  type Connection,
  DidChangeWatchedFilesNotification,
  type ServerCapabilities,
  TextDocumentSyncKind,
  WatchKind,
} from 'vscode-languageserver'
import { fixAllKind } from './code-actions.ts'

/** What the server can do. It does not format: what no fix touches stays as its author wrote it. */
export const capabilities: ServerCapabilities = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAllKind] },
  hoverProvider: true,
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
}

/** Asks to be told of changed configurations, and of every file that comes or goes: a COPY may name it. */
export async function watch(connection: Connection): Promise<void> {
  await connection.client.register(DidChangeWatchedFilesNotification.type, {
    watchers: [
      { globPattern: '**/{laststage.yaml,laststage.yml,package.json,.dockerignore,*.dockerignore}' },
      { globPattern: '**/*', kind: WatchKind.Create | WatchKind.Delete },
    ],
  })
}
