import type { SiteSettings } from './nginx-conf.ts'

/** The folder from which static-web-server serves. */
export const swsRoot = '/public'

/**
 * Settings of static-web-server. Its `page-fallback` would answer a missing asset with the page, so routes are
 * rewritten instead: what has a dot in it is a file, anything else is the page.
 * Source: https://static-web-server.net/configuration/config-file/
 */
export function swsConfig({ port, base, routes, notFound }: SiteSettings): string {
  const page404 = notFound === undefined || routes ? [] : [`page404 = "${swsRoot}${base}${notFound}"`]
  return `${[
    '[general]',
    'host = "0.0.0.0"',
    `port = ${port}`,
    `root = "${swsRoot}"`,
    ...page404,
    'log-level = "warn"',
    'compression = true',
    '# Set below, and for files with a hash in their name by the build.',
    'cache-control-headers = false',
    '',
    '# A page or a file without a hash in its name is asked for again, and not sent again where it is the same.',
    '[[advanced.headers]]',
    'source = "/**"',
    'headers = { Cache-Control = "no-cache" }',
    ...(routes ? routeLines(base) : []),
    ...(base === '/' ? [] : redirectLines(base)),
  ].join('\n')}\n`
}

function routeLines(base: string): readonly string[] {
  return [
    '',
    '# The app routes on the client. What has a dot in it is a file: a missing one is missing.',
    '[[advanced.rewrites]]',
    `source = "${base}**/{*}.{*}"`,
    `destination = "${base.slice(0, -1)}$1$2.$3"`,
    '',
    '# A reload of any other path finds the page.',
    '[[advanced.rewrites]]',
    `source = "${base}**"`,
    `destination = "${base}index.html"`,
  ]
}

function redirectLines(base: string): readonly string[] {
  return ['', '[[advanced.redirects]]', 'source = "/"', `destination = "${base}"`, 'kind = 302']
}

/**
 * Lets the files with a hash in their name be cached for long. The server sends its headers with a 404 too, so a
 * pattern would make browsers keep the answer for a missing file: the build names the files that are there.
 */
export function hashedHeaders({ base, hashed }: SiteSettings, output: string): readonly string[] {
  if (hashed === undefined) return []
  const entry = [
    '',
    '[[advanced.headers]]',
    `source = "${base}%s"`,
    'headers = { Cache-Control = "public, max-age=31536000, immutable" }',
    '',
  ].join('\\n')
  return [
    [
      '# The server sends its headers with a 404 too, so only files that are there may be cached for long.',
      `RUN find ${output}/${hashed} -type f | while read -r file; do \\`,
      `      printf '${entry}' "\${file#${output}/}"; \\`,
      '    done >> /tmp/sws.toml',
    ].join('\n'),
  ]
}
