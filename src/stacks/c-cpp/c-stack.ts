import type { Evidence } from '../../model/change.ts'
import type { Stack } from '../../model/stack-facts.ts'
import { readCApp } from './c-app.ts'
import { planC } from './plan-c.ts'
import { newCPlan } from './without-dockerfile.ts'

/** C and C++ programs built with a compiler, make or CMake. */
export const cStack: Stack = {
  id: 'c-cpp',
  title: 'C and C++',
  plan({ app, build }) {
    const manifest = ['CMakeLists.txt', 'Makefile', 'makefile', 'meson.build'].find(name => app.has(name))
    const evidence: readonly Evidence[] =
      manifest === undefined ? [] : [{ file: manifest, fact: 'a build file' }]
    const facts = { stack: 'c-cpp', evidence, plans: [], diagnostics: [] }
    if (!build) {
      const plan = newCPlan(app)
      if (plan === undefined) return undefined
      return typeof plan === 'string' ? { ...facts, refused: plan } : { ...facts, plans: [plan] }
    }
    const c = readCApp(app, build)
    if (c === undefined) return undefined
    const plan = typeof c === 'string' ? c : planC(app, c)
    return typeof plan === 'string' ? { ...facts, refused: plan } : { ...facts, plans: [plan] }
  },
}
