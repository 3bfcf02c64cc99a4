import type { AppFiles } from '../../app/app-files.ts'
import { rangeOf } from '../../app/positions.ts'
import { accountRuns } from '../../model/account-runs.ts'
import { carryOver, isForLastStage } from '../../model/carry-over.ts'
import type { Change, Evidence } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { standsAt, type TextEdit } from '../../model/instruction-text.ts'
import { readsGit } from '../../model/reads-git.ts'
import { freeStageName, stageLines } from '../../model/stage-lines.ts'
import type { NeededFile, Plan } from '../../model/stack-facts.ts'
import { installText } from '../../model/system-packages.ts'
import type { PhpApp } from './php-app.ts'

const buildOnly = new Set(
  'COMPOSER_ALLOW_SUPERUSER,COMPOSER_HOME,COMPOSER_NO_INTERACTION,COMPOSER_CACHE_DIR,COMPOSER_MEMORY_LIMIT,DEBIAN_FRONTEND'.split(
    ',',
  ),
)

/** What Composer unpacks and fetches with. */
const composersTools = /^(?:git|unzip|zip|p7zip(?:-full)?|7zip|openssh-client|subversion|mercurial)$/
const isHeader = (name: string) =>
  /-dev(?:el)?$/.test(name) ||
  /^(?:build-essential|gcc|g\+\+|make|autoconf|pkg-config|\$PHPIZE_DEPS)$/.test(name)

/**
 * The packages that have the libraries of the extensions, found by what these are linked with.
 * Source: the same search is in the official images that stand on php (wordpress, drupal).
 */
const findLibraries = `# The packages that have the libraries of the extensions
RUN ldd "$(php -r 'echo ini_get("extension_dir");')"/*.so \\
    | awk '/=> \\// { so = $3; if (index(so, "/usr/local/") == 1) next; gsub("^/(usr/)?", "", so); print so }' \\
    | sort -u | xargs -r dpkg-query --search | cut -d: -f1 | sort -u > /runtime-packages`

const installLibraries = (
  from: string,
) => `RUN --mount=type=bind,from=${from},source=/runtime-packages,target=/runtime-packages \\
    apt-get update \\
    && xargs -r apt-get install -y --no-install-recommends < /runtime-packages \\
    && rm -rf /var/lib/apt/lists/*`

/** The way to ship a PHP app: Composer and headers in a stage of their own, the same PHP in the last one. */
export function planPhp(app: AppFiles, php: PhpApp, always = false): Plan | string {
  const { build, stage, commands, installs, image } = php
  const packages = installs.flatMap(each => each.packages)
  const composer = commands.find(({ kind }) => kind === 'install')
  const headers = packages.filter(isHeader)
  if (!composer && headers.length === 0 && !always)
    return `${image} brings what the image has: neither Composer nor headers are left in it`
  const started = startsPrograms(app, php)
  const kept = packages.filter(
    name => !isHeader(name) && (started !== undefined || !composersTools.test(name)),
  )
  const accounts = accountRuns(build, commands)
  if (typeof accounts === 'string') return accounts
  const from = stage.name ?? freeStageName(build, 'build')
  const compiled = commands.some(({ kind }) => kind === 'extension')
  const libraries = headers.length > 0
  const dev = withoutDev(app, php)
  const carried = carryOver(build, { buildOnly })
  return {
    id: '',
    title: 'the app on the same PHP without Composer and headers',
    buildStages: build.stages.map(each => ({
      lines:
        each === stage
          ? stageLines(build, each, {
              name: from,
              edits: dev.edits,
              drop: isForLastStage(each.steps),
              after: libraries ? [findLibraries] : [],
            })
          : stageLines(build, each),
    })),
    needs: {
      runtime: { kind: 'image', image },
      files: filesOf(php, from, compiled),
      before: [
        ...carried.before,
        ...installText('debian', kept, false),
        ...(libraries ? [installLibraries(from)] : []),
        ...(php.workdir === '/var/www/html' ? [] : [`WORKDIR ${php.workdir}`]),
        ...accounts,
      ],
      after: carried.after,
    },
    changes: [
      {
        id: 'php-last-stage',
        title: `Ship the app on a fresh ${image}`,
        because: `${[composer ? 'Composer and its downloads' : '', ...headers, ...packages.filter(name => composersTools.test(name) && !kept.includes(name))].filter(each => each !== '').join(', ')} are for the build alone.`,
        evidence: [
          evidenceOf(build, stage.from),
          ...(composer ? [evidenceOf(build, composer.step.instruction)] : []),
        ],
        applicability: 'needs-verification',
        replaces: {
          what: `the packages on top of ${image}`,
          by: `${image} and the libraries of the extensions`,
        },
      },
      ...dev.changes,
    ],
    files: {},
    ignore: ['vendor', ...(readsGit(app, [stage]) ? [] : ['.git'])].filter(
      path => path !== 'vendor' || composer !== undefined,
    ),
  }
}

/** Extensions and settings first, then the app: it changes most often. */
function filesOf(
  { commands, roots, copied }: PhpApp,
  from: string,
  compiled: boolean,
): readonly NeededFile[] {
  const whole = (path: string): NeededFile => ({ from, source: path, destination: path })
  const settings = copied.some(each => each.container.startsWith('/usr/local/etc/php/'))
  const apache =
    commands.some(({ kind }) => kind === 'apache') ||
    copied.some(each => each.container.startsWith('/etc/apache2/'))
  return [
    ...(compiled ? [whole('/usr/local/lib/php/extensions')] : []),
    ...(compiled || settings ? [whole('/usr/local/etc/php')] : []),
    ...(apache ? [whole('/etc/apache2')] : []),
    ...roots.map(whole),
  ]
}

/** The first place of the app's own code that starts a program; packages of Composer's are not here to be read. */
function startsPrograms(app: AppFiles, { copied }: PhpApp): Evidence | undefined {
  for (const { context } of copied) {
    if (!context.endsWith('.php') || /(?:^|\/)(?:vendor|tests?)\//.test(context)) continue
    const text = app.read(context) ?? ''
    const match =
      /(?<![\w>:$-])(?:exec|shell_exec|system|passthru|proc_open|popen)\s*\(|new\s+Process\s*\(/.exec(text)
    if (match)
      return {
        file: context,
        range: rangeOf(text, match.index, match.index + match[0].length),
        fact: 'starts a program',
      }
  }
  return undefined
}

/** `--no-dev`, where the author says nothing of development packages and runs no tests. */
function withoutDev(app: AppFiles, { build, commands }: PhpApp) {
  const none = { edits: [] as readonly TextEdit[], changes: [] as readonly Change[] }
  const install = commands.find(({ kind }) => kind === 'install')
  const verb = install?.command.words.find(word => word.value === 'install')
  const said =
    install?.words.some(word => /^--(?:no-)?dev$/.test(word)) ||
    install?.step.variables.has('COMPOSER_NO_DEV')
  if (!install || !verb || said || !/"require-dev"\s*:\s*\{\s*"/.test(app.read('composer.json') ?? ''))
    return none
  if (!standsAt(build.document, verb.range, verb.raw)) return none
  const at = verb.range.end.offset
  const change: Change = {
    id: 'php-no-dev',
    title: 'Leave out the packages for development (--no-dev)',
    because: 'composer.json keeps them apart under require-dev.',
    evidence: [{ file: 'composer.json', fact: 'require-dev' }, evidenceOf(build, install.step.instruction)],
    applicability: 'needs-verification',
  }
  return { edits: [{ start: at, end: at, text: ' --no-dev' }], changes: [change] }
}
