import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClosurePolicy } from '../../src/closure/closure.ts'
import type { Engine } from '../../src/engines/engine.ts'
import { observe } from '../../src/verify/observe.ts'
import { traceContainers } from '../../src/verify/trace/traced-engine.ts'
import { buildTracer } from '../../src/verify/trace/tracer-image.ts'
import { observeOriginal, prove } from '../../src/verify/prove.ts'
import type { Verdict } from '../../src/verify/verdict.ts'
import { type App, muslApp, sixApps } from './apps.ts'
import { asking, imageBytes, openWorkshop, quiet, type Workshop } from './workshop.ts'

interface Row {
  readonly app: string
  readonly policy: ClosurePolicy
  readonly original: number
  readonly megabytes: number
  /** What the trace touched: what a strict closure of the same requests holds. */
  readonly touched: number
  readonly unprobed: number
  readonly worked: number
  /** Milliseconds until it answers, without the tracer and with it. */
  readonly ready: readonly [number, number] | undefined
}

let workshop: Workshop
const rows: Row[] = []

beforeAll(async () => {
  workshop = await openWorkshop()
})
afterAll(async () => {
  process.stdout.write(`${table()}\n`)
  await workshop.close()
})

const fixture = (name: string): string => join(import.meta.dirname, 'fixtures', name)

describe.each([...sixApps, muslApp])('$name', app => {
  test('safe: certified, small, and right on routes that no probe took', async () => {
    const { row } = await ship(app, 'safe', app.probed)
    rows.push({ ...row, ready: await readyTimes(app, row.image) })
    expect(row.megabytes).toBeLessThan(app.most)
  })

  test('strict, with all routes probed: certified, and right on all', async () => {
    const { row } = await ship(app, 'strict', [...app.probed, ...app.unprobed])
    rows.push({ ...row, ready: undefined })
    expect(row.worked).toBe(row.unprobed)
  })
})

test('the six together', () => {
  const six = rows.filter(({ app }) => sixApps.some(({ name }) => name === app))
  const total = (policy: ClosurePolicy) =>
    six.filter(row => row.policy === policy).reduce((sum, { megabytes }) => sum + megabytes, 0)
  const safe = six.filter(({ policy }) => policy === 'safe')
  expect(safe).toHaveLength(sixApps.length)
  const unprobed = safe.reduce((sum, row) => sum + row.unprobed, 0)
  const worked = safe.reduce((sum, row) => sum + row.worked, 0)
  expect(worked / unprobed).toBeGreaterThanOrEqual(0.92)
  expect(total('safe')).toBeLessThanOrEqual(450)
  expect(safe.reduce((sum, { touched }) => sum + touched, 0)).toBeLessThanOrEqual(335)
  // With all routes probed, fonts and what a shell starts are in it too.
  expect(total('strict')).toBeLessThanOrEqual(350)
})

/** Traces, builds, proves and certifies; then asks the routes that were not asked before. */
async function ship(app: App, policy: ClosurePolicy, asked: readonly string[]) {
  const { engine } = workshop
  const studied = await workshop.study(fixture(app.name), asking(asked), policy)
  const image = await workshop.build(fixture(app.name), studied.candidate.files)
  const proving = app.readOnly === true ? readOnly(engine) : engine
  const verdict = await compare(proving, studied.image, image, asked)
  const certified = await studied.study.certify(studied.candidate, image, verdict, quiet)
  expect(certified).toMatchObject({ kind: 'equivalent', basis: 'files+probes', differences: [], reasons: [] })
  const others = app.unprobed.filter(path => !asked.includes(path))
  const later = others.length === 0 ? undefined : await compare(proving, studied.image, image, others)
  const lost = new Set((later?.differences ?? []).map(({ probe }) => probe))
  if (lost.size > 0) process.stdout.write(`${app.name}, ${policy}: lost ${[...lost].join(', ')}\n`)
  expect(later?.kind ?? 'equivalent').not.toBe('inconclusive')
  const megabytes = (await imageBytes(engine, image)) / 1e6
  const original = (await imageBytes(engine, studied.image)) / 1e6
  const touched = /(\d+) were touched/.exec(studied.candidate.files['laststage.closure.txt'] ?? '')?.[1]
  const unprobed = app.unprobed.length
  return {
    row: {
      app: app.name,
      policy,
      image: studied.image,
      original,
      megabytes,
      touched: Number(touched) / 1e6,
      unprobed,
      worked: unprobed - lost.size,
    },
  }
}

async function compare(
  engine: Engine,
  original: string,
  candidate: string,
  paths: readonly string[],
): Promise<Verdict> {
  const config = asking(paths)
  const reference = await observeOriginal({ engine, config, image: original })
  return (await prove({ engine, config, reference, candidate, basis: 'probes' })).verdict
}

const readOnly = (engine: Engine): Engine => ({
  ...engine,
  create: request => engine.create({ ...request, readOnly: true }),
})

/** What tracing adds to the start: the shortest of three each, in turns. Printed, since it says as much of the machine. */
async function readyTimes(app: App, image: string): Promise<readonly [number, number]> {
  const { engine } = workshop
  const tracer = await buildTracer(engine)
  const ready = async (engine: Engine): Promise<number> =>
    (await observe({ engine, image, config: asking(app.probed) })).observation.ready?.ms ?? Number.NaN
  const plain: number[] = []
  const traced: number[] = []
  for (let run = 0; run < 3; run++) {
    plain.push(await ready(engine))
    traced.push(await ready(traceContainers(engine, tracer).engine))
  }
  return [Math.min(...plain), Math.min(...traced)]
}

const rowLine = ({ app, policy, original, megabytes, unprobed, worked, ready }: Row): string => {
  const times = ready === undefined ? '' : `${ready[0]} → ${ready[1]} ms`
  return [
    app.padEnd(8),
    policy.padEnd(7),
    original.toFixed(1).padStart(8),
    megabytes.toFixed(1).padStart(8),
    `${worked} of ${unprobed}`.padStart(8),
    times,
  ].join(' ')
}

function table(): string {
  const total = (policy: ClosurePolicy): string => {
    const six = rows.filter(row => row.policy === policy && row.app !== muslApp.name)
    const bytes = six.reduce((sum, { megabytes }) => sum + megabytes, 0)
    const worked = six.reduce((sum, row) => sum + row.worked, 0)
    return `six      ${policy.padEnd(7)} ${bytes.toFixed(1).padStart(17)} ${worked} of ${six.reduce((sum, { unprobed }) => sum + unprobed, 0)}`
  }
  return [
    'app      policy   original closure  unprobed ready, and traced',
    ...rows.map(rowLine),
    total('safe'),
    total('strict'),
  ].join('\n')
}
