import type { AppFiles } from '../../app/app-files.ts'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import type { Evidence } from '../../model/change.ts'
import { buildModel } from '../../model/model.ts'
import { otherEcosystem } from '../../model/other-ecosystem.ts'
import type { Plan } from '../../model/stack-facts.ts'
import { gemsOf } from './gems.ts'
import { planRuby } from './plan-ruby.ts'
import { readRubyApp } from './ruby-app.ts'

/** The release taken where the app leaves the choice. */
const preferred = '3.4'

/** A Dockerfile for an app that has none; a string says why not. */
export function newRubyPlan(app: AppFiles): Plan | string {
  const other = otherEcosystem(app, 'ruby')
  if (other !== undefined) return `${other} stands beside the Gemfile: say which of them is the app`
  const start = newStart(app)
  if (typeof start === 'string') return start
  const names = new Set(gemsOf(app, '.').map(({ name }) => name))
  const compiled = start.rails && (names.has('propshaft') || names.has('sprockets'))
  const text = [
    `FROM ruby:${versionOf(app)}`,
    'WORKDIR /app',
    `ENV ${start.rails ? 'RAILS_ENV' : 'RACK_ENV'}=production`,
    `COPY Gemfile ${app.has('Gemfile.lock') ? 'Gemfile.lock ' : ''}${app.has('.ruby-version') ? '.ruby-version ' : ''}./`,
    'RUN bundle install',
    'COPY . .',
    // Without a secret of its own, Rails takes a random one for the build. Source: Rails 7.1's release notes.
    ...(compiled ? ['RUN SECRET_KEY_BASE_DUMMY=1 bundle exec rails assets:precompile'] : []),
    `EXPOSE ${start.port}`,
    `CMD [${start.argv.map(each => JSON.stringify(each)).join(', ')}]`,
    '',
  ].join('\n')
  const ruby = readRubyApp(app, buildModel(parseDockerfile(text, 'Dockerfile')))
  if (ruby === undefined || typeof ruby === 'string') return ruby ?? 'the app is not understood'
  const plan = planRuby(app, ruby, true)
  if (typeof plan === 'string') return plan
  return {
    ...plan,
    changes: [
      {
        id: 'ruby-new-dockerfile',
        title: `A Dockerfile that installs the gems and ships them with the app on ${ruby.base.last}`,
        because: `There is none; ${start.evidence.fact} says how the app starts.`,
        evidence: [{ file: 'Gemfile', fact: 'a Ruby project' }, start.evidence],
        applicability: 'needs-verification',
      },
      ...plan.changes.filter(({ id }) => id === 'ruby-runtime-packages' || id === 'ruby-without-groups'),
    ],
  }
}

interface Start {
  readonly argv: readonly string[]
  readonly port: string
  readonly rails: boolean
  readonly evidence: Evidence
}

function newStart(app: AppFiles): Start | string {
  const names = new Set(gemsOf(app, '.').map(({ name }) => name))
  if (app.has('config/application.rb') && names.has('rails')) {
    const argv = ['bundle', 'exec', 'rails', 'server', '-b', '0.0.0.0', '-p', '3000']
    return {
      argv,
      port: '3000',
      rails: true,
      evidence: { file: 'config/application.rb', fact: 'a Rails app' },
    }
  }
  if (app.has('config.ru')) {
    const evidence = { file: 'config.ru', fact: 'a Rack app' }
    if (names.has('puma'))
      return {
        argv: ['bundle', 'exec', 'puma', '-b', 'tcp://0.0.0.0:9292'],
        port: '9292',
        rails: false,
        evidence,
      }
    return names.has('rackup')
      ? {
          argv: ['bundle', 'exec', 'rackup', '-o', '0.0.0.0', '-p', '9292'],
          port: '9292',
          rails: false,
          evidence,
        }
      : 'config.ru makes a Rack app, and no server such as puma is among the gems'
  }
  const file = ['app.rb', 'main.rb', 'server.rb'].find(name =>
    /^\s*require\s*\(?["']sinatra["']/m.test(app.read(name) ?? ''),
  )
  if (file !== undefined) {
    const argv = ['bundle', 'exec', 'ruby', file, '-o', '0.0.0.0', '-p', '4567']
    return { argv, port: '4567', rails: false, evidence: { file, fact: 'a Sinatra app' } }
  }
  return 'what starts the app is not known: neither Rails, nor a config.ru, nor a Sinatra app was found'
}

/** `.ruby-version`, then the Gemfile's `ruby`, then the lock file's. */
function versionOf(app: AppFiles): string {
  const texts = [
    app.read('.ruby-version') ?? '',
    /^\s*ruby\s*\(?["']([^"']*)["']/m.exec(app.read('Gemfile') ?? '')?.[1] ?? '',
    /^RUBY VERSION\s+ruby (\S+)/m.exec(app.read('Gemfile.lock') ?? '')?.[1] ?? '',
  ]
  const found = texts.map(text => /^(?:ruby-)?(\d+\.\d+(?:\.\d+)?)/.exec(text.trim())?.[1]).find(Boolean)
  return found ?? preferred
}
