import { formatSize } from '../../src/report/terminal/size.ts'
import { repositoryOf, setNamed } from './public-app.ts'
import type { AppResult, Built, Tried } from './result.ts'

/** `docs/public-apps.md`: what became of every app of every set, with denominators. */
export function reportText(results: readonly AppResult[]): string {
  const sets = [...new Set(results.map(({ set }) => set))]
  const tried = results.flatMap(({ built }) => (built !== undefined && isTried(built) ? [built] : []))
  const dates = tried.map(({ date }) => date).sort()
  return [
    '# Apps that are not ours',
    '',
    'What laststage makes of public collections of apps. Written by `node bench/public-apps.ts` from what it kept of each',
    'app; the apps themselves are not part of this repository.',
    '',
    ...conditions(dates),
    '',
    '## What became of those that were built',
    '',
    `Tried so far: ${results.filter(({ built }) => built !== undefined).length} of ${results.length} apps${commitsOf(results)}.`,
    'Those that build quickly came first, from all sets: it is no random choice.',
    ...share(tried),
    '',
    `| Set | Apps | Tried | Built | ${columns.map(([, title]) => title).join(' | ')} |`,
    `| --- |${' ---: |'.repeat(columns.length + 3)}`,
    ...sets.map(set =>
      countsRow(
        set,
        results.filter(each => each.set === set),
      ),
    ),
    countsRow('all', results),
    '',
    '## Plans, with no engine',
    '',
    'Of all apps. `init` is asked without the Dockerfile, where there is one.',
    '',
    '| Set | Apps | Recognised | Planned by `optimize --static` | Planned by `init` |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...sets.map(set =>
      plansRow(
        set,
        results.filter(each => each.set === set),
      ),
    ),
    '',
    '## Each app that was built',
    '',
    '| App | Original | Before | After | Outcome | Candidates | Its own test | Commit |',
    '| --- | --- | ---: | ---: | --- | --- | --- | --- |',
    ...results.flatMap(triedRow),
    '',
    '## Why the others were not',
    '',
    ...reasons(results),
    '',
    '## Why no plan',
    '',
    'What `init` says where it writes no Dockerfile, and how often.',
    '',
    ...counted(
      results.flatMap(({ plans }) => (plans.init.refused === undefined ? [] : [general(plans.init.refused)])),
    ),
    '',
  ].join('\n')
}

function conditions(dates: readonly string[]): readonly string[] {
  const when = dates[0] === dates.at(-1) ? `on ${dates[0]}` : `from ${dates[0]} to ${dates.at(-1)}`
  return [
    `Built ${when} on two cores that were busy with other builds, with Docker Engine 26.1.5. **Base images are stand-ins**`,
    'made from Debian’s packages, not the genuine ones; where there is none of the version that a Dockerfile names, the',
    'nearest was taken, which the table says: a program may find another version of its language than it was written for.',
    '',
    'Where an app has no Dockerfile, the original is a naive one, with one stage, by the general rules of',
    '[naive-dockerfile.ts](../bench/public-apps/naive/naive-dockerfile.ts): the full image, the whole folder, the usual',
    'commands. Where a Dockerfile has several stages, its first stage that starts something is taken, or its stages are',
    'strung together. What the app’s own test file (`test.json` of railpack) asks is declared in a `laststage.yaml`, as a',
    'user would; nothing else is. The same test is then asked of the original and of the chosen image with plain `docker',
    'run`: where the original meets what the chosen one does not, the outcome is **wrong**, whatever laststage said.',
    '',
    '**No original here**: no rule writes a Dockerfile for it, or there is no stand-in for its base. **Original fails**: it',
    'does not build here; each reason is below, and many are of this machine (no GitHub, no newer compiler, another base).',
    '**Built** is the rest, and all of its other columns count as failures, but **contract**, which is apart: there the',
    'original is a development server, and what was declared judges. **Does not run**: the original ends with an error or never',
    'answers, so nothing can be compared with it. An app has 8 to 12 minutes, and what takes longer has **timed out**.',
  ]
}

const isTried = (built: Built): built is Tried =>
  built.outcome !== 'no original' &&
  built.outcome !== 'original fails' &&
  built.outcome !== 'original times out'

/** After the ones that say how many. */
const columns: readonly (readonly [Built['outcome'], string])[] = [
  ['equivalent', 'Equivalent'],
  ['contract', 'Contract'],
  ['inconclusive', 'Inconclusive'],
  ['different', 'Different'],
  ['refused', 'Refused'],
  ['candidate fails', 'Candidate fails'],
  ['timed out', 'Timed out'],
  ['original does not run', 'Original does not run'],
  ['wrong', 'Wrong'],
  ['no original', 'No original here'],
  ['original fails', 'Original fails'],
  ['original times out', 'Original times out'],
]

/** With which of laststage's own commits: a result may be older than the code that is there now. */
function commitsOf(results: readonly AppResult[]): string {
  const commits = new Set(results.flatMap(({ commit }) => (commit === undefined ? [] : [commit])))
  return commits.size === 0 ? '' : `, with ${commits.size} states of laststage (a row names its commit)`
}

const percent = (count: number, of: number): string => `${Math.round((count / Math.max(of, 1)) * 100)} %`

function share(tried: readonly Tried[]): readonly string[] {
  const equivalent = tried.filter(({ outcome }) => outcome === 'equivalent').length
  const contract = tried.filter(({ outcome }) => outcome === 'contract').length
  const running = tried.filter(({ outcome }) => outcome !== 'original does not run').length
  return [
    `Of ${tried.length} whose original builds here, **${equivalent} are equivalent (${percent(equivalent, tried.length)})** and ${contract} more are met by`,
    `contract (together ${percent(equivalent + contract, tried.length)}). Of the ${running} whose original also runs, ${equivalent} are equivalent`,
    `(${percent(equivalent, running)}; with those by contract ${percent(equivalent + contract, running)}).`,
  ]
}

function countsRow(set: string, results: readonly AppResult[]): string {
  const outcomes = results.flatMap(({ built }) => (built === undefined ? [] : [built]))
  const count = (outcome: Built['outcome']): number =>
    outcomes.filter(each => each.outcome === outcome).length
  return row([
    setTitle(set),
    results.length,
    outcomes.length,
    outcomes.filter(isTried).length,
    ...columns.map(([outcome]) => count(outcome)),
  ])
}

function plansRow(set: string, results: readonly AppResult[]): string {
  const withDockerfile = results.filter(({ plans }) => plans.optimize !== undefined)
  const planned = withDockerfile.filter(({ plans }) => (plans.optimize?.candidates.length ?? 0) > 0)
  return row([
    setTitle(set),
    results.length,
    results.filter(({ plans }) => plans.stacks.length > 0).length,
    withDockerfile.length === 0 ? '–' : `${planned.length} of ${withDockerfile.length}`,
    results.filter(({ plans }) => plans.init.candidates.length > 0).length,
  ])
}

function triedRow({ set, app, built, commit = '' }: AppResult): readonly string[] {
  if (built === undefined || !isTried(built)) return []
  const { origin, bases, before, after, outcome, candidates, chosen, ownTest, because } = built
  const good = outcome === 'equivalent' || outcome === 'contract'
  const others = Object.entries(candidates).map(
    ([id, found]) => `${id === chosen ? `**${id}**` : id} ${short(found, 100)}`,
  )
  return [
    row([
      `${set}/${app}`,
      [origin, ...bases].join('; '),
      before === undefined ? '' : formatSize(before),
      after === undefined ? '' : formatSize(after),
      good ? outcome : short(`${outcome}: ${because}`, 160),
      others.join('<br>'),
      ownTest,
      commit,
    ]),
  ]
}

function reasons(results: readonly AppResult[]): readonly string[] {
  return results.flatMap(({ set, app, built }) =>
    built === undefined || isTried(built)
      ? []
      : [`- ${set}/${app}, ${built.outcome}: ${short(built.because, 200)}`],
  )
}

const short = (text: string, length: number): string => {
  const line = oneLine(text)
  return line.length > length ? `${line.slice(0, length)}…` : line
}

/** Files, lines and names of packages left out, so that like reasons count together. */
const general = (reason: string): string => oneLine(reason).replace(/^\S+:\d+ /, '')

function counted(texts: readonly string[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts]
    .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
    .map(([text, count]) => `- ${count} × ${text}`)
}

function setTitle(set: string): string {
  const id = setNamed(set)
  return id === undefined ? set : `[${set}](${repositoryOf(id)})`
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')
const row = (cells: readonly (string | number)[]): string =>
  `| ${cells.map(each => oneLine(String(each))).join(' | ')} |`
