import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { pinnedTool } from '../../app/pinned-tool.ts'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import type { Evidence } from '../../model/change.ts'
import { buildModel } from '../../model/model.ts'
import { notForVisitors } from '../../model/not-for-visitors.ts'
import { otherEcosystem } from '../../model/other-ecosystem.ts'
import type { Plan } from '../../model/stack-facts.ts'
import { extensionLines, type WantedExtension, wantedExtensions } from './extensions.ts'
import { writtenFolders } from './written-folders.ts'
import { readPhpApp } from './php-app.ts'
import { planPhp } from './plan-php.ts'

/** The release taken where the app leaves the choice. */
const preferred = '8.4'

/** A Dockerfile for an app on Apache that has none: `index.php` at the root or in `public`. */
export function newPhpPlan(app: AppFiles): Plan | string {
  const other = otherEcosystem(app, 'php')
  if (other !== undefined) return `${other} stands beside PHP’s files: say which of them is the app`
  const wanted = wantedExtensions(app)
  return app.has('composer.json') ? composerPlan(app, wanted) : plainPlan(app, wanted)
}

function composerPlan(app: AppFiles, wanted: readonly WantedExtension[]): Plan | string {
  const folder = ['public', 'web', '.'].find(name =>
    app.has(name === '.' ? 'index.php' : `${name}/index.php`),
  )
  if (folder === undefined)
    return 'which folder Apache is to serve is not known: no index.php at the root, in public or in web'
  // Symfony installs its assets by them, with settings for production that nothing here names.
  const scripts = /"(post-install-cmd)"\s*:\s*(?:\[\s*)?"/.exec(app.read('composer.json') ?? '')?.[1]
  if (scripts !== undefined)
    return `composer.json runs ${scripts} after an install, and what that writes is not known`
  const extensions = extensionLines(wanted, ['git', 'unzip'])
  if (typeof extensions === 'string') return extensions
  const root =
    folder === '.'
      ? []
      : [`RUN sed -ri -e 's!/var/www/html!/var/www/html/${folder}!g' /etc/apache2/sites-available/*.conf`]
  const lines = [
    ...extensions,
    'RUN a2enmod rewrite',
    ...root,
    'COPY --from=composer:2 /usr/bin/composer /usr/local/bin/composer',
    'WORKDIR /var/www/html',
    `COPY composer.json ${app.has('composer.lock') ? 'composer.lock ' : ''}./`,
    'RUN composer install --no-dev --no-scripts --no-autoloader',
    'COPY . .',
    'RUN composer dump-autoload --optimize',
    ...writable(app),
  ]
  const project = { file: 'composer.json', fact: 'a Composer project' }
  return written(app, folder, lines, 'installs the packages', [project])
}

/** Files that Apache serves and PHP runs, without packages. */
function plainPlan(app: AppFiles, wanted: readonly WantedExtension[]): Plan | string {
  const folder = app.has('index.php') ? '.' : 'public'
  const extensions = extensionLines(wanted)
  if (typeof extensions === 'string') return extensions
  const htaccess = app.read(posix.join(folder, '.htaccess')) ?? ''
  const rewrite = /^\s*RewriteEngine\s+on/im.test(htaccess) ? ['RUN a2enmod rewrite'] : []
  const inside = writtenFolders(app)
    .map(path => posix.relative(folder, path))
    .filter(path => !path.startsWith('..'))
  const rights = owned(inside.map(path => posix.join('/var/www/html', path)))
  const lines = [...extensions, ...rewrite]
  const page = { file: posix.join(folder, 'index.php'), fact: 'a page' }
  if (lines.length === 0) return asItIs(app, folder, page, inside)
  const evidence = [page, ...wanted.map(each => each.evidence)]
  return written(
    app,
    folder,
    [...lines, `COPY ${folder} /var/www/html/`, ...rights],
    'has what PHP calls',
    evidence,
  )
}

/** The plan of a Dockerfile that is written here, as if the author had. */
function written(
  app: AppFiles,
  folder: string,
  lines: readonly string[],
  what: string,
  evidence: readonly Evidence[],
): Plan | string {
  const asked = phpAsked(app)
  const text = [`FROM php:${asked.version}-apache`, ...lines, 'EXPOSE 80', ''].join('\n')
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
        title: `A Dockerfile that ${what} and serves ${folder === '.' ? 'the folder' : folder} with Apache`,
        because: `There is none${told(asked.evidence)}.`,
        evidence: [...evidence, ...asked.evidence],
        applicability: 'needs-verification',
      },
    ],
  }
}

const owned = (folders: readonly string[]): readonly string[] =>
  folders.length === 0 ? [] : [`RUN chown -R www-data:www-data ${folders.join(' ')}`]

/** Where Laravel writes, as the user that Apache's workers have. Source: laravel.com/docs/deployment#directory-permissions. */
function writable(app: AppFiles): readonly string[] {
  const folders = ['storage', 'bootstrap/cache'].filter(folder =>
    app.list().some(path => path.startsWith(`${folder}/`)),
  )
  return owned(app.has('artisan') ? folders : writtenFolders(app))
}

/** The image as it is. */
function asItIs(app: AppFiles, folder: string, page: Evidence, written: readonly string[]): Plan {
  const asked = phpAsked(app)
  return {
    id: '',
    title: 'the files on Apache',
    buildStages: [],
    needs: {
      runtime: { kind: 'image', image: `php:${asked.version}-apache` },
      files: [
        { from: 'context', source: folder, destination: '/var/www/html/' },
        ...written.map(path => ({
          from: 'context',
          source: posix.join(folder, path),
          destination: posix.join('/var/www/html', path),
          chown: 'www-data:www-data',
          because: 'Written by the app',
        })),
      ],
      before: [],
      after: ['EXPOSE 80'],
    },
    changes: [
      {
        id: 'php-new-dockerfile',
        title: 'A Dockerfile that serves the files with Apache',
        because: `There is none, and no composer.json asks for packages${told(asked.evidence)}.`,
        evidence: [page, ...asked.evidence],
        applicability: 'needs-verification',
      },
    ],
    files: {},
    ignore: notForVisitors,
  }
}

/** What mise or asdf is told, else what composer.json asks for. */
function phpAsked(app: AppFiles): { readonly version: string; readonly evidence: readonly Evidence[] } {
  const pinned = pinnedTool(app, 'php')
  const version = /^\d+\.\d+/.exec(pinned?.version ?? '')?.[0]
  if (pinned && version !== undefined) return { version, evidence: [pinned.evidence] }
  const required = /"php"\s*:\s*"[\^~>=v ]*(8\.\d)/.exec(app.read('composer.json') ?? '')?.[1]
  return { version: required ?? preferred, evidence: [] }
}

const told = (evidence: readonly Evidence[]) => evidence.map(({ fact }) => `; ${fact}`).join('')
