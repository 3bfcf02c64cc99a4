import type { AppFiles } from '../../app/app-files.ts'
import { type PinnedTool, pinnedTool } from '../../app/pinned-tool.ts'
import { execLast } from '../../model/exec-last.ts'
import { type ProcfileWeb, procfileWeb } from '../../app/procfile.ts'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import type { Evidence } from '../../model/change.ts'
import { buildModel } from '../../model/model.ts'
import { otherEcosystem } from '../../model/other-ecosystem.ts'
import type { Plan } from '../../model/stack-facts.ts'
import { gemsOf, releaseOf } from './gems.ts'
import { readsMore } from './gems-first.ts'
import { nodeAssets, nodeProgram } from './node-assets.ts'
import { planRuby } from './plan-ruby.ts'
import { readRubyApp } from './ruby-app.ts'

/** The release taken where the app leaves the choice. */
const preferred = '3.4'

/** The newest Ruby that releases of Rails before 7.1 run on. Source: fastruby.io/blog/ruby/rails/versions/compatibility-table.html */
const rubyFor: readonly (readonly [number, string])[] = [
  [7, '3.2'],
  [6.1, '3.0'],
  [5.2, '2.7'],
  [5, '2.6'],
]

/** A Dockerfile for an app that has none; a string says why not. */
export function newRubyPlan(app: AppFiles): Plan | string {
  const other = otherEcosystem(app, 'ruby', ['package.json'])
  if (other !== undefined) return `${other} stands beside the Gemfile: say which of them is the app`
  const start = newStart(app)
  if (typeof start === 'string') return start
  const gems = gemsOf(app, '.')
  const node = nodeAssets(app, start.rails, gems)
  if (typeof node === 'string') return node
  const compiled =
    start.rails &&
    gems.some(({ name }) => /^(?:propshaft|sprockets|vite_ruby|shakapacker|webpacker)$/.test(name))
  const pinned = pinnedTool(app, 'ruby')
  const rails = releaseOf(gems, 'rails') ?? 8
  const version =
    versionOf(app, pinned) ?? (rails < 7.1 ? rubyFor.find(([from]) => rails >= from)?.[1] : preferred)
  if (version === undefined)
    return `Rails ${rails} needs a Ruby that is no longer maintained: name it in .ruby-version`
  const secret = rails < 7.1 ? 'SECRET_KEY_BASE=for-the-build' : 'SECRET_KEY_BASE_DUMMY=1'
  const text = [
    `FROM ruby:${version}`,
    ...node.bring,
    'WORKDIR /app',
    `ENV ${start.rails ? 'RAILS_ENV' : 'RACK_ENV'}=production`,
    ...(readsMore(app.read('Gemfile') ?? '')
      ? ['COPY . .', 'RUN bundle install', ...node.sources.filter(line => !line.startsWith('COPY '))]
      : [
          `COPY Gemfile ${app.has('Gemfile.lock') ? 'Gemfile.lock ' : ''}${app.has('.ruby-version') ? '.ruby-version ' : ''}./`,
          'RUN bundle install',
          ...node.sources,
        ]),
    // Since 7.1 Rails takes a random secret for the build. Source: Rails 7.1's release notes.
    ...(compiled ? [`RUN ${secret} ${node.variables}bundle exec rails assets:precompile`] : []),
    ...node.after,
    ...(start.port === undefined ? [] : [`EXPOSE ${start.port}`]),
    start.command,
    '',
  ].join('\n')
  const ruby = readRubyApp(app, buildModel(parseDockerfile(text, 'Dockerfile')))
  if (ruby === undefined || typeof ruby === 'string') return ruby ?? 'the app is not understood'
  const plan = planRuby(app, ruby, true)
  if (typeof plan === 'string') return plan
  return {
    ...plan,
    needs: node.ships ? withNode(plan) : plan.needs,
    changes: [
      {
        id: 'ruby-new-dockerfile',
        title: `A Dockerfile that installs the gems and ships them with the app on ${ruby.base.last}`,
        because: `There is none; ${start.evidence.fact} says how the app starts${pinned ? `, and ${pinned.evidence.fact}` : ''}.`,
        evidence: [
          { file: 'Gemfile', fact: 'a Ruby project' },
          start.evidence,
          ...(pinned ? [pinned.evidence] : []),
        ],
        applicability: 'needs-verification',
      },
      ...plan.changes.filter(({ id }) => id === 'ruby-runtime-packages' || id === 'ruby-without-groups'),
      ...node.changes,
    ],
  }
}

/** The program alone: it changes less often than the gems. */
function withNode({ needs, buildStages }: Plan): Plan['needs'] {
  const from = /\sAS\s+(\S+)/.exec(buildStages[0]?.lines[0] ?? '')?.[1]
  return 'kept' in needs || from === undefined
    ? needs
    : { ...needs, files: [{ from, source: nodeProgram, destination: nodeProgram }, ...needs.files] }
}

interface Start {
  /** CMD in exec form, or in shell form where it needs one. */
  readonly command: string
  readonly port: string | undefined
  readonly rails: boolean
  readonly evidence: Evidence
}

function newStart(app: AppFiles): Start | string {
  const names = new Set(gemsOf(app, '.').map(({ name }) => name))
  const rails = app.has('config/application.rb') && names.has('rails')
  const web = procfileWeb(app)
  if (web !== undefined) return fromProcfile(web, rails)
  if (rails) {
    const evidence = { file: 'config/application.rb', fact: 'a Rails app' }
    return { ...execStart(['rails', 'server', '-b', '0.0.0.0', '-p', '3000'], '3000', evidence), rails }
  }
  if (app.has('config.ru')) {
    const evidence = { file: 'config.ru', fact: 'a Rack app' }
    if (names.has('puma')) return execStart(['puma', '-b', 'tcp://0.0.0.0:9292'], '9292', evidence)
    return names.has('rackup')
      ? execStart(['rackup', '-o', '0.0.0.0', '-p', '9292'], '9292', evidence)
      : 'config.ru makes a Rack app, and no server such as puma is among the gems'
  }
  const file = ['app.rb', 'main.rb', 'server.rb'].find(name =>
    /^\s*require\s*\(?["']sinatra["']/m.test(app.read(name) ?? ''),
  )
  if (file !== undefined)
    return execStart(['ruby', file, '-o', '0.0.0.0', '-p', '4567'], '4567', { file, fact: 'a Sinatra app' })
  const programs = ['app.rb', 'main.rb', 'server.rb', 'bot.rb'].filter(name => app.has(name))
  const [program, ...others] = programs
  if (program === undefined)
    return 'what starts the app is not known: neither a Procfile, an app.rb, nor Rails, a config.ru or a Sinatra app was found'
  if (others.length > 0) return `what starts the app is not clear: ${programs.join(' or ')}`
  return execStart(['ruby', program], undefined, { file: program, fact: program })
}

function execStart(argv: readonly string[], port: string | undefined, evidence: Evidence): Start {
  const words = ['bundle', 'exec', ...argv].map(each => JSON.stringify(each))
  return { command: `CMD [${words.join(', ')}]`, port, rails: false, evidence }
}

function fromProcfile({ command: web, evidence }: ProcfileWeb, rails: boolean): Start {
  const asksPort = /\$\{?PORT/.test(web)
  const plain = /^[\w./:=@+-]+(?:\s+[\w./:=@+-]+)*$/.test(web) && !/^\w+=/.test(web)
  const command = plain
    ? `CMD [${web
        .split(/\s+/)
        .map(each => JSON.stringify(each))
        .join(', ')}]`
    : `${asksPort ? 'ENV PORT=3000\n' : ''}CMD ${execLast(web)}`
  const port = asksPort ? '3000' : /(?:-p[= ]?|:)(\d{2,5})\b/.exec(web)?.[1]
  return { command, port, rails, evidence }
}

/** What mise or asdf is told, `.ruby-version`, the Gemfile's `ruby`, then the lock file's. */
function versionOf(app: AppFiles, pinned: PinnedTool | undefined): string | undefined {
  const texts = [
    pinned?.version ?? '',
    app.read('.ruby-version') ?? '',
    /^\s*ruby\s*\(?["']([^"']*)["']/m.exec(app.read('Gemfile') ?? '')?.[1] ?? '',
    /^RUBY VERSION\s+ruby (\S+)/m.exec(app.read('Gemfile.lock') ?? '')?.[1] ?? '',
  ]
  return texts.map(text => /^(?:ruby-)?(\d+\.\d+(?:\.\d+)?)/.exec(text.trim())?.[1]).find(Boolean)
}
