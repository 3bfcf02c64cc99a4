import { join } from 'node:path'
import type { ProvidedEngine } from '../../lab/provide-engine.ts'
import { provideEngine } from '../../lab/provide-engine.ts'
import { imagesNamed } from '../../lab/stand-ins/images-named.ts'
import type { Io } from '../../src/cli/io.ts'
import { styleFor } from '../../src/cli/io.ts'
import { progressFor } from '../../src/cli/progress.ts'
import { connectDocker } from '../../src/engines/docker/connect.ts'
import type { Engine } from '../../src/engines/engine.ts'
import type { Progress } from '../../src/optimize/progress.ts'
import { staticReport } from '../../src/optimize/static.ts'
import type { Style } from '../../src/report/terminal/style.ts'
import { wrap } from '../../src/report/terminal/text.ts'
import type { Example } from './examples.ts'
import { dockerfilesOf, readExamples } from './examples.ts'
import { keptSizes } from './kept-sizes.ts'
import { proveExample } from './prove-example.ts'
import { rebuildTable } from './rebuild-table.ts'
import type { Shown } from './table.ts'
import { chosenOf, findings, summary } from './table.ts'

interface Demo {
  readonly examples: readonly Example[]
  readonly io: Io
  readonly style: Style
  readonly progress: Progress
  readonly say: (...lines: readonly string[]) => void
}

/**
 * Runs the main job on the three example apps and prints what came out.
 * @returns the exit code: 1 where an app was not proved; 0 where no engine could be had, which is said
 */
export async function runDemo(checkout: string, args: readonly string[], io: Io): Promise<number> {
  const style = styleFor(io.stdout, io, 'auto')
  const demo: Demo = {
    examples: readExamples(checkout),
    io,
    style,
    progress: progressFor(io, styleFor(io.stderr, io, 'auto')),
    say: (...lines) => io.stdout.write(lines.map(line => `${line}\n`).join('')),
  }
  demo.say(style.bold('laststage demo: three apps made small, with proof'))
  const provided = await provide(demo)
  if (provided.kind === 'none') return withoutEngine(demo, provided.reason)
  demo.say(...wrap(engineWords[provided.kind], style.width))
  for (const { image, reason } of provided.missing) {
    demo.say(...wrap(`Without ${image}, and what needs it: ${reason}.`, style.width))
  }
  const engine = await connectDocker({
    env: { ...io.env, ...provided.env },
    signal: io.signal,
    onNotice: text => io.stderr.write(`${text}\n`),
  })
  try {
    await engine.sweep()
    return await withEngine(demo, engine, checkout, args.includes('--full'))
  } finally {
    await engine.dispose()
  }
}

async function withEngine(demo: Demo, engine: Engine, checkout: string, full: boolean): Promise<number> {
  const { examples, io, style, progress, say } = demo
  const kept = keptSizes(join(checkout, '.laststage', 'layer-sizes.json'))
  const shown: Shown[] = []
  for (const example of examples) {
    const report = await proveExample(example, engine, progress, kept.sizes, io.signal, full)
    shown.push({ name: example.name, report })
  }
  kept.save()
  say('', ...summary(shown, style), ...conditions(shown, style))
  sayFindings(demo, shown)
  if (full) say('', ...rebuildTable(shown, style))
  say('', 'The whole answer for one of them: ./bin/laststage optimize examples/go-hello')
  const unproved = shown.filter(({ report }) => chosenOf(report)?.verdict?.kind !== 'equivalent')
  for (const { name, report } of unproved) {
    say(style.bad(`${name} was not proved. ${report.refused?.reason ?? report.whyChosen}`))
  }
  return unproved.length === 0 ? 0 : 1
}

/** What can be said without building anything; nothing failed, so the exit code is 0. */
function withoutEngine(demo: Demo, reason: string): number {
  const { examples, style, say } = demo
  say(...wrap(`No engine: ${reason}`, style.width))
  const consequence =
    'So nothing is built or proved here, and sizes are estimated from the base images: what the build adds comes on top.'
  say(...wrap(consequence, style.width))
  const shown = examples.map(({ name, app, proposal }) => ({
    name,
    report: staticReport(app, proposal, 'auto'),
  }))
  say('', ...summary(shown, style))
  sayFindings(demo, shown)
  say('', 'The whole proposal for one of them: ./bin/laststage optimize examples/go-hello --static')
  return 0
}

function sayFindings({ style, say }: Demo, shown: readonly Shown[]): void {
  const found = findings(shown)
  if (found.length > 0) say('', style.bold('Found on the way'), ...found)
}

/** What the numbers rest on. */
function conditions(shown: readonly Shown[], style: Style): readonly string[] {
  const standIns = shown.some(({ report }) => report.engine?.standIns === true)
  const bases = standIns ? 'on stand-in base images, not the genuine ones' : 'on the genuine base images'
  const text = `Sizes unpacked, measured from the layers, ${bases}; pull is the compressed size after; ready is the time until the first answer after.`
  return wrap(text, style.width - 1).map(line => ` ${style.dim(line)}`)
}

async function provide({ examples, progress }: Demo): Promise<ProvidedEngine> {
  return await progress.task('engine and base images', async detail =>
    provideEngine({
      images: imagesNamed(dockerfilesOf(examples)),
      onProgress: message => detail(message, 'step'),
    }),
  )
}

const engineWords: Readonly<Record<'machine' | 'private', string>> = {
  machine: 'Using the Docker engine of this machine and the genuine base images.',
  private:
    'No usable Docker here, so this uses a private engine from Debian in .laststage/ with stand-in base images, and adds the packages runc and iptables. Undo: npm run lab:down',
}
