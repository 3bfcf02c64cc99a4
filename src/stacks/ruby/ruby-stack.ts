import type { AppFiles } from '../../app/app-files.ts'
import type { Evidence } from '../../model/change.ts'
import type { Stack, StackFacts } from '../../model/stack-facts.ts'
import { gemsOf } from './gems.ts'
import { planRuby } from './plan-ruby.ts'
import { readRubyApp } from './ruby-app.ts'
import { newRubyPlan } from './without-dockerfile.ts'

/** Ruby apps with Bundler: Rails, Sinatra and others on Rack. */
export const rubyStack: Stack = {
  id: 'ruby',
  title: 'Ruby',
  plan({ app, build }) {
    const facts = { stack: 'ruby', evidence: evidenceFor(app), plans: [], diagnostics: [] }
    if (!build) return app.has('Gemfile') ? withPlan(facts, newRubyPlan(app)) : undefined
    const ruby = readRubyApp(app, build)
    if (ruby === undefined) return undefined
    return withPlan(facts, typeof ruby === 'string' ? ruby : planRuby(app, ruby))
  },
}

function withPlan(facts: StackFacts, plan: StackFacts['plans'][number] | string): StackFacts {
  return typeof plan === 'string' ? { ...facts, refused: plan } : { ...facts, plans: [plan] }
}

function evidenceFor(app: AppFiles): readonly Evidence[] {
  if (!app.has('Gemfile')) return []
  const frameworks = gemsOf(app, '.').filter(({ name }) =>
    /^(?:rails|sinatra|hanami|grape|roda|puma)$/.test(name),
  )
  return [{ file: 'Gemfile', fact: 'a Ruby project' }, ...frameworks.map(({ evidence }) => evidence)]
}
