import process from 'node:process'
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node'
import { exitCode } from '../exit.ts'
import type { Io } from '../io.ts'
import { serve } from './server.ts'

/**
 * Serves an editor on standard input and output. The connection ends the process itself: after `exit`, and when the
 * input or the editor's process ends.
 */
export async function runLsp(io: Io): Promise<never> {
  if (process.stdin.isTTY)
    io.stderr.write(
      'laststage lsp waits for an editor on standard input; Ctrl-C ends it. See laststage lsp --help.\n',
    )
  const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout)
  serve(connection)
  connection.listen()
  await new Promise(resolve => {
    io.signal.addEventListener('abort', resolve)
  })
  // The connection looks after the editor's process for ever: without this the process would not end.
  process.exit(exitCode.interrupted)
}
