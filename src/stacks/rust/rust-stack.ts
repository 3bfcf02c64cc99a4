import type { Stack } from '../../model/stack-facts.ts'
import { cargoManifests, nameEvidence } from './cargo-manifest.ts'
import { planRust } from './plan-rust.ts'
import { readRustApp } from './rust-app.ts'
import { newRustPlan } from './without-dockerfile.ts'

/** Rust programs built with cargo. */
export const rustStack: Stack = {
  id: 'rust',
  title: 'Rust',
  plan({ app, build }) {
    const manifests = cargoManifests(app)
    const [first] = manifests
    if (!first) return undefined
    const facts = { stack: 'rust', evidence: [nameEvidence(first)], plans: [], diagnostics: [] }
    if (!build) {
      const plan = newRustPlan(app, manifests)
      if (plan === undefined) return undefined
      return typeof plan === 'string' ? { ...facts, refused: plan } : { ...facts, plans: [plan] }
    }
    if (!/\bcargo\b/.test(build.document.text)) return undefined
    const rust = readRustApp(app, build)
    if (typeof rust === 'string') return { ...facts, refused: rust }
    const plan = planRust(app, rust)
    return typeof plan === 'string' ? { ...facts, refused: plan } : { ...facts, plans: [plan] }
  },
}
