import { otherEcosystem } from '../../model/other-ecosystem.ts'
import { shippedStages } from '../../model/launch.ts'
import { lean } from '../../model/lean.ts'
import type { Stack } from '../../model/stack-facts.ts'
import { readHtmlSite } from './html-site.ts'
import { newHtmlPlans, planHtml } from './plan-html.ts'
import { sameServerPlan, startsAsImage } from './same-server.ts'

/** Folders of HTML that nothing builds. */
export const staticHtmlStack: Stack = {
  id: 'static-html',
  title: 'Static HTML',
  plan({ app, build }) {
    const page = app.list().find(path => /(?:^|\/)index\.html?$/.test(path))
    if (page === undefined || otherEcosystem(app, 'c') !== undefined) return undefined
    const facts = {
      stack: 'static-html',
      evidence: [{ file: page, fact: 'a page' }],
      plans: [],
      diagnostics: [],
    }
    if (!build) {
      const plans = newHtmlPlans(app)
      if (typeof plans === 'string') return { ...facts, refused: plans }
      return plans && { ...facts, plans }
    }
    const [stage, ...others] = shippedStages(build)
    const reference = stage?.base.kind === 'image' ? stage.base.reference : ''
    if (stage && others.length === 0 && /(?:^|\/)(?:nginx|httpd)(?::|@|$)/.test(reference)) {
      if (!startsAsImage(stage)) return undefined
      const plan = sameServerPlan(build, stage)
      return typeof plan === 'string' ? { ...facts, refused: plan } : { ...facts, plans: [plan] }
    }
    if (stage && others.length === 0 && /(?:^|\/)static-web-server(?::|@|$)/.test(reference))
      return { ...facts, refused: lean.server(reference) }
    const site = readHtmlSite(app, build)
    if (site === undefined) return undefined
    return typeof site === 'string' ? { ...facts, refused: site } : { ...facts, plans: planHtml(site) }
  },
}
