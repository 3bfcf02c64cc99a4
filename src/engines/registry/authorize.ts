import { EngineError } from '../../errors.ts'
import { asObject, parseJson, text } from '../../image/archive/json.ts'
import type { Credentials } from './credentials.ts'
import type { Answer, Transport } from './transport.ts'

const TOKEN_BYTES = 1 << 20

/** What a registry asks for before it answers. */
export interface Challenge {
  readonly scheme: 'bearer' | 'basic'
  readonly parameters: ReadonlyMap<string, string>
}

/** Reads `WWW-Authenticate: Bearer realm="…",service="…",scope="…"`; undefined where it is neither scheme. */
export function parseChallenge(header: string | undefined): Challenge | undefined {
  const start = /(?:^|,\s*)(bearer|basic)(?:\s+|$)/i.exec(header ?? '')
  if (header === undefined || !start) return undefined
  const parameters = new Map<string, string>()
  for (const [, name = '', quoted, plain] of header
    .slice(start.index + start[0].length)
    .matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g))
    parameters.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '')
  return { scheme: start[1]?.toLowerCase() === 'basic' ? 'basic' : 'bearer', parameters }
}

/**
 * The `Authorization` that answers a challenge: a token of its realm, asked for with the credentials where there
 * are any. The protocol is https://distribution.github.io/distribution/spec/auth/token
 * @param asked the registry, whose credentials never leave it unencrypted where it itself is encrypted
 * @returns the header; undefined where nothing can answer the challenge
 * @throws EngineError where the token server is out of order; its refusal is answered as it came
 */
export async function authorize(
  challenge: Challenge,
  credentials: Credentials,
  asked: { readonly origin: URL; readonly scope: string },
  transport: Transport,
): Promise<{ readonly header: string } | { readonly refused: Answer } | undefined> {
  const basic =
    credentials.kind === 'password'
      ? `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`
      : undefined
  if (challenge.scheme === 'basic') return basic === undefined ? undefined : { header: basic }
  const answer = await transport.send(tokenRequest(challenge, credentials, basic, asked))
  if (answer.status !== 200) return { refused: answer }
  const bytes = await transport.bytes(answer, TOKEN_BYTES, `the token of ${answer.url.host}`)
  const document = asObject(parseJson(bytes, `the token of ${answer.url.host}`))
  const token = text(document['token']) ?? text(document['access_token'])
  if (token !== undefined && /^[\x21-\x7e]+$/.test(token)) return { header: `Bearer ${token}` }
  throw new EngineError(`${answer.url.host} gives no token`, { transient: false })
}

function tokenRequest(
  { parameters }: Challenge,
  credentials: Credentials,
  basic: string | undefined,
  asked: { readonly origin: URL; readonly scope: string },
) {
  const realm = URL.parse(parameters.get('realm') ?? '')
  const isFine =
    realm?.protocol === 'https:' || (realm?.protocol === 'http:' && asked.origin.protocol === 'http:')
  if (!realm || !isFine)
    throw new EngineError(`${asked.origin.host} names a token server that is refused`, { transient: false })
  const service = parameters.get('service')
  const wanted = {
    scope: parameters.get('scope') ?? asked.scope,
    ...(service === undefined ? {} : { service }),
  }
  if (credentials.kind === 'identity') {
    const grant = { grant_type: 'refresh_token', refresh_token: credentials.token, client_id: 'laststage' }
    return { url: realm, form: new URLSearchParams({ ...wanted, ...grant }) }
  }
  for (const [name, value] of Object.entries(wanted)) realm.searchParams.set(name, value)
  return { url: realm, headers: basic === undefined ? {} : { authorization: basic } }
}
