import type { Config } from '../config/config.ts'
import type { Engine } from '../engines/engine.ts'
import type { Change } from '../model/change.ts'
import { judge } from './compare.ts'
import { observe } from './observe.ts'
import type { Reference } from './prove.ts'

/** With how little an image still answers as it did. */
export interface Hardening {
  /** A user without rights, where it does with one; undefined keeps the image's own. */
  readonly user: string | undefined
  readonly readOnly: true
  /** Directories that need an empty volume beside the read-only root. */
  readonly writable: readonly string[]
  /** Whether it needs none of Docker's capabilities. */
  readonly dropsCapabilities: boolean
}

export interface HardenRequest {
  readonly engine: Engine
  readonly config: Config
  readonly image: string
  /** What the image has to answer, and how. */
  readonly reference: Reference
  readonly changes: readonly Change[]
  /** Directories in which it was seen to write. */
  readonly written: readonly string[]
  readonly onProgress?: (message: string) => void
  readonly signal?: AbortSignal
}

/** The user of distroless images: one that no image gives rights to. */
const nobody = '65532:65532'

/**
 * Runs an image with a read-only root, without capabilities and as a user without rights, and answers the most of it
 * with which all probes are answered as before; undefined where even a read-only root is too much. Tried, not guessed:
 * one observation for each step.
 */
export async function harden(request: HardenRequest): Promise<Hardening | undefined> {
  const writable = topmost([...request.written, '/tmp'])
  const read = { readOnly: true, writable } as const
  const { user } = await request.engine.inspectImage(request.image)
  const isRoot = /^(?:|0|root)(?::.*)?$/.test(user)
  const steps: readonly Hardening[] = [
    ...(isRoot ? [{ ...read, user: nobody, dropsCapabilities: true }] : []),
    { ...read, user: undefined, dropsCapabilities: true },
    { ...read, user: undefined, dropsCapabilities: false },
  ]
  for (const step of steps) {
    request.signal?.throwIfAborted()
    request.onProgress?.(`candidate, ${hardeningWords(step)}`)
    if (await suffices(request, step)) return step
  }
  return undefined
}

/** `as user 65532, with a read-only root, without capabilities`. */
function hardeningWords({ user, dropsCapabilities }: Hardening): string {
  const parts = [
    user === undefined ? '' : `as user ${user}`,
    'with a read-only root',
    dropsCapabilities ? 'without capabilities' : '',
  ]
  return parts.filter(part => part !== '').join(', ')
}

async function suffices(request: HardenRequest, hardening: Hardening): Promise<boolean> {
  const { engine, config, image, reference, changes, onProgress, signal } = request
  const { observation } = await observe({
    engine: limited(engine, hardening, reference.observations[0]?.user),
    image,
    config,
    plan: reference.plan,
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  })
  const { observations: originals, plan } = reference
  const verdict = judge({ originals, candidate: observation, plan, basis: 'probes', config, changes })
  return verdict.kind === 'equivalent'
}

/** An engine whose containers, but for services, have less. Volumes of the app's own stay, and may be written. */
function limited(
  engine: Engine,
  { user, writable, dropsCapabilities }: Hardening,
  own: string | undefined,
): Engine {
  const [uid = ''] = (user ?? own ?? '').split(':')
  return {
    ...engine,
    create: request =>
      engine.create(
        request.aliases !== undefined
          ? request
          : {
              ...request,
              readOnly: true,
              tmpfs: writable.filter(path => request.volumes?.[path] === undefined),
              ...(/^\d+$/.test(uid) && uid !== '0' && { tmpfsOwner: uid }),
              ...(user !== undefined && { user }),
              ...(dropsCapabilities && { dropsCapabilities }),
            },
      ),
  }
}

/** A volume on a directory covers those below it. */
function topmost(paths: readonly string[]): readonly string[] {
  const unique = [...new Set(paths)].sort()
  return unique.filter(path => !unique.some(other => other !== path && path.startsWith(`${other}/`)))
}
