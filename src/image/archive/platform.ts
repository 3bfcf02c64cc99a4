import type { ImageDocument } from '../config.ts'
import { ImageError } from '../image-error.ts'

/** The platform that an engine on this machine runs. */
export function ownPlatform(): string {
  const arch =
    { x64: 'amd64', arm64: 'arm64', arm: 'arm', ia32: '386' }[process.arch as string] ?? process.arch
  return `linux/${arch}`
}

/** `linux/arm` is fit by any variant, `linux/arm/v6` by its own alone; `arm64` and `arm64/v8` are the same. */
export function fitsPlatform(there: string, wanted: string): boolean {
  return usual(there) === usual(wanted) || there.startsWith(`${wanted}/`)
}

function usual(platform: string): string {
  return platform.replace(/^([^/]+\/arm64)\/v8$/, '$1')
}

/**
 * Holds a configuration against the platform that a person asked for. A configuration without a variant fits them all.
 * @throws ImageError where it is for another one
 */
export function checkPlatform(document: ImageDocument, wanted: string | undefined): void {
  if (wanted === undefined) return
  const plain = `${document.os}/${document.architecture}`
  const there = document.variant ? `${plain}/${document.variant}` : plain
  if (fitsPlatform(there, wanted) || (!document.variant && wanted.startsWith(`${plain}/`))) return
  throw new ImageError('image-missing', `no image for ${wanted}; this one is for ${there}`)
}
