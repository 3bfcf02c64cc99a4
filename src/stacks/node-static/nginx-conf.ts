import type { Framework } from './framework-facts.ts'

/** What a server of static files has to know of a site. */
export interface SiteSettings {
  readonly port: string
  /** Ends in a slash. */
  readonly base: string
  /** The folder of hashed files, relative to the base; undefined where there is none. */
  readonly hashed: string | undefined
  /** True where the app routes on the client, so that a reload of a route must find the page. */
  readonly routes: boolean
  /** True where `/about` may be the page about.html. */
  readonly pages: boolean
  /** The site's own page for what is not there. */
  readonly notFound: string | undefined
}

/** What a server has to know of what a framework builds. */
export function settingsOf(framework: Framework, port: string, routes: boolean): SiteSettings {
  const { base, hashed, pages, notFound } = framework
  return { port, base, hashed, routes, pages, notFound }
}

/** Ends of names that are files and never routes: where one is missing, the answer is 404 and not the page. */
const assets =
  'js|mjs|cjs|css|map|json|webmanifest|xml|txt|pdf|wasm|ico|png|jpe?g|gif|svg|webp|avif|bmp|mp3|mp4|webm|ogg|wav|woff2?|ttf|otf|eot|zip|gz|html'

/** The folder from which nginx serves; not the image's own, whose welcome page would be served too. */
export const nginxRoot = '/srv/www'

/** A server for a built site. */
export function nginxConf({ port, base, hashed, routes, pages, notFound }: SiteSettings): string {
  const page = `${base}index.html`
  const otherwise = routes ? page : '=404'
  const page404 = notFound === undefined || routes ? [] : ['', `    error_page 404 ${base}${notFound};`]
  const file = pages ? '$uri $uri.html $uri/index.html' : '$uri $uri/index.html'
  const redirect = base === '/' ? [] : ['', '    location = / {', `        return 302 ${base};`, '    }']
  return `${[
    'server {',
    `    listen ${port};`,
    `    root ${nginxRoot};`,
    '    index index.html;',
    '    server_tokens off;',
    '    # Redirects keep the host and port that the client used.',
    '    absolute_redirect off;',
    '',
    '    gzip on;',
    '    gzip_vary on;',
    '    gzip_min_length 1024;',
    '    gzip_types text/css text/plain text/xml application/javascript text/javascript application/json',
    '               application/manifest+json application/xml application/wasm image/svg+xml;',
    '',
    '    # A page or a file without a hash in its name is asked for again, and not sent again where it is the same.',
    '    add_header Cache-Control "no-cache";',
    ...page404,
    '',
    ...(hashed === undefined ? [] : hashedLocation(`${base}${hashed}`)),
    '    # A missing file is missing; answering with the page would break the app later, and silently.',
    `    location ~* \\.(?:${assets})$ {`,
    '        try_files $uri =404;',
    '    }',
    '',
    ...(routes ? ['    # The app routes on the client: a reload of any other path finds the page.'] : []),
    `    location ${base} {`,
    `        try_files ${file} ${otherwise};`,
    '    }',
    ...redirect,
    '}',
  ].join('\n')}\n`
}

function hashedLocation(path: string): readonly string[] {
  return [
    '    # The hash in the name changes with the content.',
    `    location ^~ ${path}/ {`,
    '        add_header Cache-Control "public, max-age=31536000, immutable";',
    '        try_files $uri =404;',
    '    }',
    '',
  ]
}
