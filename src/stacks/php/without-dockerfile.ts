import type { AppFiles } from '../../app/app-files.ts'
import { pinnedTool } from '../../app/pinned-tool.ts'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import type { Evidence } from '../../model/change.ts'
import { buildModel } from '../../model/model.ts'
import { notForVisitors } from '../../model/not-for-visitors.ts'
import { otherEcosystem } from '../../model/other-ecosystem.ts'
import type { Plan } from '../../model/stack-facts.ts'
import { readPhpApp } from './php-app.ts'
import { planPhp } from './plan-php.ts'

/** The release taken where the app leaves the choice. */
const preferred = '8.3'

/** Extensions of the official image itself. Source: `php -m` in it, hub.docker.com/_/php. */
const present =
  /^(?:core|ctype|curl|date|dom|fileinfo|filter|hash|iconv|json|libxml|mbstring|openssl|pcre|pdo|pdo_sqlite|phar|posix|random|readline|reflection|session|simplexml|sodium|spl|sqlite3|standard|tokenizer|xml|xmlreader|xmlwriter|zlib)$/

/** Extensions that compile without a library of their own. */
const plain = /^(?:bcmath|calendar|exif|mysqli|opcache|pcntl|pdo_mysql|sockets|sysvmsg|sysvsem|sysvshm)$/

/** A Dockerfile for an app on Apache that has none: `index.php` at the root or in `public`. */
export function newPhpPlan(app: AppFiles): Plan | string {
  const other = otherEcosystem(app, 'php')
  if (other !== undefined) return `${other} stands beside PHP’s files: say which of them is the app`
  if (!app.has('composer.json')) return plainPlan(app, app.has('index.php') ? '.' : 'public')
  const folder = ['public', 'web', '.'].find(name =>
    app.has(name === '.' ? 'index.php' : `${name}/index.php`),
  )
  if (folder === undefined)
    return 'which folder Apache is to serve is not known: no index.php at the root, in public or in web'
  const manifest = app.read('composer.json') ?? ''
  const wanted = [...manifest.matchAll(/"ext-([\w-]+)"/g)].map(match => (match[1] ?? '').toLowerCase())
  const extensions = [...new Set(wanted)].filter(name => !present.test(name))
  const unknown = extensions.find(name => !plain.test(name))
  if (unknown !== undefined)
    return `composer.json needs ext-${unknown}, whose libraries are not known: write its Dockerfile first`
  const asked = phpAsked(app) ?? {
    version: /"php"\s*:\s*"[\^~>=v ]*(8\.\d)/.exec(manifest)?.[1] ?? preferred,
    evidence: [],
  }
  const root =
    folder === '.'
      ? []
      : [`RUN sed -ri -e 's!/var/www/html!/var/www/html/${folder}!g' /etc/apache2/sites-available/*.conf`]
  const text = [
    `FROM php:${asked.version}-apache`,
    'RUN apt-get update && apt-get install -y --no-install-recommends git unzip && rm -rf /var/lib/apt/lists/*',
    ...(extensions.length > 0 ? [`RUN docker-php-ext-install ${extensions.join(' ')}`] : []),
    'RUN a2enmod rewrite',
    ...root,
    'COPY --from=composer:2 /usr/bin/composer /usr/local/bin/composer',
    'WORKDIR /var/www/html',
    `COPY composer.json ${app.has('composer.lock') ? 'composer.lock ' : ''}./`,
    'RUN composer install --no-dev --no-scripts --no-autoloader',
    'COPY . .',
    'RUN composer dump-autoload --optimize',
    'EXPOSE 80',
    '',
  ].join('\n')
  const php = readPhpApp(app, buildModel(parseDockerfile(text, 'Dockerfile')))
  if (php === undefined || typeof php === 'string') return php ?? 'the app is not understood'
  const plan = planPhp(app, php, true)
  if (typeof plan === 'string') return plan
  return {
    ...plan,
    ignore: [...(folder === '.' ? notForVisitors : []), ...plan.ignore],
    changes: [
      {
        id: 'php-new-dockerfile',
        title: `A Dockerfile that installs the packages and serves ${folder === '.' ? 'the folder' : folder} with Apache`,
        because: `There is none${told(asked.evidence)}.`,
        evidence: [{ file: 'composer.json', fact: 'a Composer project' }, ...asked.evidence],
        applicability: 'needs-verification',
      },
    ],
  }
}

/** Files that Apache serves and PHP runs, without packages: the image as it is. */
function plainPlan(app: AppFiles, folder: string): Plan {
  const asked = phpAsked(app) ?? { version: preferred, evidence: [] }
  return {
    id: '',
    title: 'the files on Apache',
    buildStages: [],
    needs: {
      runtime: { kind: 'image', image: `php:${asked.version}-apache` },
      files: [{ from: 'context', source: folder, destination: '/var/www/html/' }],
      before: [],
      after: ['EXPOSE 80'],
    },
    changes: [
      {
        id: 'php-new-dockerfile',
        title: 'A Dockerfile that serves the files with Apache',
        because: `There is none, and no composer.json asks for packages${told(asked.evidence)}.`,
        evidence: [
          { file: folder === '.' ? 'index.php' : 'public/index.php', fact: 'a page' },
          ...asked.evidence,
        ],
        applicability: 'needs-verification',
      },
    ],
    files: {},
    ignore: notForVisitors,
  }
}

/** What mise or asdf is told. */
function phpAsked(
  app: AppFiles,
): { readonly version: string; readonly evidence: readonly Evidence[] } | undefined {
  const pinned = pinnedTool(app, 'php')
  const version = /^\d+\.\d+/.exec(pinned?.version ?? '')?.[0]
  return pinned && version !== undefined ? { version, evidence: [pinned.evidence] } : undefined
}

const told = (evidence: readonly Evidence[]) => evidence.map(({ fact }) => `; ${fact}`).join('')
