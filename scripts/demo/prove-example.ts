import { readConfig } from '../../src/config/read-config.ts'
import type { Engine } from '../../src/engines/engine.ts'
import { createJudge } from '../../src/optimize/judge.ts'
import type { CompressedSizes } from '../../src/measure/compressed-size.ts'
import type { Progress } from '../../src/optimize/progress.ts'
import { provedReport } from '../../src/optimize/with-engine.ts'
import type { Report } from '../../src/report/report.ts'
import type { Example } from './examples.ts'

/** What `laststage optimize` does, for one example. */
export async function proveExample(
  example: Example,
  engine: Engine,
  progress: Progress,
  sizes: CompressedSizes,
  signal: AbortSignal,
  rebuild: boolean,
): Promise<Report> {
  const { config } = await readConfig(example.app)
  return await provedReport({
    engine,
    root: example.root,
    app: example.app,
    proposal: example.proposal,
    strategy: 'auto',
    rebuild,
    sizes,
    openJudge: original => createJudge(engine, config, original, signal),
    progress: {
      task: async (title, work) => await progress.task(`${example.name}: ${title}`, work),
    },
    signal,
  })
}
