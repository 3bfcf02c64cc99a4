import type { ImageReference } from '../../image/reference.ts'

/** Where an image's registry answers. */
export interface RegistryPlace {
  /** As people name it: `docker.io`, `ghcr.io`, `localhost:5000`. */
  readonly registry: string
  readonly origin: URL
  /** Its key in Docker's config.json, and what a credential helper is asked for. */
  readonly credentialKey: string
  /** On this machine: plain HTTP, and never through a proxy, as Docker does it. */
  readonly local: boolean
}

/** Docker Hub's name, API and credentials each have another host. */
export function placeOf({ registry }: ImageReference): RegistryPlace {
  if (registry === 'docker.io')
    return {
      registry,
      origin: new URL('https://registry-1.docker.io'),
      credentialKey: 'https://index.docker.io/v1/',
      local: false,
    }
  const local = isLocal(registry.replace(/:\d+$/, ''))
  const origin = new URL(`${local ? 'http' : 'https'}://${registry}`)
  return { registry, origin, credentialKey: registry, local }
}

export function isLocal(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
