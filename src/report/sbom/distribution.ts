/** What `/etc/os-release` says of a distribution. */
export interface Distribution {
  /** `debian`, `alpine`, `rhel`. */
  readonly id: string
  /** Empty for those without releases. */
  readonly version: string
  /** `Debian GNU/Linux 12 (bookworm)`. */
  readonly title: string
}

/** Undefined where it names none. Format: os-release(5). */
export function parseDistribution(text: string): Distribution | undefined {
  const fields = new Map(
    text.split('\n').flatMap(line => {
      const [, key, value] = /^([A-Z_]+)=(.*)$/.exec(line.trim()) ?? []
      return key === undefined ? [] : [[key, unquoted(value ?? '')] as const]
    }),
  )
  const id = fields.get('ID') ?? ''
  if (!/^[a-z0-9._-]+$/.test(id)) return undefined
  return { id, version: fields.get('VERSION_ID') ?? '', title: fields.get('PRETTY_NAME') ?? id }
}

function unquoted(value: string): string {
  const inner = /^(["'])(.*)\1$/.exec(value)?.[2] ?? value
  return inner.replaceAll(/\\(.)/g, '$1')
}
