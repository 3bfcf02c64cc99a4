import { parseReference } from '../reference.ts'
import { distroless } from './distroless.ts'
import { type BaseFacts, type Family, unsaid } from './family.ts'
import { servers } from './servers.ts'
import { languages, systems } from './systems.ts'

/** The first that fits counts. */
const families: readonly Family[] = [...distroless, ...systems, ...languages, ...servers]

const scratch: BaseFacts = {
  ...unsaid,
  family: 'scratch',
  libc: 'none',
  shell: 'none',
  packageManager: 'none',
  user: 'root',
  entrypoint: [],
  certificates: false,
  timezones: false,
  openssl: false,
  cxx: false,
  loader: 'none',
  source: 'docs.docker.com/build/building/base-images',
  asOf: '2026-08-21',
}

/**
 * The facts of a base image.
 * @param reference as after FROM; `debug` tags of distroless have a shell of busybox
 * @returns undefined for an image of no known family
 */
export function baseFacts(reference: string): BaseFacts | undefined {
  if (reference === 'scratch') return scratch
  const image = parseReference(reference)
  if (image === undefined) return undefined
  const name = `${image.registry}/${image.repository}`
  const tag = image.tag ?? ''
  const found = families.find(each => each.name.test(name) && (each.tag?.test(tag) ?? true))
  if (found === undefined || !name.startsWith('gcr.io/distroless/')) return found
  const user = found.user === undefined ? undefined : tag.includes('nonroot') ? '65532' : 'root'
  if (!tag.includes('debug')) return { ...found, user }
  const shell = '/busybox/sh'
  return { ...found, user, shell, entrypoint: found.entrypoint?.length === 0 ? [shell] : found.entrypoint }
}

/** Every family, for the page of the documentation. */
export const baseFamilies: readonly BaseFacts[] = [scratch, ...families]
