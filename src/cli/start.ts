/**
 * Starts the command where Node is new enough. Old ones must be able to read this file: it says what is wrong before
 * anything newer is loaded.
 */
export async function start(load: () => Promise<void>): Promise<void> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 22 || (major === 22 && minor < 18)) {
    process.stderr.write(`laststage needs Node 22.18 or newer; this is ${process.versions.node}.\n`)
    process.exitCode = 2
    return
  }
  // What was compiled once is loaded compiled the next time; where the cache cannot be written, nothing is lost.
  const { enableCompileCache } = await import('node:module')
  enableCompileCache()
  await load()
}
