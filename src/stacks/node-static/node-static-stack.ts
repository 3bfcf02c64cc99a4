import { posix } from 'node:path'
import { readPackageJson } from '../../app/package-json.ts'
import type { AppFiles } from '../../app/app-files.ts'
import type { Stack, StackFacts } from '../../model/stack-facts.ts'
import { devProxy } from './dev-proxy.ts'
import { readFramework } from './framework.ts'
import { planStatic } from './plan-static.ts'
import { readStaticSite } from './static-site.ts'

/** Sites that Node builds and a browser runs: React, Vue, Svelte and others with Vite, Create React App or Vue CLI. */
export const nodeStaticStack: Stack = {
  id: 'node-static',
  title: 'Static site built with Node',
  plan({ app, build }) {
    const manifests = app.list().filter(path => posix.basename(path) === 'package.json')
    if (manifests.length === 0) return undefined
    if (!build) return withoutDockerfile(app, manifests)
    const site = readStaticSite(app, build)
    if (site === undefined) return undefined
    const root = readPackageJson(app, manifests[0] ?? '')
    const named = root?.name
      ? [{ file: root.path, range: root.name.range, fact: `package ${root.name.value}` }]
      : []
    const facts = { stack: 'node-static', evidence: named, plans: [], diagnostics: [] }
    if (typeof site === 'string') return { ...facts, refused: site }
    const { framework, served, routes } = site
    const evidence = [framework.evidence, ...(served?.evidence.slice(-1) ?? []), ...(routes ? [routes] : [])]
    return { ...facts, evidence, plans: planStatic(app, site), diagnostics: devProxy(app, site) }
  },
}

/** A site with no Dockerfile is recognised and refused aloud. */
function withoutDockerfile(app: AppFiles, manifests: readonly string[]): StackFacts | undefined {
  for (const path of manifests) {
    const manifest = readPackageJson(app, path)
    const framework = manifest && readFramework(app, manifest, new Map())
    if (framework === undefined) continue
    const evidence = typeof framework === 'string' ? [{ file: path, fact: framework }] : [framework.evidence]
    const refused = 'a Dockerfile for a site is not written from nothing yet'
    return { stack: 'node-static', evidence, plans: [], diagnostics: [], refused }
  }
  return undefined
}
