import { otherEcosystem } from '../../model/other-ecosystem.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { shippedStages } from '../../model/launch.ts'
import { lean } from '../../model/lean.ts'
import type { Stack } from '../../model/stack-facts.ts'
import { readHtmlSite } from './html-site.ts'
import { newHtmlPlans, planHtml } from './plan-html.ts'
import { sameServerPlan, startsAsImage } from './same-server.ts'

const isWebServer = /(?:^|\/)(?:nginx|httpd)(?::|@|$)/
/** Servers of which no smaller image than the one that is there is known. */
const isSmallServer = /(?:^|\/)(?:static-web-server|caddy)(?::(?!\S*builder)|@|$)/

/** Folders of HTML that nothing builds. */
export const staticHtmlStack: Stack = {
  id: 'static-html',
  title: 'Static HTML',
  plan({ app, build }) {
    const page = app.list().find(path => /(?:^|\/)index\.html?$/.test(path))
    const stages = build ? shippedStages(build) : []
    const [stage] = stages.length === 1 ? stages : []
    const reference = stage?.base.kind === 'image' ? stage.base.reference : ''
    // A server that passes on what is asked has no page of its own.
    const served =
      build && stage && (isWebServer.test(reference) || isSmallServer.test(reference))
        ? evidenceOf(build, stage.from)
        : undefined
    const evidence = page === undefined ? served : { file: page, fact: 'a page' }
    if (evidence === undefined || otherEcosystem(app, 'c') !== undefined) return undefined
    const facts = { stack: 'static-html', evidence: [evidence], plans: [], diagnostics: [] }
    if (!build) {
      const plans = newHtmlPlans(app)
      if (typeof plans === 'string') return { ...facts, refused: plans }
      return plans && { ...facts, plans }
    }
    if (isSmallServer.test(reference)) return { ...facts, refused: lean.server(reference) }
    if (stage && served) {
      if (!startsAsImage(stage)) return undefined
      const plan = sameServerPlan(app, build, stage)
      return typeof plan === 'string' ? { ...facts, refused: plan } : { ...facts, plans: [plan] }
    }
    const site = readHtmlSite(app, build)
    if (site === undefined) return undefined
    return typeof site === 'string' ? { ...facts, refused: site } : { ...facts, plans: planHtml(site) }
  },
}
