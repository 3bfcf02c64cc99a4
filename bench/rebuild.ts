import { readFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { provideEngine } from '../lab/provide-engine.ts'
import { imagesNamed } from '../lab/stand-ins/images-named.ts'
import { dockerfilesOf, type Example, readExamples } from '../scripts/demo/examples.ts'
import { withInterrupt } from '../src/cli/process-io.ts'
import { connectDocker } from '../src/engines/docker/connect.ts'
import type { Engine } from '../src/engines/engine.ts'
import type { RebuildSubject } from '../src/measure/rebuild/consumers.ts'
import { measureRebuild } from '../src/measure/rebuild/measure-rebuild.ts'
import { chooseTouches } from '../src/measure/rebuild/touch.ts'
import { formatTime } from '../src/report/terminal/size.ts'
import { columns } from '../src/report/terminal/text.ts'

/**
 * Rebuilds after one touched line for the three examples: the original, the article's own multi-stage file where it has
 * one that differs, and what is proposed. Run: npm run bench:rebuild [-- react-spa] [--runs 3]
 */
const checkout = dirname(import.meta.dirname)
const args = process.argv.slice(2)
const runs = Number(args[args.indexOf('--runs') + 1] ?? '') || 1
const examples = readExamples(checkout).filter(
  ({ name }) => args.every(arg => !arg.includes('-') || arg.startsWith('--')) || args.includes(name),
)

interface Named extends RebuildSubject {
  readonly what: string
  /** What the others are compared with. */
  readonly isReference: boolean
}

interface Times {
  readonly what: string
  readonly isReference: boolean
  readonly warmMs: number
  readonly layerCacheMs: number
  readonly coldMs: number
}

process.exitCode = await withInterrupt(async signal => {
  const texts = [...dockerfilesOf(examples), ...examples.flatMap(articleFile).map(textOf)]
  const provided = await provideEngine({
    images: imagesNamed(texts),
    onProgress: message => process.stderr.write(`${message}\n`),
  })
  if (provided.kind === 'none') throw new Error(provided.reason)
  const engine = await connectDocker({ env: { ...process.env, ...provided.env }, signal })
  try {
    await engine.sweep()
    for (const example of examples) await measureExample(example, engine, signal)
    process.stdout.write(`${conditions(engine, provided.kind)}\n`)
    return 0
  } finally {
    await engine.dispose()
  }
})

async function measureExample(example: Example, engine: Engine, signal: AbortSignal): Promise<void> {
  const subjects = subjectsOf(example)
  const { source } = chooseTouches(example.app, subjects)
  const times: Times[] = []
  for (const subject of subjects) times.push(await best(example, subject, subjects, engine, signal))
  const reference = times.find(({ isReference }) => isReference)
  const ratio = (it: Times): string =>
    reference === undefined || it === reference ? '' : `${(it.warmMs / reference.warmMs).toFixed(2)} ×`
  const ciRatio = (it: Times): string =>
    reference === undefined || it === reference
      ? ''
      : `${(it.layerCacheMs / reference.layerCacheMs).toFixed(2)} ×`
  const rows = times.map(it => [
    ` ${it.what}`,
    formatTime(it.warmMs),
    ratio(it),
    formatTime(it.layerCacheMs),
    ciRatio(it),
    formatTime(it.coldMs),
  ])
  const head = ['', 'warm mounts', '', 'layer cache alone', '', 'cold']
  const lines = columns([head, ...rows], ['left', 'right', 'right', 'right', 'right', 'right'])
  process.stdout.write(`${example.name}, after one line in ${source?.path}\n${lines.join('\n')}\n\n`)
}

/** The quickest of the runs: what else the machine does only adds. */
async function best(
  { root, app }: Example,
  subject: Named,
  all: readonly Named[],
  engine: Engine,
  signal: AbortSignal,
): Promise<Times> {
  const touches = { ...chooseTouches(app, all), manifest: undefined }
  const found: Times[] = []
  for (let run = 0; run < runs; run++) {
    const onDetail = (text: string): unknown => process.stderr.write(`${subject.what}: ${text}\n`)
    const figures = await measureRebuild(
      { engine, root, app, sizes: new Map(), signal, onDetail },
      subject,
      touches,
      false,
    )
    const { source, coldMs } = figures
    if (source?.kind !== 'measured')
      throw new Error(`${subject.what}: ${source?.reason ?? 'nothing to touch'}`)
    const { warmMs, layerCacheMs } = source
    found.push({ what: subject.what, isReference: subject.isReference, warmMs, layerCacheMs, coldMs })
  }
  const least = (key: 'warmMs' | 'layerCacheMs' | 'coldMs'): number => Math.min(...found.map(it => it[key]))
  return {
    what: subject.what,
    isReference: subject.isReference,
    warmMs: least('warmMs'),
    layerCacheMs: least('layerCacheMs'),
    coldMs: least('coldMs'),
  }
}

function subjectsOf(example: Example): readonly Named[] {
  const { original, candidates } = example.proposal
  const article = articleFile(example)
  const staged = candidates.filter(({ strategy }) => strategy === 'staged')
  return [
    ...(original === undefined
      ? []
      : [
          {
            what: 'original',
            isReference: article.length === 0,
            files: { [original.path]: original.repaired?.text ?? original.text },
            dockerfile: original.path,
          },
        ]),
    ...article,
    ...staged.map(({ id, files, dockerfile }) => ({ what: id, isReference: false, files, dockerfile })),
  ]
}

function articleFile({ name }: Pick<Example, 'name'>): readonly Named[] {
  if (name !== 'react-spa') return []
  const files = { Dockerfile: read('Dockerfile'), 'nginx.conf': read('nginx.conf') }
  return [{ what: "the article's multi-stage", isReference: true, files, dockerfile: 'Dockerfile' }]
}

function read(file: string): string {
  return readFileSync(join(import.meta.dirname, 'fixtures', 'react-multi-stage', file), 'utf8')
}

function textOf({ files, dockerfile }: RebuildSubject): string {
  return files[dockerfile] ?? ''
}

function conditions(engine: Engine, kind: 'machine' | 'private'): string {
  const bases = kind === 'machine' ? 'genuine base images' : 'stand-in base images'
  const load = loadavg()[0]?.toFixed(1)
  return [
    `Docker ${engine.version}, ${engine.platform}, ${cpus().length} cores, load ${load}; ${bases}; quickest of ${runs}.`,
    'Wall time of one build, its image loaded into the engine. × compares with the original, or with the article.',
  ].join('\n')
}
