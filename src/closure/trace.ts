/**
 * What a container was seen to do with files, by path as the program named it: absolute, not yet resolved in any tree.
 * Plain data, so that traces can be kept, joined and read back.
 */
export interface Trace {
  /** Lookups that found something: opened, executed, looked at. */
  readonly found: readonly TracedPath[]
  /** Those of them that were opened or executed. */
  readonly opened: readonly TracedPath[]
  /** Lookups that ended in ENOENT or ENOTDIR. */
  readonly missing: readonly TracedPath[]
  /** Files that were executed, as named. */
  readonly executed: readonly TracedPath[]
  /** Paths that were written, made, moved or removed. */
  readonly written: readonly TracedPath[]
  /** Directories that were listed. */
  readonly listed: readonly TracedPath[]
  readonly sockets: readonly TracedSocket[]
  /** Events whose paths could not be seen; while one remains, no files are certified. */
  readonly blind: readonly BlindEvent[]
  readonly lines: number
}

export interface TracedPath {
  readonly path: string
  /** False where the last component was looked at without following it: lstat, readlink, O_NOFOLLOW, unlink. */
  readonly follow: boolean
  /** Executables of the processes that did it, sorted. */
  readonly by: readonly string[]
}

export interface TracedSocket {
  readonly call: 'connect' | 'bind'
  readonly family: string
  /** `127.0.0.1:5432`, `/run/app.sock`. */
  readonly address: string
  readonly by: readonly string[]
}

export interface BlindEvent {
  readonly reason: 'pointer' | 'io_uring' | 'chroot' | 'mount' | 'unreadable'
  /** The first such line, shortened. */
  readonly example: string
  readonly count: number
}

export const emptyTrace: Trace = {
  found: [],
  opened: [],
  missing: [],
  executed: [],
  written: [],
  listed: [],
  sockets: [],
  blind: [],
  lines: 0,
}

/** The union of several runs: what any of them did. Sorted, so that the order of the runs does not matter. */
export const joinTraces = (traces: readonly Trace[]): Trace => ({
  found: joinPaths(traces.map(trace => trace.found)),
  opened: joinPaths(traces.map(trace => trace.opened)),
  missing: joinPaths(traces.map(trace => trace.missing)),
  executed: joinPaths(traces.map(trace => trace.executed)),
  written: joinPaths(traces.map(trace => trace.written)),
  listed: joinPaths(traces.map(trace => trace.listed)),
  sockets: joinSockets(traces),
  blind: joinBlind(traces),
  lines: traces.reduce((sum, trace) => sum + trace.lines, 0),
})

const joinPaths = (lists: readonly (readonly TracedPath[])[]): readonly TracedPath[] => {
  const collector = createPathCollector()
  for (const list of lists) {
    for (const { path, follow, by } of list) for (const process of by) collector.add(path, follow, process)
  }
  return collector.list()
}

/** Gathers paths with the processes that used them. */
export const createPathCollector = () => {
  const entries = new Map<string, Set<string>>()
  return {
    add: (path: string, follow: boolean, process: string): void => {
      const key = (follow ? 'f' : 'n') + path
      const known = entries.get(key)
      if (known === undefined) entries.set(key, new Set([process]))
      else known.add(process)
    },
    list: (): readonly TracedPath[] =>
      [...entries]
        .map(([key, by]) => ({ path: key.slice(1), follow: key.startsWith('f'), by: [...by].sort() }))
        .sort((a, b) => compare(a.path, b.path) || Number(a.follow) - Number(b.follow)),
  }
}

const joinSockets = (traces: readonly Trace[]): readonly TracedSocket[] => {
  const sockets = new Map<string, TracedSocket>()
  for (const socket of traces.flatMap(trace => trace.sockets)) {
    const key = `${socket.call} ${socket.family} ${socket.address}`
    const by = [...new Set([...(sockets.get(key)?.by ?? []), ...socket.by])].sort()
    sockets.set(key, { ...socket, by })
  }
  return [...sockets].sort(([a], [b]) => compare(a, b)).map(([, socket]) => socket)
}

const joinBlind = (traces: readonly Trace[]): readonly BlindEvent[] => {
  const events = new Map<BlindEvent['reason'], BlindEvent>()
  for (const event of traces.flatMap(trace => trace.blind)) {
    const known = events.get(event.reason)
    events.set(event.reason, known === undefined ? event : { ...known, count: known.count + event.count })
  }
  return [...events.values()].sort((a, b) => compare(a.reason, b.reason))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
