import { readdir, readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { connect, createSecureContext, getCACertificates, type SecureContext } from 'node:tls'
import { UserError } from '../../errors.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** A handshake on this machine takes milliseconds. */
const PROBE_MS = 5000

/**
 * Whom a registry's connections believe: Node's own list with `NODE_EXTRA_CA_CERTS`, and what the folder of this registry
 * in `certs.d` holds, as Docker and Podman read it: `*.crt` are authorities, `*.cert` with `*.key` what the client shows.
 */
export class Trust {
  readonly #host: string
  readonly #env: Environment
  readonly #contexts = new Map<boolean, Promise<SecureContext | undefined>>()
  #system = false

  /** @param host `registry.example.com:5000`, whose folder counts, and to whom alone the client shows its certificate */
  constructor(host: string, env: Environment) {
    this.#host = host
    this.#env = env
  }

  /**
   * How to speak with a host; undefined where Node's own way will do. The registry's authorities hold for its token server too.
   * @throws UserError where a client's certificate has no key
   */
  contextFor(host: string): Promise<SecureContext | undefined> {
    const isOwn = host === this.#host
    const known = this.#contexts.get(isOwn)
    if (known) return known
    const made = this.#makeContext(isOwn)
    this.#contexts.set(isOwn, made)
    return made
  }

  /** Believes the operating system's authorities too, as Docker does. They take a tenth of a second. False if it did before. */
  addSystem(): boolean {
    if (this.#system) return false
    this.#system = true
    this.#contexts.clear()
    return true
  }

  async #makeContext(isOwn: boolean): Promise<SecureContext | undefined> {
    const { authorities, shown } = await certificatesOf(this.#host, this.#env)
    const client = isOwn ? shown : []
    if (authorities.length === 0 && client.length === 0 && !this.#system) return undefined
    const system = this.#system ? getCACertificates('system') : []
    return createSecureContext({
      ca: [...getCACertificates('default'), ...system, ...authorities],
      cert: client.map(one => one.cert),
      key: client.map(one => one.key),
    })
  }
}

interface HostCertificates {
  readonly authorities: readonly string[]
  readonly shown: readonly { readonly cert: string; readonly key: string }[]
}

async function certificatesOf(host: string, env: Environment): Promise<HostCertificates> {
  const authorities: string[] = []
  const shown: { readonly cert: string; readonly key: string }[] = []
  for (const folder of foldersOf(host, env)) {
    const names = await readdir(folder).catch((): string[] => [])
    for (const name of names.toSorted()) {
      if (name.endsWith('.crt')) authorities.push(await readFile(join(folder, name), 'utf8'))
      if (!name.endsWith('.cert')) continue
      const keyName = name.replace(/cert$/, 'key')
      if (!names.includes(keyName))
        throw new UserError('registry-key', `${join(folder, name)} has no ${keyName} beside it`)
      const [cert, key] = await Promise.all(
        [name, keyName].map(async one => await readFile(join(folder, one), 'utf8')),
      )
      shown.push({ cert: cert ?? '', key: key ?? '' })
    }
  }
  return { authorities, shown }
}

/** Docker's and Podman's, the machine's and the user's (https://docs.docker.com/engine/security/certificates, containers-certs.d(5)). */
function foldersOf(host: string, env: Environment): readonly string[] {
  const user = env['XDG_CONFIG_HOME'] || join(env['HOME'] || homedir(), '.config')
  return ['/etc', user].flatMap(place =>
    ['docker', 'containers'].map(program => join(place, program, 'certs.d', host)),
  )
}

/** Whether something at this address speaks TLS, whoever vouches for it. */
export async function speaksTls({ hostname, port }: URL): Promise<boolean> {
  return await new Promise(resolve => {
    const socket = connect({
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: Number(port || 443),
      rejectUnauthorized: false,
    })
    const end = (answer: boolean): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(PROBE_MS, () => end(false))
    socket.once('secureConnect', () => end(true))
    socket.once('error', () => end(false))
  })
}
