import { rootPackage, serverEvidence } from './root-package.ts'
import type { Stack } from '../../model/stack-facts.ts'
import type { Diagnostic } from '../../dockerfile/source.ts'
import type { ServerFramework } from './server-frameworks.ts'
import type { BuildModel } from '../../model/build-model.ts'
import { shippedStages } from '../../model/launch.ts'
import { managerCall } from './manager-call.ts'
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
    // What only takes what other stages installed and built has nothing more to lose to this stack.
    if (manifest && serverEvidence(manifest).length > 0 && isStaged(build)) return facts
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

/** True where Node stands in a last stage that installs nothing itself and takes node_modules from another. */
function isStaged(build: BuildModel): boolean {
  const stages = shippedStages(build)
  const base = stages[0]?.base
  const node = base?.kind === 'image' && /(?:^|\/)node(?:js\d+[\w-]*)?(?::|@|$)/.test(base.reference)
  const steps = stages.flatMap(stage => stage.steps)
  const takes = steps.some(({ effects }) =>
    effects.some(
      effect =>
        effect.kind === 'copies-from-stage' &&
        effect.sources.some(source => /(?:^|\/)(?:node_modules|\.output|standalone)\/?$/.test(source)),
    ),
  )
  const installs = steps.some(({ script }) =>
    script?.commands.some(({ words }) => managerCall(words.map(word => word.value ?? word.raw))),
  )
  return node && takes && !installs
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
