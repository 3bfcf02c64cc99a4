import type { PackageJson } from '../../app/package-json.ts'
import type { BuildModel } from '../../model/build-model.ts'
import type { Evidence } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { launchOf } from '../../model/launch.ts'
import { readStaticSite } from '../node-static/static-site.ts'
import { nearMiss } from './near-miss.ts'
import { nodeStart } from './start-script.ts'
import { rootPackage, serverEvidence } from './root-package.ts'
import type { Stack } from '../../model/stack-facts.ts'
import type { Diagnostic } from '../../dockerfile/source.ts'
import type { ServerFramework } from './server-frameworks.ts'
import { planStaged, takesProgram } from './staged-server.ts'
import { planServer } from './plan-server.ts'
import { unlockedVersions } from '../node-static/new-install.ts'
import { readServerApp } from './server-app.ts'
import { newServerPlans } from './without-dockerfile.ts'

/** Servers that Node runs: Express, Fastify, Koa, Hono, Nest and others. */
export const nodeServerStack: Stack = {
  id: 'node-server',
  title: 'Node server',
  plan({ app, build }) {
    const manifest = rootPackage(app)
    const facts = {
      stack: 'node-server',
      evidence: manifest ? serverEvidence(manifest) : [],
      plans: [],
      diagnostics: [],
    }
    if (!build) {
      if (!manifest) return undefined
      const plans = newServerPlans(app, manifest)
      if (plans === undefined) return undefined
      return typeof plans === 'string'
        ? { ...facts, refused: plans }
        : { ...facts, plans, diagnostics: unlockedVersions(app, manifest) }
    }
    const launched = manifest && startEvidence(build, manifest)
    const known = { ...facts, evidence: [...facts.evidence, ...(launched ?? [])] }
    const staged =
      manifest && (known.evidence.length > 0 || takesProgram(build))
        ? planStaged(app, build, manifest)
        : undefined
    if (staged)
      return typeof staged === 'string' ? { ...known, refused: staged } : { ...known, plans: staged }
    const server = readServerApp(app, build)
    if (server === undefined) {
      const reason =
        manifest && typeof readStaticSite(app, build) !== 'object' ? nearMiss(build, manifest) : undefined
      return reason === undefined ? undefined : { ...known, refused: reason }
    }
    if (typeof server === 'string') return { ...facts, refused: server }
    const target = server.packages.at(-1)?.manifest ?? server.manifest
    const found = {
      ...facts,
      evidence: [...serverEvidence(target), ...server.launch.evidence],
      diagnostics: newIds(server.launch.framework),
    }
    const plans = planServer(app, server)
    return typeof plans === 'string' ? { ...found, refused: plans } : { ...found, plans }
  },
}

/** The Dockerfile's own word for a program of Node's. */
function startEvidence(build: BuildModel, manifest: PackageJson): readonly Evidence[] {
  const launch = launchOf(build)
  const start = launch?.kind === 'program' ? nodeStart(launch.argv, manifest) : undefined
  return launch && start ? launch.steps.map(step => evidenceOf(build, step.instruction)) : []
}

/** Two builds of the same sources have other ids, and every page names its own. */
function newIds(framework: ServerFramework | undefined): readonly Diagnostic[] {
  const { file, range } = framework?.evidence ?? {}
  if (!framework?.newIds || file === undefined || !range) return []
  return [
    {
      code: 'next-build-id',
      severity: 'warning',
      message: 'each build has an id of its own, which is in every page: the proof will call them different',
      file,
      range,
      help: 'set generateBuildId in next.config, for example to the commit',
    },
  ]
}
