/**
 * `linux/arm64/v8` as base images are listed: `arm64`. Docker takes `linux/arm` for `linux/arm/v7`.
 * @returns undefined for another system than Linux, and where it is not written out
 */
export function architectureOf(platform: string): string | undefined {
  const [, architecture = '', variant] = /^linux\/([a-z0-9_]+)(?:\/(v\d))?$/.exec(platform) ?? []
  switch (architecture) {
    case '':
      return undefined
    case 'x86_64':
      return 'amd64'
    case 'aarch64':
      return 'arm64'
    case 'arm':
      return `arm/${variant ?? 'v7'}`
    default:
      return architecture
  }
}
