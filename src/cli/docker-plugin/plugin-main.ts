import { connect } from 'node:net'
import process from 'node:process'
import { version } from '../../version.ts'
import { createStyle } from '../../report/terminal/style.ts'
import { describeError, exitCodeOf } from '../exit.ts'
import { main } from '../main.ts'
import { readPluginCall } from './plugin-call.ts'

/** What Docker shows in its help and in `docker info`. */
const metadata = {
  SchemaVersion: '0.1.0',
  Vendor: 'laststage',
  Version: version,
  ShortDescription: 'Make images small, with proof',
}

/** Runs laststage as a plugin of Docker's CLI. */
export async function pluginMain(args: readonly string[]): Promise<void> {
  try {
    const call = readPluginCall(args)
    if (call.kind === 'metadata') {
      process.stdout.write(`${JSON.stringify(metadata)}\n`)
      return
    }
    for (const [name, value] of Object.entries(call.env)) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
    endWithDocker()
    await main(call.args)
  } catch (error) {
    process.stderr.write(describeError(error, createStyle({ color: false, unicode: false, width: 80 })))
    process.exitCode = exitCodeOf(error)
  }
}

/**
 * Docker's CLI holds a socket open for its plugins, from version 25 on: when it is ended, the socket closes, and the
 * plugin is to end as after Ctrl-C. A terminal's Ctrl-C reaches both by itself.
 */
function endWithDocker(): void {
  const address = process.env['DOCKER_CLI_PLUGIN_SOCKET']
  if (address === undefined || address === '') return
  // Not for the docker that laststage calls.
  delete process.env['DOCKER_CLI_PLUGIN_SOCKET']
  // Go writes the names of abstract sockets with an @, Node with a NUL.
  const socket = connect(address.replace(/^@/, '\0'))
  socket.on('error', () => {})
  socket.on('connect', () => {
    socket.on('close', () => process.kill(process.pid, 'SIGTERM'))
  })
  // It holds nothing up.
  socket.unref()
}
