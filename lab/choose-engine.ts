/** What decides which engine is used; each is asked only where the answer matters. */
export interface MachineProbes {
  /** A Docker engine answers: DOCKER_HOST, or the client's current context. */
  readonly hasEngine: () => Promise<boolean>
  /** That engine has the images or can pull them. */
  readonly canGetImages: () => Promise<boolean>
  readonly isRoot: () => boolean
  /** Debian or a descendant with apt and dpkg, on Linux. */
  readonly isDebian: () => Promise<boolean>
}

export type EngineChoice =
  | { readonly kind: 'machine' }
  | { readonly kind: 'private' }
  | { readonly kind: 'none'; readonly reason: string }

/**
 * The machine's own engine where it can get the images, else a private one beside it: stand-ins under well-known
 * names must never get into a user's engine.
 */
export async function chooseEngine(probes: MachineProbes): Promise<EngineChoice> {
  const hasEngine = await probes.hasEngine()
  if (hasEngine && (await probes.canGetImages())) return { kind: 'machine' }
  const trouble = hasEngine ? 'The Docker engine reaches no image registry' : 'No Docker engine answers'
  if (!(await probes.isDebian())) {
    return {
      kind: 'none',
      reason: `${trouble}, and a private engine can be set up on Debian or Ubuntu only. ${hint(hasEngine)}`,
    }
  }
  if (!probes.isRoot()) {
    return {
      kind: 'none',
      reason: `${trouble}, and setting up a private engine needs root. ${hint(hasEngine)}`,
    }
  }
  return { kind: 'private' }
}

function hint(hasEngine: boolean): string {
  return hasEngine
    ? 'Give the engine access to a registry, or run this as root.'
    : 'Start Docker, or run this as root on Debian.'
}
