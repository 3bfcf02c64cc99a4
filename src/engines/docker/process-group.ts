/** Groups that still live; ended when this process exits, since a detached child would outlive it. */
const groups = new Set<number>()
let watching = false

/** Long enough for the CLI to tell the daemon that a build is over. */
const graceMs = 5_000

/** Remembers a child's group until the answered function is called. */
export function keepTrack(pid: number | undefined): () => void {
  if (pid === undefined) return () => {}
  if (!watching) {
    watching = true
    process.once('exit', () => groups.forEach(group => signalGroup(group, 'SIGKILL')))
  }
  groups.add(pid)
  return () => groups.delete(pid)
}

/** SIGTERM to the child and its children, SIGKILL to what is left after the grace. */
export function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  signalGroup(pid, 'SIGTERM')
  setTimeout(() => groups.has(pid) && signalGroup(pid, 'SIGKILL'), graceMs).unref()
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    // Windows has no process groups.
    process.kill(process.platform === 'win32' ? pid : -pid, signal)
  } catch {
    // It is gone already.
  }
}
