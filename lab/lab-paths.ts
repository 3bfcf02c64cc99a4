import { createHash } from 'node:crypto'
import path from 'node:path'

/** Where one lab keeps its things. Two checkouts have two labs, and nothing in common. */
export interface LabPaths {
  /** `$LASTSTAGE_LAB_DIR`, or `.laststage/lab` in the checkout. */
  readonly dir: string
  /** Eight hex digits of the folder's hash: names what the kernel holds for all labs of a machine. */
  readonly id: string
  /** The engine's programs, unpacked. */
  readonly prefix: string
  /** `DOCKER_CONFIG`. */
  readonly config: string
  readonly data: string
  readonly log: string
  readonly envFile: string
  /** Downloaded Debian packages and apt's state for each suite. */
  readonly debian: string
  /** Downloaded npm packages, and programs built from source. */
  readonly downloads: string
  /** A folder for half-made things, emptied freely. */
  readonly scratch: string
  /** Sockets and pid files. In /run since the path of a unix socket has to be shorter than 108 bytes. */
  readonly run: string
  readonly socket: string
  readonly bridge: string
}

/** Lays out the lab of a checkout. In: the checkout's root and the environment; touches nothing. */
export function labPaths(checkout: string, env: Readonly<Record<string, string | undefined>>): LabPaths {
  const dir = path.resolve(checkout, env['LASTSTAGE_LAB_DIR'] ?? path.join('.laststage', 'lab'))
  const id = createHash('sha256').update(dir).digest('hex').slice(0, 8)
  const run = `/run/laststage/${id}`
  return {
    dir,
    id,
    prefix: path.join(dir, 'engine'),
    config: path.join(dir, 'docker-config'),
    data: path.join(dir, 'data'),
    log: path.join(dir, 'engine.log'),
    envFile: path.join(dir, 'env'),
    debian: path.join(dir, 'debian'),
    downloads: path.join(dir, 'downloads'),
    scratch: path.join(dir, 'scratch'),
    run,
    socket: `${run}/docker.sock`,
    // Interface names have at most 15 characters.
    bridge: `ls-${id}`,
  }
}
