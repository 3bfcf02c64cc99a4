import { connect } from 'node:net'

/** An engine's proxy or relay accepts for a port on which nothing listens, and hangs up at once. */
const staysOpenMs = 300
const connectMs = 2_000

/** Whether a program listens there: the connection stays open, or is greeted. Never throws. */
export function listens(at: { readonly host: string; readonly port: number }): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ ...at, timeout: connectMs })
    const end = (answer: boolean) => (): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => setTimeout(end(true), staysOpenMs))
    socket.once('data', end(true))
    for (const event of ['error', 'end', 'close', 'timeout']) socket.once(event, end(false))
  })
}
