import type { Stack } from '../../model/stack-facts.ts'
import { readBunApp } from './bun-app.ts'
import { planBun } from './plan-bun.ts'

/** Programs that Bun runs or compiles. */
export const bunStack: Stack = {
  id: 'bun',
  title: 'Bun',
  plan({ app, build }) {
    const bun = build && readBunApp(app, build)
    if (bun === undefined) return undefined
    const lock = ['bun.lock', 'bun.lockb', 'package.json'].find(name => app.has(name))
    const evidence = lock === undefined ? [] : [{ file: lock, fact: 'a Bun project' }]
    const facts = { stack: 'bun', evidence, plans: [], diagnostics: [] }
    const plans = typeof bun === 'string' ? bun : planBun(app, bun)
    return typeof plans === 'string' ? { ...facts, refused: plans } : { ...facts, plans }
  },
}
