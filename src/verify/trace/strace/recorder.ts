import {
  type BlindEvent,
  createPathCollector,
  type Trace,
  type TracedSocket,
} from '../../../closure/trace.ts'

type Socket = Omit<TracedSocket, 'by'>

/** Gathers what the calls of all processes did. */
export const createRecorder = () => {
  const paths = {
    found: createPathCollector(),
    opened: createPathCollector(),
    missing: createPathCollector(),
    executed: createPathCollector(),
    written: createPathCollector(),
    listed: createPathCollector(),
  }
  const sockets = new Map<string, TracedSocket & { readonly by: string[] }>()
  const blind = new Map<BlindEvent['reason'], BlindEvent>()
  return {
    path: (
      what: keyof typeof paths,
      path: string,
      { follow, process }: { readonly follow: boolean; readonly process: string },
    ): void => paths[what].add(path, follow, process),
    socket: (socket: Socket, process: string): void => {
      const key = `${socket.call} ${socket.family} ${socket.address}`
      const known = sockets.get(key)
      if (known === undefined) sockets.set(key, { ...socket, by: [process] })
      else if (!known.by.includes(process)) known.by.push(process)
    },
    /** An event whose paths could not be seen. */
    blind: (reason: BlindEvent['reason'], source: string): void => {
      const known = blind.get(reason)
      const example = known?.example ?? source.slice(0, 200)
      blind.set(reason, { reason, example, count: (known?.count ?? 0) + 1 })
    },
    finish: (lines: number): Trace => ({
      found: paths.found.list(),
      opened: paths.opened.list(),
      missing: paths.missing.list(),
      executed: paths.executed.list(),
      written: paths.written.list(),
      listed: paths.listed.list(),
      sockets: [...sockets.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, socket]) => socket),
      blind: [...blind.values()].sort((a, b) => (a.reason < b.reason ? -1 : 1)),
      lines,
    }),
  }
}

export type Recorder = ReturnType<typeof createRecorder>
