import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import * as v from 'valibot'
import { readAppFolder } from '../../../src/app/read-app-folder.ts'
import { reportSchema } from '../../../src/report/schema.ts'
import { propose } from '../../../src/rewrite/propose.ts'
import { formatVerdict } from '../../../src/verify/format-verdict.ts'
import type { Verdict } from '../../../src/verify/verdict.ts'
import { laststage } from '../laststage.ts'
import { type ExampleResult, EXAMPLES, filesHash } from './example-result.ts'

type Parsed = v.InferOutput<typeof reportSchema>

const run = promisify(execFile)

/**
 * Optimizes an example from its Dockerfile, with all strategies.
 * @param rebuild whether rebuilds are measured too: eight more builds
 * @throws where nothing was proved
 */
export async function tryOptimize(name: string, rebuild: boolean): Promise<ExampleResult> {
  const more = rebuild ? ['--rebuild'] : []
  const ran = await laststage(['optimize', `examples/${name}`, '--json', ...more])
  if (ran.code !== 0) throw new Error(`${name}: ${ran.stderr.slice(-2000)}${ran.stdout.slice(0, 3000)}`)
  const report = v.parse(reportSchema, JSON.parse(ran.stdout))
  const chosen = report.candidates.find(({ id }) => id === report.chosen)
  if (chosen?.verdict?.kind !== 'equivalent' || report.engine === undefined) {
    throw new Error(`${name}: ${report.whyChosen}`)
  }
  const { name: engine, version, platform, standIns } = report.engine
  return {
    name,
    files: filesHash(name),
    date: new Date().toISOString().slice(0, 10),
    engine: `${engine} ${version}`,
    platform,
    standIns,
    original: report.original.size?.unpacked ?? 0,
    ...smallest(report, 'staged'),
    ...smallest(report, 'closure'),
    chosen: chosen.id,
    base: lastBase(chosen.files[chosen.dockerfile] ?? ''),
    verdict: formatVerdict(chosen.verdict),
    basis: chosen.verdict.basis,
    ...(report.floor === undefined ? {} : { floor: report.floor.needed }),
    ...rebuilds(report, chosen),
  }
}

function smallest(report: Parsed, strategy: 'staged' | 'closure'): Pick<ExampleResult, typeof strategy> {
  const sizes = report.candidates
    .filter(each => each.strategy === strategy && each.verdict?.kind === 'equivalent')
    .map(({ size }) => size?.unpacked ?? Infinity)
  return sizes.length === 0 ? {} : { [strategy]: Math.min(...sizes) }
}

function rebuilds(
  { original }: Parsed,
  chosen: Parsed['candidates'][number],
): Pick<ExampleResult, 'rebuildBefore' | 'rebuildAfter'> {
  const [before, after] = [original, chosen].map(({ rebuild }) => rebuild?.source)
  if (before?.kind !== 'measured' || after?.kind !== 'measured') return {}
  return { rebuildBefore: before.layerCacheMs, rebuildAfter: after.layerCacheMs }
}

const lastBase = (dockerfile: string): string =>
  [...dockerfile.matchAll(/^FROM (?:--\S+ )*(\S+)/gm)].at(-1)?.[1] ?? ''

/**
 * Has `init` write what an example without its Dockerfile lacks, builds it, and compares it with the original; where
 * that is no reference, with what the example declares.
 * @returns the verdict, or why `init` wrote nothing
 */
export async function tryInit({ name, basis }: ExampleResult): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'laststage-init-'))
  const [before, after] = ['before', 'after'].map(which => `laststage-init-${process.pid}:${name}-${which}`)
  if (before === undefined || after === undefined) return ''
  try {
    const app = join(folder, name)
    await cp(join(EXAMPLES, name), app, { recursive: true })
    const declared = await readFile(join(app, 'laststage.yaml'), 'utf8')
    await Promise.all(['Dockerfile', 'laststage.yaml'].map(file => rm(join(app, file))))
    const begun = await laststage(['init', app, '--yes'])
    if (begun.code !== 0)
      return `refused: ${begun.stdout.split('\n')[0]?.replace(/^No Dockerfile was written: /, '')}`
    // A site that init writes has a port of its own, and so has its development server.
    const port = /^EXPOSE (\d+)/m.exec(await readFile(join(app, 'Dockerfile'), 'utf8'))?.[1] ?? '80'
    const config = join(folder, 'laststage.yaml')
    await writeFile(
      config,
      basis === 'contract' ? declared.replaceAll(/port: \d+/g, `port: ${port}`) : declared,
    )
    await run('docker', ['build', '--quiet', '--tag', after, app])
    if (basis !== 'contract') {
      const file = join(folder, 'Dockerfile')
      await writeFile(file, mended(name))
      await run('docker', ['build', '--quiet', '--tag', before, '--file', file, join(EXAMPLES, name)])
    }
    const original = basis === 'contract' ? after : before
    const compared = await laststage([
      'verify',
      original,
      after,
      '--config',
      config,
      '--allow-user',
      '--json',
    ])
    const { verdict }: { verdict: Verdict } = JSON.parse(compared.stdout)
    // An image that is compared with itself is no reference: what is declared judged.
    if (basis === 'contract') return toldOf({ ...verdict, basis }, '')
    return toldOf(verdict, await readFile(join(EXAMPLES, name, 'Dockerfile'), 'utf8'))
  } finally {
    await run('docker', ['image', 'rm', '--force', before, after]).catch(() => undefined)
    await rm(folder, { recursive: true, force: true })
  }
}

/** The example's Dockerfile as `optimize` takes it: one that does not build is mended first. */
function mended(name: string): string {
  const { original } = propose({ app: readAppFolder(join(EXAMPLES, name)) })
  return original?.repaired?.text ?? original?.text ?? ''
}

function toldOf(verdict: Verdict, dockerfile: string): string {
  if (verdict.kind === 'equivalent') return formatVerdict(verdict)
  const differences = verdict.differences.map(({ probe, what }) => `${probe} ${what}`)
  const manager = /^CMD (?:\["?)?(npm|yarn|pnpm)\b/m.exec(dockerfile)?.[1]
  if (manager !== undefined && differences.length === 1 && differences[0] === 'SIGTERM exit code')
    return `${formatVerdict({ ...verdict, kind: 'equivalent' })} but for the exit code after SIGTERM, which is ${manager}’s own in the original`
  return `${verdict.kind}: ${differences.length > 0 ? differences.join(', ') : (verdict.reasons[0]?.split('\n')[0] ?? '')}`
}
