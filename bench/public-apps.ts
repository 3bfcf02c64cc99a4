import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { run } from '../lab/host/run.ts'
import { provideEngine } from '../lab/provide-engine.ts'
import { imagesNamed } from '../lab/stand-ins/images-named.ts'
import { writePage } from '../scripts/write-page.ts'
import { originalOf } from './public-apps/original.ts'
import { ownTest } from './public-apps/own-test.ts'
import { dockerfilesFor, plansFor } from './public-apps/plans.ts'
import { appsOf, type PublicApp, setNamed } from './public-apps/public-app.ts'
import { reportText } from './public-apps/report-text.ts'
import type { AppResult, Built } from './public-apps/result.ts'
import { tryApp } from './public-apps/try-app.ts'

/**
 * Tries laststage on apps that are not ours: what it plans for each of a public set, and with `build` what becomes of
 * those that can be built here. What was found is kept by app, so that a run can be broken off and taken up again; the
 * report is written from all that is kept.
 * Run: node bench/public-apps.ts plan railpack=CHECKOUT slim=CHECKOUT awesome-compose=CHECKOUT
 *      node bench/public-apps.ts build railpack=CHECKOUT [railpack/node-npm …]
 *      node bench/public-apps.ts report
 * `--kept FOLDER` is where the results are, `--minutes 8` how long one app may take.
 */
const REPORT = join(import.meta.dirname, '../docs/public-apps.md')

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kept: { type: 'string', default: join(import.meta.dirname, '../.laststage/public-apps') },
    minutes: { type: 'string', default: '20' },
  },
})
const [work = 'report', ...args] = positionals
const apps = args.flatMap(each => {
  const [id = '', checkout] = each.split('=')
  const set = setNamed(id)
  return set === undefined || checkout === undefined ? [] : appsOf(set, checkout)
})
const asked = args.filter(each => !each.includes('='))

if (work === 'plan') for (const app of apps) keep({ ...kept(app), plans: plansFor(app) })
if (work === 'build') await buildAll()
if (work === 'report') writePage(REPORT, reportText(allKept()))

/** Those that were asked for, also where they were tried before; else all that were not. */
async function buildAll(): Promise<void> {
  const commit = (await run('git', ['-C', import.meta.dirname, 'rev-parse', '--short', 'HEAD'])).trim()
  for (const app of apps) {
    const id = `${app.set}/${app.name}`
    if (asked.length > 0 ? !asked.includes(id) : kept(app).built !== undefined) continue
    process.stderr.write(`${id}\n`)
    const built = await buildOne(app)
    keep({ ...kept(app), built, commit })
    process.stderr.write(`${id}: ${built.outcome}, ${built.because}\n`)
  }
}

async function buildOne(app: PublicApp): Promise<Built> {
  const test = ownTest(app.folder)
  const original = originalOf(app, test)
  if (typeof original === 'string') return { outcome: 'no original', because: original }
  const engine = await provideEngine({ images: imagesNamed(dockerfilesFor(app, original.dockerfile)) })
  if (engine.kind === 'none') throw new Error(engine.reason)
  Object.assign(process.env, engine.env)
  return await tryApp(app, test, original, Number(values.minutes))
}

function kept(app: PublicApp): AppResult {
  try {
    return readKept(fileOf(app))
  } catch {
    return { set: app.set, app: app.name, plans: plansFor(app) }
  }
}

function readKept(file: string): AppResult {
  const result: AppResult = JSON.parse(readFileSync(file, 'utf8'))
  return result
}

function allKept(): readonly AppResult[] {
  return globSync('*/*.json', { cwd: values.kept })
    .sort()
    .map(file => readKept(join(values.kept, file)))
}

function keep(result: AppResult): void {
  const file = fileOf({ set: result.set, name: result.app })
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(result, undefined, 2)}\n`)
}

function fileOf({ set, name }: { readonly set: string; readonly name: string }): string {
  return join(values.kept, set, `${name.replaceAll('/', '+')}.json`)
}
