import {
  type BlindEvent,
  createPathCollector,
  type Trace,
  type TracedSocket,
} from '../../../closure/trace.ts'
import type { Argument } from './arguments.ts'
import { type CallShape, callShape, type PathArgument, writesByFlags } from './calls.ts'
import { readCall, readLine, type TracedCall } from './line.ts'
import { createProcesses } from './processes.ts'
import { readSocket } from './sockets.ts'

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
  const begun = new Map<number, string>()
  /** Calls of processes whose parent's clone has not returned yet. */
  const waiting = new Map<number, TracedCall[]>()
  const found = createPathCollector()
  const opened = createPathCollector()
  const missing = createPathCollector()
  const executed = createPathCollector()
  const written = createPathCollector()
  const listed = createPathCollector()
  const sockets = new Map<string, TracedSocket & { readonly by: string[] }>()
  const blind = new Map<BlindEvent['reason'], BlindEvent>()
  let lines = 0

  const noteBlind = (reason: BlindEvent['reason'], source: string): void => {
    const known = blind.get(reason)
    const example = known?.example ?? source.slice(0, 200)
    blind.set(reason, { reason, example, count: (known?.count ?? 0) + 1 })
  }

  const take = (call: TracedCall): void => {
    if (!processes.known(call.pid)) {
      waiting.set(call.pid, [...(waiting.get(call.pid) ?? []), call])
      return
    }
    if (forks.has(call.name)) return takeFork(call)
    learnDirectory(call)
    if (call.name === 'io_uring_setup') return takeRing(call)
    if (call.name === 'connect' || call.name === 'bind') return takeSocket(call)
    if (call.name.startsWith('getdents')) return takeListing(call)
    if (call.name === 'fchdir') return takeFchdir(call)
    const shape = callShape(call.name)
    if (shape !== undefined) takePaths(call, shape)
    else if (call.name !== 'getcwd') takeUnknown(call)
  }

  const takeFork = (call: TracedCall): void => {
    if (call.result.kind !== 'done' || call.result.value <= 0) return
    processes.fork(call.pid, call.result.value, call.source.includes('CLONE_FS'))
    release(call.result.value)
  }

  const release = (pid: number): void => {
    const calls = waiting.get(pid) ?? []
    waiting.delete(pid)
    for (const call of calls) take(call)
  }

  /** `AT_FDCWD</app>` tells where a process stands, whatever was missed before. */
  const learnDirectory = (call: TracedCall): void => {
    for (const argument of call.arguments) {
      if (argument.kind !== 'descriptor' || !argument.cwd || !argument.path.startsWith('/')) continue
      processes.changeDirectory(call.pid, argument.path)
      return
    }
  }

  const takeRing = (call: TracedCall): void => {
    if (call.result.kind !== 'failed') noteBlind('io_uring', call.source)
  }

  const takeSocket = (call: TracedCall): void => {
    const socket = readSocket(call)
    if (socket === undefined) return
    const process = processes.executable(call.pid)
    if (socket.family === 'AF_UNIX' && !socket.address.startsWith('@') && socket.address !== '') {
      const path = absolute(processes.directory(call.pid), socket.address)
      if (call.name === 'bind') written.add(path, false, process)
      record(path, true, call, process)
    }
    const key = `${socket.call} ${socket.family} ${socket.address}`
    const known = sockets.get(key)
    if (known === undefined) sockets.set(key, { ...socket, by: [process] })
    else if (!known.by.includes(process)) known.by.push(process)
  }

  const takeListing = (call: TracedCall): void => {
    const directory = call.arguments[0]
    if (directory?.kind !== 'descriptor' || !directory.path.startsWith('/')) return
    listed.add(directory.path, true, processes.executable(call.pid))
  }

  const takeFchdir = (call: TracedCall): void => {
    const directory = call.arguments[0]
    if (call.result.kind !== 'done' || directory?.kind !== 'descriptor') return
    processes.changeDirectory(call.pid, directory.path)
  }

  const takePaths = (call: TracedCall, shape: CallShape): void => {
    if (shape.effect === 'blind' && call.result.kind === 'done') {
      noteBlind(call.name === 'chroot' || call.name === 'pivot_root' ? 'chroot' : 'mount', call.source)
    }
    const follow = !hasFlag(call, shape.nofollow)
    for (const position of shape.paths) takePath(call, shape, position, follow)
    if (call.result.kind === 'done' && call.result.path?.startsWith('/') === true) {
      found.add(withoutDeleted(call.result.path), true, processes.executable(call.pid))
    }
  }

  const takePath = (call: TracedCall, shape: CallShape, position: PathArgument, follow: boolean): void => {
    const path = pathOf(call, position, processes.directory(call.pid))
    if (path === 'none') return
    if (path === 'blind') return noteBlind('pointer', call.source)
    const succeeded = call.result.kind === 'done'
    if (shape.effect === 'execute' && succeeded) {
      processes.execute(call.pid, path)
      executed.add(path, true, path)
      opened.add(path, true, path)
    }
    if (shape.effect === 'chdir' && succeeded) processes.changeDirectory(call.pid, path)
    const process = processes.executable(call.pid)
    if (succeeded && call.name.startsWith('open')) opened.add(path, follow, process)
    if (succeeded && (shape.effect === 'write' || opensForWriting(call))) written.add(path, follow, process)
    record(path, follow, call, process)
  }

  /** What a lookup found and what it did not: ENOENT and ENOTDIR alone mean that nothing was there. */
  const record = (path: string, follow: boolean, call: TracedCall, process: string): void => {
    const { result } = call
    const absent = result.kind === 'failed' && (result.errno === 'ENOENT' || result.errno === 'ENOTDIR')
    if (absent) missing.add(path, follow, process)
    else found.add(path, follow, process)
  }

  /** A call that we do not know keeps every path that it names. */
  const takeUnknown = (call: TracedCall): void => {
    const directory = processes.directory(call.pid)
    for (const argument of call.arguments) {
      if (argument.kind !== 'text' || argument.value === '') continue
      record(absolute(directory, argument.value), true, call, processes.executable(call.pid))
    }
  }

  return {
    push: line => {
      lines++
      const read = readLine(line)
      if (read.kind === 'call') return take(read.call)
      if (read.kind === 'begun') {
        begun.set(read.pid, read.text)
        return
      }
      if (read.kind === 'resumed') {
        const call = readCall(read.pid, joinHalves(begun.get(read.pid), read.name, read.text))
        begun.delete(read.pid)
        if (call !== undefined) return take(call)
        return noteBlind('unreadable', line)
      }
      if (read.kind === 'unreadable') noteBlind('unreadable', line)
    },
    finish: () => {
      // A call that never returned looked its paths up all the same.
      for (const [pid, text] of begun) {
        const call = readCall(pid, `${text}) = ?`)
        if (call !== undefined) take(call)
      }
      begun.clear()
      for (const [pid, calls] of waiting) {
        // Its parent was never seen: where it stands is unknown, so what it names relatively is too.
        for (const call of calls) if (namesRelativePath(call)) noteBlind('unreadable', call.source)
        processes.fork(pid, pid, false)
      }
      for (const pid of waiting.keys()) release(pid)
      return {
        found: found.list(),
        opened: opened.list(),
        missing: missing.list(),
        executed: executed.list(),
        written: written.list(),
        listed: listed.list(),
        sockets: [...sockets.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, socket]) => socket),
        blind: [...blind.values()].sort((a, b) => (a.reason < b.reason ? -1 : 1)),
        lines,
      }
    },
  }
}

/** The halves of a call; newer straces print all arguments in the first, older ones split them. */
const joinHalves = (first: string | undefined, name: string, second: string): string =>
  `${first ?? `${name}(`}${second}`

const hasFlag = (call: TracedCall, nofollow: CallShape['nofollow']): boolean => {
  if (typeof nofollow === 'boolean') return nofollow
  const flags = call.arguments[nofollow.flags]
  return flags?.kind === 'other' && flags.source.includes(nofollow.name)
}

const opensForWriting = (call: TracedCall): boolean => {
  if (!call.name.startsWith('open')) return false
  const flags = call.arguments[call.name === 'open' ? 1 : 2]
  return flags?.kind === 'other' && writesByFlags(flags.source)
}

const pathOf = (call: TracedCall, position: PathArgument, directory: string): string => {
  const argument = call.arguments[position.path]
  const base = position.directory === undefined ? undefined : call.arguments[position.directory]
  if (argument?.kind === 'pointer') return badAddress(call) ? 'none' : 'blind'
  if (argument?.kind !== 'text') return 'none'
  if (argument.cut) return 'blind'
  if (argument.value === '') return 'none'
  if (argument.value.startsWith('/')) return normalise(argument.value)
  return absolute(baseDirectory(base, directory), argument.value)
}

/** EFAULT: the kernel could not read the pointer either. */
const badAddress = (call: TracedCall): boolean =>
  call.result.kind === 'failed' && call.result.errno === 'EFAULT'

const baseDirectory = (base: Argument | undefined, directory: string): string =>
  base?.kind === 'descriptor' && base.path.startsWith('/') ? withoutDeleted(base.path) : directory

const namesRelativePath = (call: TracedCall): boolean => {
  const shape = callShape(call.name)
  return (shape?.paths ?? []).some(({ path, directory }) => {
    const argument = call.arguments[path]
    const base = directory === undefined ? undefined : call.arguments[directory]
    return argument?.kind === 'text' && /^[^/]/.test(argument.value) && base?.kind !== 'descriptor'
  })
}

const withoutDeleted = (path: string): string => path.replace(/ ?\(deleted\)$/, '')

const absolute = (directory: string, path: string): string =>
  path.startsWith('/') ? normalise(path) : normalise(`${directory}/${path}`)

/** Drops `//` and `/./` only: `..` is resolved in the tree, since a link may stand before it. */
const normalise = (path: string): string => {
  const parts = path.split('/').filter(part => part !== '' && part !== '.')
  return `/${parts.join('/')}`
}
