import { rootPackage, serverEvidence } from './root-package.ts'
import type { Stack } from '../../model/stack-facts.ts'
import type { Diagnostic } from '../../dockerfile/source.ts'
import type { ServerFramework } from './server-frameworks.ts'
import { planStaged } from './staged-server.ts'
import { planServer } from './plan-server.ts'
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
      return typeof plans === 'string' ? { ...facts, refused: plans } : { ...facts, plans }
    }
    const staged =
      manifest && serverEvidence(manifest).length > 0 ? planStaged(app, build, manifest) : undefined
    if (staged)
      return typeof staged === 'string' ? { ...facts, refused: staged } : { ...facts, plans: staged }
    const server = readServerApp(app, build)
    if (server === undefined) return undefined
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
