import { posix } from 'node:path'
import { readGoMod } from '../../app/go-mod.ts'
import type { Evidence } from '../../model/change.ts'
import type { Stack, StackFacts, StackInput } from '../../model/stack-facts.ts'
import { builtAhead } from './built-ahead.ts'
import { cgoSetting } from './go-environment.ts'
import { readGoApp } from './go-app.ts'
import { judgeCgo } from './cgo.ts'
import { readNeeds } from './go-needs.ts'
import { planGo } from './plan-go.ts'
import { writeGoDockerfile } from './without-dockerfile.ts'

/** Go programs built with `go build` or `go install`. */
export const goStack: Stack = {
  id: 'go',
  title: 'Go',
  plan(input) {
    const mods = input.app.list().filter(path => isModuleFile(path))
    if (mods.length === 0) return undefined
    if (!input.build) return writeGoDockerfile(input.app, mods)
    return planFor(input, mods)
  },
}

const isModuleFile = (path: string) =>
  posix.basename(path) === 'go.mod' && !/(?:^|\/)(?:vendor|testdata|node_modules)\//.test(path)

function planFor({ app, build }: StackInput, mods: readonly string[]): StackFacts | undefined {
  if (!build) return undefined
  const usesGo = build.document.text.match(/\bgo\s+(?:build|install|run)\b|golang/) !== null
  if (!usesGo && mods.every(path => path !== 'go.mod')) return undefined
  const facts = {
    stack: 'go',
    evidence: mods.flatMap(path => moduleEvidence(app, path)),
    plans: [],
    diagnostics: [],
  }
  const ahead = builtAhead(build)
  const go = readGoApp(app, ahead?.build ?? build)
  if (typeof go === 'string') return { ...facts, refused: go }
  const needs = readNeeds(go.program, go.copied, go.workdir)
  const cgo = judgeCgo(go.program, go.mod, cgoSetting(go))
  const plan = planGo(app, go, cgo, needs)
  const evidence = moduleEvidence(app, go.mod.path)
  return typeof plan === 'string'
    ? { ...facts, evidence, refused: plan }
    : {
        ...facts,
        evidence,
        plans: [ahead ? { ...plan, changes: [ahead.change, ...plan.changes] } : plan],
      }
}

function moduleEvidence(app: StackInput['app'], path: string): readonly Evidence[] {
  const mod = readGoMod(app, path)
  if (!mod) return []
  const version = mod.go && { file: path, range: mod.go.range, fact: `go ${mod.go.version}` }
  const module = { file: path, range: mod.moduleRange, fact: `module ${mod.module}` }
  return version ? [version, module] : [module]
}
