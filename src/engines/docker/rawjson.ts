import * as v from 'valibot'
import { type JsonStream, jsonStream } from './json-stream.ts'
import type { StepLog } from './build-steps.ts'

const text = v.optional(v.string())

/** One message of `--progress=rawjson`: BuildKit's SolveStatus, of which only what is shown here is read. */
const status = v.object({
  vertexes: v.optional(
    v.array(
      v.object({
        digest: v.string(),
        name: v.string(),
        started: text,
        completed: text,
        cached: v.optional(v.boolean()),
        error: text,
      }),
    ),
  ),
  logs: v.optional(v.array(v.object({ vertex: v.string(), data: v.optional(v.string(), '') }))),
})

type Vertex = NonNullable<v.InferOutput<typeof status>['vertexes']>[number]

/** Reads `--progress=rawjson` into the log. */
export function rawJsonReader(log: StepLog): JsonStream {
  const onObject = (value: unknown) => {
    const message = v.safeParse(status, value)
    if (!message.success) return
    for (const vertex of message.output.vertexes ?? []) takeVertex(vertex, log)
    for (const { vertex, data } of message.output.logs ?? []) {
      log.printed(vertex, Buffer.from(data, 'base64').toString('utf8'))
    }
  }
  return jsonStream(onObject, line => log.outside(line))
}

function takeVertex(vertex: Vertex, log: StepLog): void {
  const { digest, name, started, completed } = vertex
  if (vertex.cached === true) log.cached(digest, name)
  if (started === undefined) return
  if (vertex.cached !== true) log.started(digest, name)
  if (completed === undefined) return
  if (vertex.error !== undefined && vertex.error !== '') log.failed(digest, name, vertex.error)
  else log.done(digest, name, Date.parse(completed) - Date.parse(started))
}
