import { createHash } from 'node:crypto'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { isTextType } from './media-types.ts'
import type { PlannedHttp } from './probes.ts'
import type { HttpObservation } from './verdict.ts'

/** More of a text than this is not kept; the digest still covers what follows. */
const textCap = 2 * 1024 * 1024
/** No answer is read further than this. */
const readCap = 32 * 1024 * 1024

/**
 * Sends one planned request. Redirects are answers, and are not followed. Never throws: what goes wrong is the
 * observation's `error`.
 */
export function sendProbe(
  probe: PlannedHttp,
  at: { readonly host: string; readonly port: number },
  timeoutMs: number,
): Promise<HttpObservation> {
  const common = { probe: probe.id, method: probe.method, path: probe.path, port: probe.port }
  return new Promise(resolve => {
    const failed = (error: string): void => resolve({ ...common, response: undefined, error })
    const outgoing = httpRequest({
      host: at.host,
      port: at.port,
      method: probe.method,
      path: probe.path,
      agent: false,
      headers: requestHeaders(probe),
    })
    const timer = setTimeout(() => {
      outgoing.destroy()
      failed('no answer in time')
    }, timeoutMs)
    outgoing.on('error', error => {
      clearTimeout(timer)
      failed(errorName(error))
    })
    outgoing.on('response', message => {
      clearTimeout(timer)
      readBody(message, timeoutMs).then(
        body => resolve({ ...common, response: { ...head(message), ...body }, error: undefined }),
        () => failed('the answer broke off'),
      )
    })
    outgoing.end(probe.body)
  })
}

/** The Host names the container's port, so that it is the same on every run whatever port the engine published. */
function requestHeaders(probe: PlannedHttp): Record<string, string> {
  const accept = probe.role === 'page' ? 'text/html,application/json;q=0.9,*/*;q=0.8' : '*/*'
  const length: Record<string, string> =
    probe.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(probe.body)) }
  return {
    host: probe.port === 80 ? 'localhost' : `localhost:${probe.port}`,
    accept,
    'user-agent': 'laststage',
    ...length,
    ...lowerCaseKeys(probe.headers),
  }
}

function lowerCaseKeys(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toLowerCase(), value]))
}

function head(message: IncomingMessage) {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join('\n') : value
  }
  return {
    status: message.statusCode ?? 0,
    type: message.headers['content-type'] ?? '',
    location: message.headers.location,
    headers,
  }
}

/** Reads within the caps; an answer without end is cut and says so. */
function readBody(
  message: IncomingMessage,
  timeoutMs: number,
): Promise<{ body: string; sha256: string; bytes: number; complete: boolean }> {
  return new Promise((resolve, reject) => {
    const hash = createHash('sha256')
    const kept: Buffer[] = []
    let bytes = 0
    let finished = false
    const finish = (ended: boolean): void => {
      if (finished) return
      finished = true
      clearTimeout(timer)
      const data = Buffer.concat(kept)
      const text = isText(message.headers['content-type'] ?? '', data)
      const complete = ended && (!text || bytes === data.length)
      resolve({ body: text ? data.toString('utf8') : '', sha256: hash.digest('hex'), bytes, complete })
      if (!ended) message.destroy()
    }
    const timer = setTimeout(() => finish(false), timeoutMs)
    message.on('data', (chunk: Buffer) => {
      hash.update(chunk)
      if (bytes < textCap) kept.push(chunk.subarray(0, textCap - bytes))
      bytes += chunk.length
      if (bytes > readCap) finish(false)
    })
    message.on('end', () => finish(true))
    message.on('error', error => {
      clearTimeout(timer)
      reject(error)
    })
  })
}

function isText(type: string, data: Buffer): boolean {
  if (isTextType(type)) return true
  if (type !== '') return false
  return !data.includes(0) && Buffer.from(data.toString('utf8'), 'utf8').equals(data)
}

/** Without the addresses and ports of this machine, which differ on every run. */
function errorName(error: Error & { code?: string }): string {
  if (error.code === 'ECONNREFUSED') return 'connection refused'
  if (error.code === 'ECONNRESET') return 'connection closed without an answer'
  return error.code ?? error.message
}
