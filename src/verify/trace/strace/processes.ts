/** The part of a process that paths depend on. Threads share one working directory, so it is held by reference. */
interface Process {
  directory: { path: string }
  executable: string
}

export interface Processes {
  directory(pid: number): string
  executable(pid: number): string
  /** False while it is not known from whom the process came, and so where it stands. */
  known(pid: number): boolean
  changeDirectory(pid: number, path: string): void
  execute(pid: number, executable: string): void
  /** A child begins where its parent stood; one that shares (a thread) moves with it. */
  fork(parent: number, child: number, shared: boolean): void
}

/**
 * Follows working directories and executables over clone, chdir and exec.
 * The first process seen is the container's own and begins in its working directory.
 */
export const createProcesses = (workdir: string): Processes => {
  const processes = new Map<number, Process>()
  const find = (pid: number): Process => {
    const known = processes.get(pid)
    if (known !== undefined) return known
    const first = { directory: { path: workdir }, executable: '' }
    processes.set(pid, first)
    return first
  }
  return {
    directory: pid => find(pid).directory.path,
    executable: pid => find(pid).executable,
    known: pid => processes.has(pid) || processes.size === 0,
    changeDirectory: (pid, path) => {
      find(pid).directory.path = path
    },
    execute: (pid, executable) => {
      const process = find(pid)
      process.executable = executable
      process.directory = { path: process.directory.path }
    },
    fork: (parent, child, shared) => {
      const { directory, executable } = find(parent)
      processes.set(child, { directory: shared ? directory : { path: directory.path }, executable })
    },
  }
}
