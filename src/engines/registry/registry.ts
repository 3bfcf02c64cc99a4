import { familiarReference, type ImageReference } from '../../image/reference.ts'
import { authorize, parseChallenge } from './authorize.ts'
import { type Credentials, credentialsFor } from './credentials.ts'
import { placeOf, type RegistryPlace } from './place.ts'
import { type Answer, Transport, type TransportOptions } from './transport.ts'
import { refusal } from './trouble.ts'
import { speaksTls } from './trust.ts'

/** The largest manifest that a registry has to take (OCI distribution specification). */
export const MANIFEST_BYTES = 4 * 2 ** 20
const REFUSAL_BYTES = 64 * 1024

const MANIFEST_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ')

export interface RegistryOptions extends TransportOptions {
  /** For `Retry-After`; the clock where it is not said. */
  readonly now?: () => number
}

/** One repository of a registry, for reading. Nobody is asked for credentials before the registry wants some. */
export class Registry {
  readonly #reference: ImageReference
  readonly #place: RegistryPlace
  readonly #options: RegistryOptions
  readonly #transport: Transport
  #origin: Promise<URL> | undefined
  #credentials: Promise<Credentials> | undefined
  #authorization: string | undefined

  constructor(reference: ImageReference, options: RegistryOptions) {
    this.#reference = reference
    this.#place = placeOf(reference)
    this.#options = options
    this.#transport = new Transport(this.#place.origin.host, options)
  }

  /**
   * A manifest or an index, unverified.
   * @param name a tag or a digest
   * @throws EngineError where there is none, or it may not be had; ImageError where it is too large
   */
  async manifest(name: string): Promise<{ readonly bytes: Buffer; readonly digest: string | undefined }> {
    const answer = await this.#get(`manifests/${name}`, MANIFEST_TYPES)
    const digest = answer.headers['docker-content-digest']
    return {
      bytes: await this.#transport.bytes(answer, MANIFEST_BYTES, 'the manifest'),
      digest: typeof digest === 'string' ? digest : undefined,
    }
  }

  /**
   * A blob's bytes as they come, unverified.
   * @param limit bytes, beyond which it is refused
   */
  async *blob(digest: string, limit: number): AsyncGenerator<Buffer, void, undefined> {
    const answer = await this.#get(`blobs/${digest}`, '*/*')
    yield* this.#transport.chunks(answer, limit, `the blob ${digest}`)
  }

  close(): void {
    this.#transport.close()
  }

  async #get(path: string, accept: string): Promise<Answer> {
    const origin = await (this.#origin ??= originOf(this.#place))
    const url = new URL(`/v2/${this.#reference.repository}/${path}`, origin)
    const send = () =>
      this.#transport.send({
        url,
        headers: {
          accept,
          ...(this.#authorization === undefined ? {} : { authorization: this.#authorization }),
        },
      })
    let answer = await send()
    // A token lasts for some minutes, and a large image for longer: it is renewed, once for each request.
    if (answer.status === 401 && (await this.#answerChallenge(answer, origin))) answer = await send()
    if (answer.status === 200) return answer
    throw await this.#refusal(answer)
  }

  /** Only the registry itself may ask: what it redirects to gets no credentials of it. */
  async #answerChallenge({ url, headers, body }: Answer, origin: URL): Promise<boolean> {
    const challenge = parseChallenge(headers['www-authenticate'])
    if (!challenge || url.origin !== origin.origin) return false
    this.#credentials ??= credentialsFor(this.#place, this.#options.env)
    const asked = { origin, scope: `repository:${this.#reference.repository}:pull` }
    const found = await authorize(challenge, await this.#credentials, asked, this.#transport)
    if (found && 'refused' in found) throw await this.#refusal(found.refused)
    if (!found) return false
    body.destroy()
    this.#authorization = found.header
    return true
  }

  async #refusal(answer: Answer): Promise<Error> {
    const credentials = await this.#credentials
    return refusal({
      registry: this.#place.registry,
      name: familiarReference(this.#reference),
      status: answer.status,
      headers: answer.headers,
      body: await this.#transport.bytes(answer, REFUSAL_BYTES, 'the refusal').catch(() => Buffer.alloc(0)),
      credentials: credentials?.kind === 'none' ? credentials.why : undefined,
      now: (this.#options.now ?? Date.now)(),
    })
  }
}

/** A registry on this machine may be encrypted or not: Docker tries both, too. */
async function originOf({ origin, local }: RegistryPlace): Promise<URL> {
  return local && (await speaksTls(origin)) ? new URL(`https://${origin.host}`) : origin
}
