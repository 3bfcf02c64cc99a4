import { posix } from 'node:path'
import { readPackageJson } from '../../app/package-json.ts'
import type { Stack } from '../../model/stack-facts.ts'
import { takesProgram } from '../node-server/staged-server.ts'
import { bakedEnvironment } from './baked-env.ts'
import { devProxy } from './dev-proxy.ts'
import { isForServer } from './framework.ts'
import { planStatic } from './plan-static.ts'
import { readStaticSite } from './static-site.ts'
import { writeSiteDockerfile } from './without-dockerfile.ts'

/** Sites that Node builds and a browser runs: with Vite, Angular, Astro, Next’s export, Docusaurus and others. */
export const nodeStaticStack: Stack = {
  id: 'node-static',
  title: 'Static site built with Node',
  plan({ app, build }) {
    const manifests = app.list().filter(path => posix.basename(path) === 'package.json')
    if (manifests.length === 0) return undefined
    if (!build) return writeSiteDockerfile(app, manifests)
    if (takesProgram(build)) return undefined
    const site = readStaticSite(app, build)
    if (site === undefined) return undefined
    const root = readPackageJson(app, manifests[0] ?? '')
    const named = root?.name
      ? [{ file: root.path, range: root.name.range, fact: `package ${root.name.value}` }]
      : []
    const facts = { stack: 'node-static', evidence: named, plans: [], diagnostics: [] }
    if (typeof site === 'string') return { ...facts, refused: site, handsOver: isForServer(site) }
    const { framework, served, routes } = site
    const evidence = [framework.evidence, ...(served?.evidence.slice(-1) ?? []), ...(routes ? [routes] : [])]
    return {
      ...facts,
      evidence,
      plans: planStatic(app, site),
      diagnostics: [...devProxy(app, site), ...bakedEnvironment(app, site.manifest)],
    }
  },
}
