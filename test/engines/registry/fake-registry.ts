import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer, type ServerOptions } from 'node:https'
import type { Server } from 'node:net'
import { TLSSocket } from 'node:tls'
import { asObject, objects, parseJson, text } from '../../../src/image/archive/json.ts'
import { type ImageFixture, digest, imageFiles } from '../../image/image-fixture.ts'

export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly authorization: string | undefined
  readonly body: string
  /** Whom the client says that it is, by a certificate. */
  readonly client: string | undefined
}

export type Handler = (request: IncomingMessage, response: ServerResponse, origin: string) => boolean

/** A server on this machine that speaks as much of the distribution API as reading needs. */
export interface FakeRegistry {
  /** `localhost:12345`. */
  readonly host: string
  readonly seen: SeenRequest[]
  /** Asked first, the last one first of all: true where it answered. */
  readonly handlers: Handler[]
  /** Puts an image there, and answers the digest of its manifest. */
  push(repository: string, tag: string, image: ImageFixture): string
  /** Puts a manifest there, under its digest and a tag. */
  put(repository: string, tag: string, manifest: string | Buffer, type?: string): string
  readonly blobs: Map<string, Buffer>
  close(): Promise<void>
}

const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json'

/**
 * @param tls speaks HTTPS, at `address` in place of 127.0.0.1. 0.0.0.0 leads to this machine too, and does not look like it.
 */
export async function startRegistry(
  tls?: ServerOptions & { readonly address: string },
): Promise<FakeRegistry> {
  const seen: SeenRequest[] = []
  const handlers: Handler[] = []
  const blobs = new Map<string, Buffer>()
  const manifests = new Map<string, { readonly bytes: Buffer; readonly type: string }>()
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    void (async () => {
      const { method = '', url = '', headers } = request
      const parts: Buffer[] = []
      for await (const chunk of request as AsyncIterable<Buffer>) parts.push(chunk)
      const body = Buffer.concat(parts).toString()
      const shown = request.socket instanceof TLSSocket ? request.socket.getPeerCertificate() : undefined
      const client = shown?.subject?.CN?.toString()
      seen.push({ method, path: url, authorization: headers.authorization, body, client })
      if (handlers.toReversed().some(handler => handler(request, response, origin()))) return
      const found = manifests.get(url)
      if (found) {
        response.setHeader('docker-content-digest', digest(found.bytes))
        response.setHeader('content-type', found.type).end(found.bytes)
        return
      }
      const blob = blobs.get(/\/blobs\/(.*)$/.exec(url)?.[1] ?? '')
      if (blob) response.end(blob)
      else answerError(response, 404, 'NAME_UNKNOWN', 'manifest unknown')
    })()
  }
  const server = tls ? createSecureServer(tls, answer) : createServer(answer)
  const address = tls?.address ?? '127.0.0.1'
  const origin = (): string => `${tls ? 'https' : 'http'}://${address}:${portOf(server)}`
  await new Promise<void>(done => {
    server.listen(0, address, done)
  })
  const put: FakeRegistry['put'] = (repository, tag, manifest, type = OCI_MANIFEST) => {
    const bytes = Buffer.from(manifest)
    for (const name of [tag, digest(bytes)])
      manifests.set(`/v2/${repository}/manifests/${name}`, { bytes, type })
    return digest(bytes)
  }
  return {
    host: new URL(origin()).host,
    seen,
    handlers,
    blobs,
    put,
    push(repository, tag, image) {
      const files = imageFiles(image)
      for (const [path, bytes] of files)
        if (path.startsWith('blobs/')) blobs.set(path.slice(6).replace('/', ':'), bytes)
      const index = asObject(parseJson(files.get('index.json') ?? Buffer.alloc(0), 'index.json'))
      const name = text(objects(index['manifests'])[0]?.['digest']) ?? ''
      return put(repository, tag, blobs.get(name) ?? '')
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise(done => {
        server.close(done)
      })
    },
  }
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

export function answerError(response: ServerResponse, status: number, code: string, message: string): true {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ errors: [{ code, message }] }))
  return true
}

/** Answers 401 with a challenge until the token is sent, and hands it out at /token, on the terms of `accept`. */
export function withToken(accept: (request: IncomingMessage) => boolean): Handler {
  return (request, response, origin) => {
    if (request.url?.startsWith('/token') === true) {
      if (!accept(request))
        return answerError(response, 401, 'UNAUTHORIZED', 'incorrect username or password')
      response.end(JSON.stringify({ token: 'letmein' }))
      return true
    }
    if (request.headers.authorization === 'Bearer letmein') return false
    const scope = `repository:${request.url?.split('/')[2]}/app:pull`
    response.setHeader('www-authenticate', `Bearer realm="${origin}/token",service="fake",scope="${scope}"`)
    return answerError(response, 401, 'UNAUTHORIZED', 'authentication required')
  }
}
