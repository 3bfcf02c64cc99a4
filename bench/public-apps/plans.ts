import type { AppFiles } from '../../src/app/app-files.ts'
import { readAppFolder } from '../../src/app/read-app-folder.ts'
import { staticReport } from '../../src/optimize/static.ts'
import type { Report } from '../../src/report/report.ts'
import { propose } from '../../src/rewrite/propose.ts'
import type { PublicApp } from './public-app.ts'
import type { AppResult, Plan } from './result.ts'

/** What laststage says of an app with no engine: what it is, and what it proposes with its Dockerfile and without. */
export function plansFor(app: PublicApp): AppResult['plans'] {
  const started = performance.now()
  const files = readAppFolder(app.folder)
  const bare = reportOn(withoutDockerfile(files))
  const optimize = app.hasDockerfile ? reportOn(files) : undefined
  return {
    stacks: (optimize ?? bare).app.stacks.map(({ id }) => id),
    ...(optimize === undefined ? {} : { optimize: planOf(optimize) }),
    init: planOf(bare),
    ms: Math.round(performance.now() - started),
  }
}

const reportOn = (app: AppFiles): Report => staticReport(app, propose({ app }), 'auto')

function planOf({ candidates, refused, notes }: Report): Plan {
  const because = refused?.reason ?? (candidates.length === 0 ? notes[0] : undefined)
  return {
    candidates: candidates.map(({ id }) => id),
    ...(because === undefined ? {} : { refused: because }),
  }
}

function withoutDockerfile(app: AppFiles): AppFiles {
  return {
    ...app,
    has: file => file !== 'Dockerfile' && app.has(file),
    list: () => app.list().filter(file => file !== 'Dockerfile'),
    read: file => (file === 'Dockerfile' ? undefined : app.read(file)),
  }
}
