import { absolute, hasFlag, opensForWriting, pathOf, withoutDeleted } from './call-paths.ts'
import { type CallShape, callShape, type PathArgument } from './calls.ts'
import type { TracedCall } from './line.ts'
import type { Processes } from './processes.ts'
import type { Recorder } from './recorder.ts'
import { readSocket } from './sockets.ts'

/** Notes what a whole call of a known process did, and how it moved the process. */
export const takeCall = (call: TracedCall, processes: Processes, recorder: Recorder): void => {
  learnDirectory(call, processes)
  if (call.name === 'io_uring_setup') return takeRing(call, recorder)
  if (call.name === 'connect' || call.name === 'bind') return takeSocket(call, processes, recorder)
  if (call.name.startsWith('getdents')) return takeListing(call, processes, recorder)
  if (call.name === 'fchdir') return takeFchdir(call, processes)
  const shape = callShape(call.name)
  if (shape !== undefined) takePaths(call, shape, processes, recorder)
  else if (call.name !== 'getcwd') takeUnknown(call, processes, recorder)
}

/** `AT_FDCWD</app>` tells where a process stands, whatever was missed before. */
const learnDirectory = (call: TracedCall, processes: Processes): void => {
  for (const argument of call.arguments) {
    if (argument.kind !== 'descriptor' || !argument.cwd || !argument.path.startsWith('/')) continue
    processes.changeDirectory(call.pid, argument.path)
    return
  }
}

const takeRing = (call: TracedCall, recorder: Recorder): void => {
  if (call.result.kind !== 'failed') recorder.blind('io_uring', call.source)
}

const takeSocket = (call: TracedCall, processes: Processes, recorder: Recorder): void => {
  const socket = readSocket(call)
  if (socket === undefined) return
  const process = processes.executable(call.pid)
  recorder.socket(socket, process)
  const named = socket.family === 'AF_UNIX' && socket.address !== '' && !socket.address.startsWith('@')
  if (!named) return
  const path = absolute(processes.directory(call.pid), socket.address)
  if (call.name === 'bind') recorder.path('written', path, { follow: false, process })
  recordLookup(call, path, true, process, recorder)
}

const takeListing = (call: TracedCall, processes: Processes, recorder: Recorder): void => {
  const directory = call.arguments[0]
  if (directory?.kind !== 'descriptor' || !directory.path.startsWith('/')) return
  recorder.path('listed', directory.path, { follow: true, process: processes.executable(call.pid) })
}

const takeFchdir = (call: TracedCall, processes: Processes): void => {
  const directory = call.arguments[0]
  if (call.result.kind !== 'done' || directory?.kind !== 'descriptor') return
  processes.changeDirectory(call.pid, directory.path)
}

const takePaths = (call: TracedCall, shape: CallShape, processes: Processes, recorder: Recorder): void => {
  if (shape.effect === 'blind' && call.result.kind === 'done') {
    const rooted = call.name === 'chroot' || call.name === 'pivot_root'
    recorder.blind(rooted ? 'chroot' : 'mount', call.source)
  }
  for (const position of shape.paths) takePath(call, shape, position, processes, recorder)
  // What the kernel says lies behind the new descriptor.
  if (call.result.kind === 'done' && call.result.path?.startsWith('/') === true) {
    const process = processes.executable(call.pid)
    recorder.path('found', withoutDeleted(call.result.path), { follow: true, process })
  }
}

const takePath = (
  call: TracedCall,
  shape: CallShape,
  position: PathArgument,
  processes: Processes,
  recorder: Recorder,
): void => {
  const path = pathOf(call, position, processes.directory(call.pid))
  if (path === 'none') return
  if (path === 'blind') return recorder.blind('pointer', call.source)
  const succeeded = call.result.kind === 'done'
  const follow = !hasFlag(call, shape.nofollow)
  if (shape.effect === 'execute' && succeeded) {
    processes.execute(call.pid, path)
    recorder.path('executed', path, { follow: true, process: path })
    recorder.path('opened', path, { follow: true, process: path })
  }
  if (shape.effect === 'chdir' && succeeded) processes.changeDirectory(call.pid, path)
  const process = processes.executable(call.pid)
  if (succeeded && call.name.startsWith('open')) recorder.path('opened', path, { follow, process })
  if (succeeded && (shape.effect === 'write' || opensForWriting(call))) {
    recorder.path('written', path, { follow, process })
  }
  recordLookup(call, path, follow, process, recorder)
}

/** ENOENT and ENOTDIR alone mean that nothing was there. */
const recordLookup = (
  { result }: TracedCall,
  path: string,
  follow: boolean,
  process: string,
  recorder: Recorder,
): void => {
  const absent = result.kind === 'failed' && (result.errno === 'ENOENT' || result.errno === 'ENOTDIR')
  recorder.path(absent ? 'missing' : 'found', path, { follow, process })
}

/** A call that we do not know keeps every path that it names. */
const takeUnknown = (call: TracedCall, processes: Processes, recorder: Recorder): void => {
  const directory = processes.directory(call.pid)
  for (const argument of call.arguments) {
    if (argument.kind !== 'text' || argument.value === '') continue
    recordLookup(call, absolute(directory, argument.value), true, processes.executable(call.pid), recorder)
  }
}
