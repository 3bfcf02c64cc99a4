import type { AppFiles } from '../../app/app-files.ts'
import { pinnedTool } from '../../app/pinned-tool.ts'
import { rangeOf } from '../../app/positions.ts'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import type { Evidence } from '../../model/change.ts'
import type { BuildModel } from '../../model/build-model.ts'
import { buildModel } from '../../model/model.ts'
import { otherEcosystem } from '../../model/other-ecosystem.ts'
import type { Plan, Stack } from '../../model/stack-facts.ts'
import { missingAtBuild } from './build-settings.ts'
import { readElixirApp } from './elixir-app.ts'
import { planElixir } from './plan-elixir.ts'
import { lean } from '../../model/lean.ts'

/** Elixir apps that `mix release` makes. */
export const elixirStack: Stack = {
  id: 'elixir',
  title: 'Elixir',
  plan({ app, build }) {
    const name = appName(app)
    if (!name) return undefined
    const facts = { stack: 'elixir', evidence: [name], plans: [], diagnostics: [] }
    const elixir = build ? readElixirApp(app, build) : undefined
    if (build && elixir === undefined)
      return releasedEarlier(build) ? { ...facts, refused: lean.release } : undefined
    const plan =
      elixir === undefined
        ? newPlan(app, name)
        : typeof elixir === 'string'
          ? elixir
          : planElixir(app, elixir)
    return typeof plan === 'string' ? { ...facts, refused: plan } : { ...facts, plans: [plan] }
  },
}

const releasedEarlier = (build: BuildModel) =>
  build.stages.some(
    stage =>
      stage !== build.final &&
      stage.steps.some(({ script }) =>
        script?.commands.some(
          ({ words }) => words[0]?.value === 'mix' && words.some(({ value }) => value === 'release'),
        ),
      ),
  )

/** The app's name, as the fact. */
function appName(app: AppFiles): Evidence | undefined {
  const text = app.read('mix.exs') ?? ''
  const match = /\bapp:\s*:(\w+)/.exec(text)
  if (!match) return undefined
  return {
    file: 'mix.exs',
    range: rangeOf(text, match.index, match.index + match[0].length),
    fact: match[1] ?? '',
  }
}

/** `{:jason, "~> 1.4"}`, `{:phoenix, path: "…"}`; not the app's own `mod: {Shop.Application, []}`. */
const dependency = /\{\s*:\w+\s*,/

/** A package that lies in the folder: it has to be there before the others are fetched. */
const inFolder = /\{\s*:\w+\s*,[^}]*\bpath:\s*"(?!\.\.)/

/** A Dockerfile for an app that has none; a string says why not. */
function newPlan(app: AppFiles, name: Evidence): Plan | string {
  const other = otherEcosystem(app, 'elixir')
  if (other !== undefined) return `${other} stands beside mix.exs: say which of them is the app`
  const text = app.read('mix.exs') ?? ''
  if (/\breleases:/.test(text) || /apps_path:/.test(text))
    return 'mix.exs has releases or apps of its own: say which is to be started by a Dockerfile'
  const missing = missingAtBuild(app)
  if (missing !== undefined) return missing
  const packages = app.has('mix.lock') || dependency.test(text.replaceAll(/#[^\n]*/g, ''))
  const assets = /"assets\.deploy"/.test(text) ? ['RUN mix assets.deploy'] : []
  const pinned = pinnedTool(app, 'elixir')
  const phoenix = app.list().some(path => path.startsWith('lib/') && path.endsWith('_web.ex'))
  const port = portOf(app) ?? (phoenix ? '4000' : undefined)
  const dockerfile = [
    `FROM elixir:${tagOf(pinned?.version)}`,
    'ENV MIX_ENV=prod',
    'WORKDIR /app',
    // Hex is only asked for packages: an app without them builds with no network.
    ...(packages
      ? [
          'RUN mix local.hex --force && mix local.rebar --force',
          ...(inFolder.test(text)
            ? []
            : [`COPY mix.exs ${app.has('mix.lock') ? 'mix.lock ' : ''}./`, 'RUN mix deps.get --only prod']),
        ]
      : []),
    'COPY . .',
    ...(packages && inFolder.test(text) ? ['RUN mix deps.get --only prod'] : []),
    'RUN mix compile',
    ...assets,
    'RUN mix release',
    ...(phoenix ? ['ENV PHX_SERVER=true'] : []),
    ...(port === undefined ? [] : [`EXPOSE ${port}`]),
    `CMD ["/app/_build/prod/rel/${name.fact}/bin/${name.fact}", "start"]`,
    '',
  ].join('\n')
  const elixir = readElixirApp(app, buildModel(parseDockerfile(dockerfile, 'Dockerfile')))
  if (elixir === undefined || typeof elixir === 'string') return elixir ?? 'the app is not understood'
  const plan = planElixir(app, elixir)
  if (typeof plan === 'string') return plan
  return {
    ...plan,
    changes: [
      {
        id: 'elixir-new-dockerfile',
        title: `A Dockerfile that builds the release ${name.fact} and ships it with the libraries of Erlang’s runtime`,
        because: pinned ? `There is none; ${pinned.evidence.fact}.` : 'There is none.',
        evidence: [name, ...(pinned ? [pinned.evidence] : [])],
        applicability: 'needs-verification',
      },
    ],
  }
}

/** What `PORT` is where nobody sets it, if all sources that say so agree. */
function portOf(app: AppFiles): string | undefined {
  const sources = app.list().filter(path => /^(?:lib|config)\/.*\.exs?$/.test(path))
  const found = sources.flatMap(path => [...(app.read(path) ?? '').matchAll(portDefault)])
  const ports = new Set(found.map(match => match[1]))
  return ports.size === 1 ? [...ports][0] : undefined
}

const portDefault = /System\.get_env\("PORT"(?:\s*,|\)\s*\|\|)\s*"(\d{2,5})"/g

/** `1.16.3-otp-26` is the tag `1.16-otp-26`: the image has tags of every release of Erlang that fits. */
function tagOf(version = ''): string {
  const match = /^(\d+\.\d+)(?:\.\d+)?(-otp-\d+)?$/.exec(version)
  return match ? `${match[1]}${match[2] ?? ''}` : '1.18'
}
