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

/** The Dockerfiles that would be built for an app with this original: what base images they need has to be there. */
export function dockerfilesFor(app: PublicApp, original: string): readonly string[] {
  const files = readAppFolder(app.folder)
  const whole: AppFiles = {
    ...files,
    has: file => file === 'Dockerfile' || files.has(file),
    list: () => [...new Set([...files.list(), 'Dockerfile'])],
    read: file => (file === 'Dockerfile' ? original : files.read(file)),
  }
  const { candidates } = propose({ app: whole })
  return [original, ...candidates.flatMap(({ files: own, dockerfile }) => own[dockerfile] ?? [])]
}

function withoutDockerfile(app: AppFiles): AppFiles {
  return {
    ...app,
    has: file => file !== 'Dockerfile' && app.has(file),
    list: () => app.list().filter(file => file !== 'Dockerfile'),
    read: file => (file === 'Dockerfile' ? undefined : app.read(file)),
  }
}
