import type { Trace } from '../../../closure/trace.ts'
import { namesRelativePath } from './call-paths.ts'
import { readCall, readLine, type TracedCall } from './line.ts'
import { createProcesses } from './processes.ts'
import { createRecorder } from './recorder.ts'
import { takeCall } from './take-call.ts'

export interface StraceParser {
  /** Takes one line of `strace -f -y -o FILE`, without its newline. */
  push(line: string): void
  /** The trace of all lines pushed. */
  finish(): Trace
}

const forks = new Set(['clone', 'clone3', 'fork', 'vfork'])

/**
 * Reads strace's output line by line: joins calls that were interrupted, follows working directories, and counts what
 * could not be seen. `workdir` is where the container's first process begins.
 */
export const createStraceParser = (workdir: string): StraceParser => {
  const processes = createProcesses(workdir)
  const recorder = createRecorder()
  const begun = new Map<number, string>()
  /** Calls of processes whose parent's clone has not returned yet. */
  const waiting = new Map<number, TracedCall[]>()
  let lines = 0

  const take = (call: TracedCall): void => {
    if (!processes.known(call.pid)) wait(call)
    else if (forks.has(call.name)) fork(call)
    else takeCall(call, processes, recorder)
  }

  const wait = (call: TracedCall): void => {
    const calls = waiting.get(call.pid)
    if (calls === undefined) waiting.set(call.pid, [call])
    else calls.push(call)
  }

  const fork = ({ pid, result, source }: TracedCall): void => {
    if (result.kind !== 'done' || result.value <= 0) return
    processes.fork(pid, result.value, source.includes('CLONE_FS'))
    release(result.value)
  }

  const release = (pid: number): void => {
    const calls = waiting.get(pid) ?? []
    waiting.delete(pid)
    for (const call of calls) take(call)
  }

  const resume = (pid: number, name: string, rest: string, line: string): void => {
    // Newer straces print all arguments in the first half, older ones split them.
    const call = readCall(pid, `${begun.get(pid) ?? `${name}(`}${rest}`)
    begun.delete(pid)
    if (call === undefined) recorder.blind('unreadable', line)
    else take(call)
  }

  /** A call that never returned looked its paths up all the same. */
  const takeUnreturned = (): void => {
    for (const [pid, text] of begun) {
      const call = readCall(pid, `${text}) = ?`)
      if (call !== undefined) take(call)
    }
    begun.clear()
  }

  /** Where the parent was never seen, what a process names relatively is unknown. */
  const takeOrphans = (): void => {
    for (const [pid, calls] of waiting) {
      for (const call of calls) if (namesRelativePath(call)) recorder.blind('unreadable', call.source)
      processes.fork(pid, pid, false)
    }
    for (const pid of waiting.keys()) release(pid)
  }

  return {
    push: line => {
      lines++
      const read = readLine(line)
      if (read.kind === 'call') take(read.call)
      else if (read.kind === 'begun') begun.set(read.pid, read.text)
      else if (read.kind === 'resumed') resume(read.pid, read.name, read.text, line)
      else if (read.kind === 'unreadable') recorder.blind('unreadable', line)
    },
    finish: () => {
      takeUnreturned()
      takeOrphans()
      return recorder.finish(lines)
    },
  }
}
