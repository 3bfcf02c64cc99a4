import type { AppFiles } from '../../app/app-files.ts'
import { rangeOf } from '../../app/positions.ts'
import type { Evidence } from '../../model/change.ts'

/** An extension that the app needs beside those of the official image. */
export interface WantedExtension {
  readonly name: string
  readonly evidence: Evidence
}

/** Extensions of the official image itself. Source: `php -m` in it, hub.docker.com/_/php. */
const present =
  /^(?:core|ctype|curl|date|dom|fileinfo|filter|hash|iconv|json|libxml|mbstring|openssl|pcre|pdo|pdo_sqlite|phar|posix|random|readline|reflection|session|simplexml|sodium|spl|sqlite3|standard|tokenizer|xml|xmlreader|xmlwriter|zlib)$/

/**
 * What extensions are compiled with, by Debian's names; none for those without a library of their own.
 * Source: hub.docker.com/_/php, and `--with` options of php.net/manual.
 */
const headers: Readonly<Record<string, readonly string[]>> = {
  bcmath: [],
  bz2: ['libbz2-dev'],
  calendar: [],
  exif: [],
  gd: ['libfreetype-dev', 'libjpeg62-turbo-dev', 'libpng-dev'],
  gmp: ['libgmp-dev'],
  intl: ['libicu-dev'],
  mysqli: [],
  opcache: [],
  pcntl: [],
  pdo_mysql: [],
  pdo_pgsql: ['libpq-dev'],
  pgsql: ['libpq-dev'],
  soap: ['libxml2-dev'],
  sockets: [],
  sysvmsg: [],
  sysvsem: [],
  sysvshm: [],
  xsl: ['libxslt1-dev'],
  zip: ['libzip-dev'],
}

/** How sources call an extension. Source: the function and class lists of php.net/manual/en/extensions.alphabetical.php. */
const calls: readonly (readonly [string, RegExp])[] = [
  ['bcmath', /(?<![\w>:$])bc(?:add|sub|mul|div|mod|pow|powmod|sqrt|comp|scale)\s*\(/],
  ['calendar', /(?<![\w>:$])(?:cal_days_in_month|easter_(?:date|days)|gregoriantojd|jdtogregorian)\s*\(/],
  ['exif', /(?<![\w>:$])exif_\w+\s*\(/],
  ['gd', /(?<![\w>:$])(?:imagecreate\w*|getimagesizefromstring|imagepng|imagejpeg)\s*\(/],
  ['gmp', /(?<![\w>:$])gmp_\w+\s*\(/],
  [
    'intl',
    /\b(?:NumberFormatter|IntlDateFormatter|IntlCalendar|MessageFormatter|Transliterator|Collator)\b|(?<![\w>:$])(?:grapheme_\w+|idn_to_\w+|numfmt_\w+)\s*\(/,
  ],
  ['mysqli', /\bnew\s+\\?mysqli\b|(?<![\w>:$])mysqli_\w+\s*\(/],
  ['pcntl', /(?<![\w>:$])pcntl_\w+\s*\(/],
  ['pdo_mysql', /["']mysql:/],
  ['pdo_pgsql', /["']pgsql:/],
  ['pgsql', /(?<![\w>:$])pg_(?:p?connect|query\w*)\s*\(/],
  ['soap', /\bnew\s+\\?Soap(?:Client|Server)\b/],
  ['sockets', /(?<![\w>:$])socket_create\w*\s*\(/],
  ['xsl', /\bnew\s+\\?XSLTProcessor\b/],
  ['zip', /\bnew\s+\\?ZipArchive\b/],
]

/** What composer.json requires; without one, what the sources call. */
export function wantedExtensions(app: AppFiles): readonly WantedExtension[] {
  const manifest = app.read('composer.json')
  const found =
    manifest === undefined
      ? calledIn(app)
      : [
          ...requiredIn(manifest, 'composer.json'),
          ...requiredIn(locked(app), 'composer.lock'),
          ...database(app),
        ]
  const names = [...new Set(found.map(({ name }) => name))].sort()
  return names.flatMap(name => found.find(each => each.name === name && !present.test(name)) ?? [])
}

/** Instructions that install them; a string names one whose libraries are not known. */
export function extensionLines(
  wanted: readonly WantedExtension[],
  tools: readonly string[] = [],
): readonly string[] | string {
  const unknown = wanted.find(({ name }) => headers[name] === undefined)
  if (unknown !== undefined)
    return `${unknown.evidence.file} needs ext-${unknown.name}, whose libraries are not known: write its Dockerfile first`
  const packages = [...new Set([...tools, ...wanted.flatMap(({ name }) => headers[name] ?? [])])]
  return [
    ...(packages.length === 0
      ? []
      : [
          `RUN apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')} && rm -rf /var/lib/apt/lists/*`,
        ]),
    ...(wanted.some(({ name }) => name === 'gd')
      ? ['RUN docker-php-ext-configure gd --with-freetype --with-jpeg']
      : []),
    ...(wanted.length === 0
      ? []
      : [`RUN docker-php-ext-install ${wanted.map(({ name }) => name).join(' ')}`]),
  ]
}

/** What the packages that ship require; those for development come last in the file. */
function locked(app: AppFiles): string {
  const [shipped = ''] = (app.read('composer.lock') ?? '').split(/^\s*"packages-dev"/m)
  return [...shipped.matchAll(/"require":\s*\{[^}]*\}/g)].map(match => match[0]).join('\n')
}

/** Laravel names its database in `.env`, and its driver is a package of PHP's own. */
function database(app: AppFiles): readonly WantedExtension[] {
  const file = '.env.example'
  const match = /^DB_CONNECTION=(mysql|mariadb|pgsql)\b/m.exec(
    app.has('artisan') ? (app.read(file) ?? '') : '',
  )
  if (!match) return []
  const name = match[1] === 'pgsql' ? 'pdo_pgsql' : 'pdo_mysql'
  const range = rangeOf(app.read(file) ?? '', match.index, match.index + match[0].length)
  return [{ name, evidence: { file, range, fact: match[0] } }]
}

function requiredIn(manifest: string, file: string): readonly WantedExtension[] {
  return [...manifest.matchAll(/"ext-([\w-]+)"/g)].map(match => ({
    name: (match[1] ?? '').toLowerCase(),
    evidence: { file, fact: `requires ext-${match[1]}` },
  }))
}

function calledIn(app: AppFiles): readonly WantedExtension[] {
  const sources = app
    .list()
    .filter(path => path.endsWith('.php') && !/(?:^|\/)(?:vendor|tests?)\//.test(path))
  return sources.flatMap(file => {
    const text = app.read(file) ?? ''
    return calls.flatMap(([name, pattern]) => {
      const match = pattern.exec(text)
      if (!match) return []
      const range = rangeOf(text, match.index, match.index + match[0].length)
      return [{ name, evidence: { file, range, fact: `calls ${name}` } }]
    })
  })
}
