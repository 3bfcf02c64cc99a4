import { cp, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import process from 'node:process'
import { stripVTControlCharacters } from 'node:util'
import * as v from 'valibot'
import { stringify } from 'yaml'
import { tryRun } from '../../lab/host/run.ts'
import { tempFolder } from '../../src/engines/temp-folder.ts'
import { reportSchema } from '../../src/report/schema.ts'
import type { Original } from './original.ts'
import { configFor, type OwnTest } from './own-test.ts'
import type { PublicApp } from './public-app.ts'
import { metBy } from './referee.ts'
import type { Built, Tried } from './result.ts'

type Parsed = v.InferOutput<typeof reportSchema>

const LASTSTAGE = join(import.meta.dirname, '../../src/cli/bin.ts')

/**
 * Optimizes a copy of the app as a user would, and asks the app's own test about what was chosen. In: how many minutes
 * all of laststage's work may take.
 */
export async function tryApp(
  app: PublicApp,
  test: OwnTest | undefined,
  original: Original,
  minutes: number,
): Promise<Built> {
  const folder = await tempFolder()
  try {
    const copy = join(folder.path, basename(app.folder))
    await cp(app.folder, copy, { recursive: true, verbatimSymlinks: true })
    await writeFile(join(copy, 'Dockerfile'), original.dockerfile)
    if (test !== undefined && !existsSync(join(copy, 'laststage.yaml'))) {
      await writeFile(join(copy, 'laststage.yaml'), stringify(configFor(test)))
    }
    const args = [LASTSTAGE, 'optimize', copy, '--json', '--out', join(folder.path, 'proposed')]
    const ran = await tryRun(process.execPath, args, { timeout: minutes * 60_000 })
    const parsed = reportFrom(ran.stdout)
    if (parsed === undefined && ran.timedOut) return timedOut(ran.output, original, minutes)
    // Our own fault: the next run tries it again.
    if (parsed === undefined) throw new Error(`${app.name}: no report: ${lastLine(ran.output)}`)
    if (parsed.original.failure !== undefined) {
      const { message, log = '' } = parsed.original.failure
      return { outcome: 'original fails', because: `${message}: ${lastLine(log)}` }
    }
    const opinion =
      parsed.chosen === null || test === undefined
        ? undefined
        : await secondOpinion(copy, join(folder.path, 'proposed'), test)
    return told(parsed, original, opinion)
  } finally {
    await folder.remove()
  }
}

/** Whether the original had been built by then is told by what was begun after it. */
function timedOut(output: string, { origin, bases }: Original, minutes: number): Built {
  // What it says of being stopped tells nothing.
  const because = `after ${minutes} minutes: ${lastLine(output.replace(/^Stopping.*/m, ''))}`
  if (!/tracing original|building (?!original)/.test(output))
    return { outcome: 'original times out', because }
  return {
    outcome: 'timed out',
    because,
    date: today(),
    origin,
    bases,
    before: undefined,
    after: undefined,
    chosen: null,
    candidates: {},
    ownTest: 'not asked',
  }
}

interface Opinion {
  readonly original: readonly string[]
  readonly chosen: readonly string[]
}

/** Both images are in the engine's cache by then. */
const BUILT_BEFORE = 5 * 60_000

async function secondOpinion(copy: string, proposed: string, test: OwnTest): Promise<Opinion> {
  const before = await builtAnd(copy, image => metBy(image, test))
  await cp(proposed, copy, { recursive: true, force: true })
  return { original: before, chosen: await builtAnd(copy, image => metBy(image, test)) }
}

async function builtAnd(
  context: string,
  ask: (image: string) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const image = `laststage-public-apps:${process.pid}`
  const built = await tryRun('docker', ['build', '--quiet', '--tag', image, context], {
    timeout: BUILT_BEFORE,
  })
  if (!built.ok) return []
  try {
    return await ask(image)
  } finally {
    await tryRun('docker', ['image', 'rm', '--force', image])
  }
}

function reportFrom(stdout: string): Parsed | undefined {
  try {
    return v.parse(reportSchema, JSON.parse(stdout))
  } catch {
    return undefined
  }
}

function told(report: Parsed, { origin, bases }: Original, opinion: Opinion | undefined): Tried {
  const chosen = report.candidates.find(({ id }) => id === report.chosen)
  const lost = opinion?.original.filter(each => !opinion.chosen.includes(each)) ?? []
  const outcome = lost.length > 0 ? 'wrong' : outcomeOf(report)
  return {
    outcome,
    because: lost.length > 0 ? `the chosen image no longer meets ${lost.join(', ')}` : becauseOf(report),
    date: today(),
    origin,
    bases,
    before: report.original.size?.unpacked,
    after: chosen?.size?.unpacked,
    chosen: report.chosen,
    candidates: Object.fromEntries(report.candidates.map(each => [each.id, foundOf(each)])),
    ownTest:
      opinion === undefined
        ? 'not asked'
        : `original ${opinion.original.length}, chosen ${opinion.chosen.length}`,
  }
}

const ORIGINAL_FAILS = /^the original itself fails|^run by itself it ends with exit code [1-9]/

function outcomeOf({ candidates, chosen }: Parsed): Tried['outcome'] {
  const verdicts = candidates.flatMap(({ verdict }) => (verdict === undefined ? [] : [verdict]))
  const taken = candidates.find(({ id }) => id === chosen)?.verdict
  if (taken?.kind === 'equivalent') return taken.basis === 'contract' ? 'contract' : 'equivalent'
  if (candidates.length === 0) return 'refused'
  if (verdicts.length === 0) return 'candidate fails'
  if (verdicts.every(({ reasons }) => ORIGINAL_FAILS.test(reasons[0] ?? ''))) return 'original does not run'
  return verdicts.some(({ kind }) => kind === 'inconclusive') ? 'inconclusive' : 'different'
}

function foundOf({ verdict, failure }: Parsed['candidates'][number]): string {
  if (failure !== undefined) return `fails: ${failure.message}`
  if (verdict === undefined) return 'not tried'
  const [difference] = verdict.differences
  const why =
    difference === undefined
      ? verdict.reasons[0]
      : `${difference.probe} ${difference.what}: ${difference.original} / ${difference.candidate}`
  return why === undefined ? verdict.kind : `${verdict.kind}: ${why}`.slice(0, 300)
}

function becauseOf({ refused, whyChosen, candidates }: Parsed): string {
  const reason = candidates.flatMap(({ verdict }) => verdict?.reasons ?? [])[0]
  return refused?.reason ?? reason ?? whyChosen
}

const today = (): string => new Date().toISOString().slice(0, 10)

const lastLine = (text: string): string =>
  stripVTControlCharacters(text)
    .trim()
    .split('\n')
    // npm's last word is where it keeps the others.
    .findLast(line => !line.includes('A complete log of this run'))
    ?.slice(0, 300) ?? ''
