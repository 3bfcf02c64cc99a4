import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { EngineError } from '../../errors.ts'
import { ImageError } from '../../image/image-error.ts'
import { version } from '../../version.ts'
import { isLocal } from './place.ts'
import { brokeOff, connectionTrouble, isUntrusted, silence } from './trouble.ts'
import { Trust } from './trust.ts'

/** How long a registry may say nothing, in milliseconds. Docker Hub answers within a second. */
const SILENCE_MS = 60_000
const MAX_REDIRECTS = 5

export interface Outgoing {
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as a form, by POST. */
  readonly form?: URLSearchParams
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** Where it came from in the end, after redirects. */
  readonly url: URL
  readonly body: IncomingMessage
}

export interface TransportOptions {
  /** Proxies come from here: HTTP_PROXY, HTTPS_PROXY, NO_PROXY (Node 22.21, 24.5 and newer). */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal
  readonly silenceMs?: number
}

/** HTTP as a registry needs it: redirects followed, proxies used, silence and cut answers told as such. */
export class Transport {
  readonly #options: TransportOptions
  readonly #silenceMs: number
  readonly #trust: Trust
  readonly #agents: Readonly<Record<'direct' | 'proxied', { http: HttpAgent; https: HttpsAgent }>>

  /** @param host the registry's, with its port: whose certificates count */
  constructor(host: string, options: TransportOptions) {
    this.#options = options
    this.#trust = new Trust(host, options.env)
    this.#silenceMs = options.silenceMs ?? SILENCE_MS
    this.#agents = { direct: agents({}), proxied: agents({ proxyEnv: options.env }) }
  }

  /**
   * Sends a request and follows redirects. `Authorization` stays with the origin that it is for: a blob's store
   * signs its address itself.
   * @throws EngineError where there is no answer
   */
  async send(outgoing: Outgoing): Promise<Answer> {
    let { url } = outgoing
    let headers = { ...outgoing.headers }
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      const body = await this.#sendTrusting({ ...outgoing, url, headers })
      const status = body.statusCode ?? 0
      const next = status >= 301 && status <= 308 ? body.headers.location : undefined
      if (next === undefined || outgoing.form) return { status, headers: body.headers, url, body }
      body.destroy()
      const target = redirectTarget(next, url)
      if (target.origin !== url.origin) {
        const { authorization: _, ...rest } = headers
        headers = rest
      }
      url = target
    }
    throw new EngineError(`${outgoing.url.host} redirects again and again`, { transient: false })
  }

  /**
   * The answer's bytes as they come.
   * @param limit bytes, beyond which it is refused
   */
  async *chunks({ body, url }: Answer, limit: number, what: string): AsyncGenerator<Buffer, void, undefined> {
    let count = 0
    const late = (): NodeJS.Timeout =>
      setTimeout(() => body.destroy(silence(url.host, this.#silenceMs)), this.#silenceMs)
    // Only waiting counts: a reader that is busy with a chunk leaves the registry waiting.
    let timer = late()
    try {
      for await (const chunk of body as AsyncIterable<Buffer>) {
        clearTimeout(timer)
        count += chunk.length
        if (count > limit)
          throw new ImageError('image-limit', `${what} has more than the ${limit} bytes that it may have`)
        yield chunk
        timer = late()
      }
      if (!body.complete) throw brokeOff(url.host)
    } catch (error) {
      this.#options.signal?.throwIfAborted()
      if (error instanceof EngineError || error instanceof ImageError) throw error
      throw brokeOff(url.host, error)
    } finally {
      clearTimeout(timer)
      body.destroy()
    }
  }

  async bytes(answer: Answer, limit: number, what: string): Promise<Buffer> {
    const parts: Buffer[] = []
    for await (const chunk of this.chunks(answer, limit, what)) parts.push(chunk)
    return Buffer.concat(parts)
  }

  close(): void {
    for (const { http, https } of Object.values(this.#agents)) {
      http.destroy()
      https.destroy()
    }
  }

  /** A server that Node does not believe may be one that the operating system does. */
  async #sendTrusting(outgoing: Outgoing): Promise<IncomingMessage> {
    try {
      return await this.#sendOnce(outgoing)
    } catch (error) {
      if (!isUntrusted(error) || !this.#trust.addSystem()) throw error
      return await this.#sendOnce(outgoing)
    }
  }

  async #sendOnce({ url, headers, form }: Outgoing): Promise<IncomingMessage> {
    const { signal } = this.#options
    const secureContext = url.protocol === 'https:' ? await this.#trust.contextFor(url.host) : undefined
    const { http, https } = this.#agents[isLocal(url.hostname) ? 'direct' : 'proxied']
    const options = {
      method: form ? 'POST' : 'GET',
      headers: {
        'user-agent': `laststage/${version}`,
        ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        ...headers,
      },
      ...(signal ? { signal } : {}),
    }
    // As Docker does: whoever answers on this machine is this machine.
    const tls = { rejectUnauthorized: !isLocal(url.hostname), ...(secureContext && { secureContext }) }
    return await new Promise((resolve, reject) => {
      const request =
        url.protocol === 'https:'
          ? httpsRequest(url, { ...options, ...tls, agent: https })
          : httpRequest(url, { ...options, agent: http })
      const timer = setTimeout(() => request.destroy(silence(url.host, this.#silenceMs)), this.#silenceMs)
      request.on('response', answer => {
        clearTimeout(timer)
        resolve(answer)
      })
      request.on('error', error => {
        clearTimeout(timer)
        reject(signal?.aborted ? abortReason(signal) : connectionTrouble(url.host, error))
      })
      request.end(form?.toString())
    })
  }
}

/** A connection for each request: one that was kept may be closed just as it is used again, minutes of a layer later. */
function agents(options: { proxyEnv?: TransportOptions['env'] }): { http: HttpAgent; https: HttpsAgent } {
  return { http: new HttpAgent(options), https: new HttpsAgent(options) }
}

/** Redirects from an encrypted answer to an open one are refused, as is anything but HTTP. */
function redirectTarget(location: string, from: URL): URL {
  const target = URL.parse(location, from.href)
  const isFine = target?.protocol === 'https:' || (target?.protocol === 'http:' && from.protocol === 'http:')
  if (target && isFine) return target
  throw new EngineError(`${from.host} redirects to an address that is refused`, { transient: false })
}

function abortReason(signal: AbortSignal): Error {
  const reason: unknown = signal.reason
  return reason instanceof Error ? reason : new Error('aborted')
}
