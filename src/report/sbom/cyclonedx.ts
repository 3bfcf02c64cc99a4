import { createHash } from 'node:crypto'
import type { MeasuredImage } from '../../measure/measured-image.ts'
import { type Distribution, parseDistribution } from './distribution.ts'
import { type NamedPackage, purlOf } from './purl.ts'

/** What a bill of materials needs beside the packages. */
export interface SbomContext {
  readonly image: Pick<MeasuredImage, 'name' | 'tags' | 'platform' | 'packages' | 'notes'>
  /** Of the image's configuration: Docker's image ID. */
  readonly id: string
  /** Of its manifest, where the image came with one. */
  readonly manifest: string | undefined
  readonly created: string | undefined
  /** The text of os-release. */
  readonly osRelease: string
  /** laststage's. */
  readonly version: string
  /** `SOURCE_DATE_EPOCH`: seconds. */
  readonly sourceDateEpoch: string | undefined
}

interface Component {
  readonly type: 'library' | 'operating-system'
  readonly 'bom-ref': string
  readonly group?: string
  readonly name: string
  readonly version?: string
  readonly description?: string
  readonly purl?: string
  readonly evidence?: { readonly occurrences: readonly { readonly location: string }[] }
}

/** A CycloneDX 1.6 document of an image's packages. The same image gives the same bytes. Pure. */
export function cyclonedx(context: SbomContext): string {
  const { image, id, manifest } = context
  const distribution = parseDistribution(context.osRelease)
  const timestamp = timestampOf(context)
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(id)}`,
    version: 1,
    metadata: {
      ...(timestamp === undefined ? {} : { timestamp }),
      tools: { components: [{ type: 'application', name: 'laststage', version: context.version }] },
      component: {
        type: 'container',
        'bom-ref': id,
        name: image.name,
        version: manifest ?? id,
        ...hashOf(manifest ?? id),
        properties: [
          property('laststage:image:id', id),
          ...(manifest === undefined ? [] : [property('laststage:image:manifest', manifest)]),
          property('laststage:image:platform', image.platform),
          ...image.tags.map(tag => property('laststage:image:tag', tag)),
        ],
      },
    },
    components: [...systemOf(distribution), ...packagesOf(image.packages, distribution)],
    // Who needs whom is not known, and neither is what was copied in without a package manager.
    compositions: [{ aggregate: image.notes.some(isUnread) ? 'incomplete' : 'unknown', assemblies: [id] }],
  }
  return `${JSON.stringify(document, undefined, 2)}\n`
}

function isUnread(note: string): boolean {
  return note.includes('were not read')
}

function property(name: string, value: string): { readonly name: string; readonly value: string } {
  return { name, value }
}

/** Reproducible builds' variable, else when the image was made; never the time of this run. */
function timestampOf({ sourceDateEpoch, created }: SbomContext): string | undefined {
  const time = /^\d{1,11}$/.test(sourceDateEpoch ?? '')
    ? new Date(Number(sourceDateEpoch) * 1000)
    : new Date(created ?? Number.NaN)
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString().replace('.000Z', 'Z')
}

/** A UUID of version 8 (RFC 9562, 5.8): the digest's first bits. */
function uuidOf(digest: string): string {
  const hex = createHash('sha256').update(`laststage sbom ${digest}`).digest('hex')
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-')
}

function hashOf(digest: string): {
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[]
} {
  const [, algorithm, content] = /^sha(256|512):([0-9a-f]+)$/.exec(digest) ?? []
  return algorithm === undefined || content === undefined
    ? {}
    : { hashes: [{ alg: `SHA-${algorithm}`, content }] }
}

/** Scanners take the distribution from here. */
function systemOf(distribution: Distribution | undefined): readonly Component[] {
  if (distribution === undefined) return []
  const { id, version, title } = distribution
  return [
    {
      type: 'operating-system',
      'bom-ref': `os:${id}@${version}`,
      name: id,
      ...(version === '' ? {} : { version }),
      description: title,
    },
  ]
}

/** One component for a package, however many copies of it there are, with the place of each. */
function packagesOf(
  packages: MeasuredImage['packages'],
  distribution: Distribution | undefined,
): readonly Component[] {
  const found = new Map<string, { readonly component: Component; readonly places: Set<string> }>()
  for (const { one, place } of packages.flatMap(placed)) {
    const { group } = one.origin ?? {}
    const purl = purlOf(one, distribution)
    const reference = purl ?? `${one.ecosystem}:${one.name}@${one.version}`
    const component: Component = {
      type: 'library',
      'bom-ref': reference,
      ...(group === undefined ? {} : { group }),
      name: one.name,
      ...(one.version === '' ? {} : { version: one.version }),
      ...(purl === undefined ? {} : { purl }),
    }
    const { places } = found.get(reference) ?? { places: new Set() }
    if (place !== undefined) places.add(place)
    found.set(reference, { component, places })
  }
  return [...found.values()]
    .map(({ component, places }) => ({
      ...component,
      ...(places.size === 0
        ? {}
        : { evidence: { occurrences: [...places].sort().map(location => ({ location })) } }),
    }))
    .sort((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1))
}

interface Placed {
  readonly one: NamedPackage
  readonly place: string | undefined
}

/** A package and the jars in it, whose place is written as Java writes it: `/app.jar!/BOOT-INF/lib/x.jar`. */
function placed(one: MeasuredImage['packages'][number]): readonly Placed[] {
  const held = (one.holds ?? []).map(({ name, version, group, path }) => ({
    one: { ecosystem: one.ecosystem, name, version, origin: { group } },
    place: `${one.path ?? ''}!/${path}`,
  }))
  return [{ one, place: one.path }, ...held]
}
