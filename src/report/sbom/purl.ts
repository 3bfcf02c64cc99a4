import type { Ecosystem, PackageOrigin } from '../../measure/inspect/packages/package.ts'
import type { Distribution } from './distribution.ts'

/** What a package URL is made from. */
export interface NamedPackage {
  readonly ecosystem: Ecosystem
  readonly name: string
  readonly version: string
  readonly origin?: PackageOrigin | undefined
}

/**
 * The package URL by which scanners look a package up, in its canonical form (ECMA-427, and purl-spec's types). Undefined where
 * it cannot be told: a package without a name, or a jar that does not say its groupId.
 */
export function purlOf(one: NamedPackage, distribution: Distribution | undefined): string | undefined {
  if (one.name === '') return undefined
  switch (one.ecosystem) {
    case 'dpkg':
    case 'apk':
    case 'rpm':
      return systemPurl(one, distribution)
    case 'npm': {
      const slash = one.name.indexOf('/')
      const scope = one.name.startsWith('@') && slash > 0 ? [one.name.slice(0, slash)] : []
      return purl('npm', scope, one.name.slice(scope.length === 0 ? 0 : slash + 1), one.version)
    }
    case 'python':
      return purl('pypi', [], one.name.toLowerCase().replaceAll('_', '-'), one.version)
    case 'gem': {
      // RubyGems' versions have no dash: what follows one is the platform of a compiled gem.
      const dash = one.version.indexOf('-')
      if (dash < 0) return purl('gem', [], one.name, one.version)
      const platform = one.version.slice(dash + 1)
      return purl('gem', [], one.name, one.version.slice(0, dash), { platform })
    }
    case 'java':
      return one.origin?.group === undefined
        ? undefined
        : purl('maven', [one.origin.group], one.name, one.version)
  }
}

const SYSTEM_TYPES = { dpkg: 'deb', apk: 'apk', rpm: 'rpm' } as const

/** With `distro` and `upstream` as Syft writes them, since Grype looks for the advisories of the source package by them. */
function systemPurl(one: NamedPackage, distribution: Distribution | undefined): string {
  const type = SYSTEM_TYPES[one.ecosystem === 'apk' || one.ecosystem === 'rpm' ? one.ecosystem : 'dpkg']
  const { architecture, epoch, source } = one.origin ?? {}
  const name = type === 'rpm' ? one.name : one.name.toLowerCase()
  const vendor = distribution && (distribution.id === 'rhel' ? 'redhat' : distribution.id)
  return purl(type, vendor === undefined ? [] : [vendor], name, one.version, {
    arch: architecture,
    distro: distribution && [distribution.id, distribution.version].filter(Boolean).join('-'),
    epoch: epoch === undefined ? undefined : String(epoch),
    upstream: source,
  })
}

/** @param qualifiers those without a value are left out */
function purl(
  type: string,
  namespace: readonly string[],
  name: string,
  version: string,
  qualifiers: Readonly<Record<string, string | undefined>> = {},
): string {
  const path = [type, ...namespace.map(encode), encode(name)].join('/')
  const query = Object.entries(qualifiers)
    .flatMap(([key, value]) => (value === undefined || value === '' ? [] : [`${key}=${encode(value)}`]))
    .sort()
    .join('&')
  return `pkg:${path}${version === '' ? '' : `@${encode(version)}`}${query === '' ? '' : `?${query}`}`
}

/** All but letters, digits and `.-_~:`, as the specification has it. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':')
}
