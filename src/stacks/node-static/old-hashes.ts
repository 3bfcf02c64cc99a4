import type { PackageJson } from '../../app/package-json.ts'

/** Tools on webpack 4, by the first release that is on webpack 5. */
const tools: ReadonlyMap<string, number> = new Map([
  ['react-scripts', 5],
  ['@vue/cli-service', 5],
  ['@angular/cli', 12],
  ['gatsby', 3],
  ['nuxt', 3],
  ['webpack', 5],
])

/**
 * Lines before the build of a site by a tool on webpack 4. Its hashes are MD4's, which OpenSSL 3 and so Node since 17
 * refuses; the flag lets them through while the site is built, and only the built files ship. Older releases of Node
 * refuse the flag itself. Source: nodejs.org/api/cli.html, `--openssl-legacy-provider`; webpack 4.47 brings its own.
 */
export function oldHashes(manifest: PackageJson, major: number): readonly string[] {
  const all = [...manifest.dependencies, ...manifest.devDependencies]
  const old = all.some(([name, { value }]) => {
    const asked = /^[\^~=v]*(\d+)/.exec(value)?.[1]
    return asked !== undefined && Number(asked) < (tools.get(name) ?? 0)
  })
  const said = manifest.scripts.get('build')?.value.includes('openssl-legacy-provider')
  return old && said !== true && major >= 17 ? ['ENV NODE_OPTIONS=--openssl-legacy-provider'] : []
}
