import { asObject, objects, text } from '../image/archive/json.ts'

export const severities = ['critical', 'high', 'medium', 'low', 'unknown'] as const
export type Severity = (typeof severities)[number]

/** A known vulnerability of a package, as a scanner tells it. */
export interface Vulnerability {
  /** `CVE-2024-1234`, or another database's name. */
  readonly id: string
  readonly package: string
  readonly version: string
  readonly severity: Severity
}

export type VulnerabilityCounts = Readonly<Record<Severity, number>>

/** What a scanner finds in two images; `unknown` where there is none, or it failed. */
export type VulnerabilityChange =
  | {
      readonly kind: 'scanned'
      readonly scanner: string
      readonly before: VulnerabilityCounts
      readonly after: VulnerabilityCounts
      /** The worst first. */
      readonly vanished: readonly Vulnerability[]
      readonly appeared: readonly Vulnerability[]
    }
  | { readonly kind: 'unknown'; readonly why: string }

/** Compares two scans. One vulnerability of one package counts once, however many copies of the package there are. Pure. */
export function compareVulnerabilities(
  scanner: string,
  before: readonly Vulnerability[],
  after: readonly Vulnerability[],
): VulnerabilityChange {
  const [old, now] = [byKey(before), byKey(after)]
  return {
    kind: 'scanned',
    scanner,
    before: counts(old),
    after: counts(now),
    vanished: worstFirst([...old].flatMap(([key, one]) => (now.has(key) ? [] : [one]))),
    appeared: worstFirst([...now].flatMap(([key, one]) => (old.has(key) ? [] : [one]))),
  }
}

/** `trivy image --format json`: undefined where it is no such report. */
export function parseTrivy(report: unknown): readonly Vulnerability[] | undefined {
  const document = asObject(report)
  if (!('SchemaVersion' in document)) return undefined
  return objects(document['Results']).flatMap(result =>
    objects(result['Vulnerabilities']).flatMap(one =>
      vulnerability(one['VulnerabilityID'], one['PkgName'], one['InstalledVersion'], one['Severity']),
    ),
  )
}

/** `grype --output json`: undefined where it is no such report. */
export function parseGrype(report: unknown): readonly Vulnerability[] | undefined {
  const document = asObject(report)
  if (!Array.isArray(document['matches'])) return undefined
  return objects(document['matches']).flatMap(match => {
    const { id, severity } = asObject(match['vulnerability'])
    const { name, version } = asObject(match['artifact'])
    return vulnerability(id, name, version, severity)
  })
}

function vulnerability(
  id: unknown,
  name: unknown,
  version: unknown,
  severity: unknown,
): readonly Vulnerability[] {
  const told = text(id)
  if (told === undefined) return []
  return [
    { id: told, package: text(name) ?? '', version: text(version) ?? '', severity: severityOf(severity) },
  ]
}

/** Grype's `Negligible` is a low one. */
function severityOf(value: unknown): Severity {
  const name = (text(value) ?? '').toLowerCase()
  return severities.find(one => one === name) ?? (name === 'negligible' ? 'low' : 'unknown')
}

function byKey(found: readonly Vulnerability[]): ReadonlyMap<string, Vulnerability> {
  return new Map(found.map(one => [`${one.id} ${one.package}`, one]))
}

function counts(found: ReadonlyMap<string, Vulnerability>): VulnerabilityCounts {
  const sums = { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 }
  for (const { severity } of found.values()) sums[severity]++
  return sums
}

function worstFirst(found: readonly Vulnerability[]): readonly Vulnerability[] {
  const rank = (one: Vulnerability): number => severities.indexOf(one.severity)
  return found.toSorted(
    (a, b) => rank(a) - rank(b) || (`${a.id} ${a.package}` < `${b.id} ${b.package}` ? -1 : 1),
  )
}
