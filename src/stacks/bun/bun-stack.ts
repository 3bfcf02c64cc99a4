import type { AppFiles } from '../../app/app-files.ts'
import type { BuildModel } from '../../model/build-model.ts'
import type { Plan, Stack } from '../../model/stack-facts.ts'
import { readBunApp } from './bun-app.ts'
import { planBun } from './plan-bun.ts'
import { newBunPlans } from './without-dockerfile.ts'

/** Programs that Bun runs or compiles. */
export const bunStack: Stack = {
  id: 'bun',
  title: 'Bun',
  plan({ app, build }) {
    const plans = build ? plansFrom(app, build) : newBunPlans(app)
    if (plans === undefined) return undefined
    const lock = ['bun.lock', 'bun.lockb', 'package.json'].find(name => app.has(name))
    const evidence = lock === undefined ? [] : [{ file: lock, fact: 'a Bun project' }]
    const facts = { stack: 'bun', evidence, plans: [], diagnostics: [] }
    return typeof plans === 'string' ? { ...facts, refused: plans } : { ...facts, plans }
  },
}

function plansFrom(app: AppFiles, build: BuildModel): readonly Plan[] | string | undefined {
  const bun = readBunApp(app, build)
  return typeof bun === 'object' ? planBun(app, bun) : bun
}
