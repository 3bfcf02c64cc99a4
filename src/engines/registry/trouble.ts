import type { IncomingHttpHeaders } from 'node:http'
import { EngineError } from '../../errors.ts'
import { asObject, objects, text } from '../../image/archive/json.ts'

const SHOWN = 200

/** A connection that failed. Trying again helps with all of it but certificates. */
export function connectionTrouble(host: string, cause: unknown): EngineError {
  if (cause instanceof EngineError) return cause
  const code = codeOf(cause)
  if (code !== undefined && isAboutTrust(code))
    return new EngineError(`the certificate of ${host} is not trusted: ${code}`, {
      transient: false,
      cause,
      hint: `Where a CA of your own signed it: ~/.config/docker/certs.d/${host}/ca.crt, or NODE_EXTRA_CA_CERTS=ca.pem.`,
    })
  if (code !== undefined && /ALERT.*CERTIFICATE/.test(code))
    return new EngineError(`${host} wants a certificate of its clients: ${code}`, {
      transient: false,
      cause,
      hint: `~/.config/docker/certs.d/${host}/client.cert and client.key are shown to it.`,
    })
  const why = code ?? (cause instanceof Error ? cause.message : String(cause))
  return new EngineError(`the registry ${host} does not answer: ${why}`, { transient: true, cause })
}

/** Whether it is a certificate of the other side that made this trouble. */
export function isUntrusted(trouble: unknown): boolean {
  const code = trouble instanceof EngineError ? codeOf(trouble.cause) : undefined
  return code !== undefined && isAboutTrust(code)
}

function isAboutTrust(code: string): boolean {
  return !code.includes('ALERT') && /CERT|SELF_SIGNED|UNABLE_TO_|HOSTNAME/.test(code)
}

function codeOf(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined
}

export function silence(host: string, ms: number): EngineError {
  return new EngineError(`the registry ${host} said nothing for ${ms / 1000} s`, { transient: true })
}

export function brokeOff(host: string, cause?: unknown): EngineError {
  return new EngineError(`the answer of ${host} broke off`, { transient: true, cause })
}

/** An answer that is no success, and what of it is known. */
export interface Refusal {
  readonly registry: string
  /** The image, as a person names it. */
  readonly name: string
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** Why there were no credentials, where something is wrong with them. */
  readonly credentials: string | undefined
  readonly now: number
}

/** What a registry's refusal means to the person who asked. */
export function refusal(what: Refusal): EngineError {
  const { registry, name, status } = what
  const said = saidIn(what.body)
  const told = said === undefined ? '' : `: ${said}`
  if (status === 429) {
    const wait = retryAfter(what.headers['retry-after'], what.now)
    const login = registry === 'docker.io' ? ' Docker Hub allows more after `docker login`.' : ''
    return new EngineError(`${registry} got too many requests${told}`, {
      transient: true,
      hint: `${wait === undefined ? 'Try again later.' : `Try again in ${wait} s.`}${login}`,
    })
  }
  if (status >= 500) return new EngineError(`${registry} answers ${status}${told}`, { transient: true })
  if (status === 404) return new EngineError(`${registry} has no image ${name}${told}`, { transient: false })
  if (status === 401 || status === 403)
    return new EngineError(`${registry} refuses ${name}: no such image, or it needs another login${told}`, {
      transient: false,
      hint: what.credentials ?? `docker login${registry === 'docker.io' ? '' : ` ${registry}`}`,
    })
  return new EngineError(`${registry} answers ${status} for ${name}${told}`, { transient: false })
}

/** `{"errors":[{"code","message"}]}`, fit for a terminal. */
function saidIn(body: Buffer): string | undefined {
  let parsed: unknown
  try {
    parsed = JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
  const first = objects(asObject(parsed)['errors'])[0]
  const message = text(first?.['message']) ?? text(first?.['code'])
  return message?.replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]+/gu, ' ').slice(0, SHOWN)
}

/** Seconds or a date, in seconds from now. */
function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  if (/^\d{1,9}$/.test(header)) return Number(header)
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000))
}
