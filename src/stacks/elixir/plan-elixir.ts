import type { AppFiles } from '../../app/app-files.ts'
import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { keepHealthcheck } from '../../model/keep-healthcheck.ts'
import { placesOf } from '../../model/places-of.ts'
import { namedFiles, programFiles } from '../../model/program-files.ts'
import { programPlan } from '../../model/program-plan.ts'
import { readsGit } from '../../model/reads-git.ts'
import { installedPackages } from '../../model/shipped-user.ts'
import { freeStageName } from '../../model/stage-lines.ts'
import type { Plan } from '../../model/stack-facts.ts'
import { atRunTime, installText } from '../../model/system-packages.ts'
import type { ElixirApp } from './elixir-app.ts'

const buildOnly = new Set(
  'MIX_ENV,HEX_HTTP_TIMEOUT,ERL_FLAGS,DEBIAN_FRONTEND,ELIXIR_VERSION,OTP_VERSION'.split(','),
)

/**
 * What the runtime of Erlang in a release is linked with. Source: the Dockerfile that `mix phx.gen.release --docker`
 * writes. The last stage's C library is no older than that of any image of Elixir.
 */
const base = 'debian:trixie-slim'
const runtime = ['ca-certificates', 'libncurses6', 'libssl3', 'libstdc++6', 'openssl']

const isSource = (path: string) =>
  /(?:^|\/)(?:[^/]*\.(?:exs?|eex|heex|leex)|mix\.lock|_build|deps|assets|test|rel|priv|config|\.formatter[^/]*)(?:\/|$)/.test(
    path,
  )

const opens = /\bFile\.(?:read|stream|ls|open|cp)!?\(\s*(?:"([^"\\\n#]*)"\s*[,)])?/

/** The way to ship a release: with the libraries of its runtime alone. A string says why there is none. */
export function planElixir(app: AppFiles, elixir: ElixirApp): Plan | string {
  const { build, stage, copied, workdir, release } = elixir
  const files = sources(app, elixir)
  const programs = placesOf(
    files,
    /\bSystem\.(?:cmd|shell|find_executable)\(|\bPort\.open\(/,
    () => 'starts another program',
  )[0]
  const packages = installedPackages(stage.steps).filter(
    name => !/^(?:git|curl|wget|nodejs|npm|inotify-tools)$/.test(name) || programs !== undefined,
  )
  const kept = packages.flatMap(name => atRunTime(name, 'debian'))
  if (programs && kept.length === 0)
    return `the program needs more than itself: ${programs.file}:${programs.range?.start.line ?? 1} ${programs.fact}`
  const calls = placesOf(files, opens, match => match[1] ?? '')
  const computed = calls.find(each => each.fact === '')
  const needs = {
    ...namedFiles(
      calls.filter(each => each.fact !== ''),
      copied,
      workdir,
    ),
    computed: computed && { ...computed, fact: 'opens a file whose name is computed' },
  }
  const from = stage.name ?? freeStageName(build, 'build')
  const kept_ = programFiles(elixir, needs, from, {
    id: 'elixir',
    isSource,
    isOwnTool: ([program = '']) => /^(?:mix|npm|yarn|node)$/.test(program),
    isEmbedded: () => false,
    isBuildFolder: () => true,
  })
  if (typeof kept_ === 'string') return kept_
  const health = keepHealthcheck(build, () => false)
  const locale = stage.steps.at(-1)?.variables.has('LANG') ? [] : ['ENV LANG=C.UTF-8']
  const shipped: Change = {
    id: 'elixir-last-stage',
    title: `Ship the release on ${base}`,
    because:
      'A release has Erlang’s runtime and the compiled app; Elixir, its compiler and the sources stay in the build stage.',
    evidence: [evidenceOf(build, stage.from), evidenceOf(build, release.step.instruction)],
    applicability: 'needs-verification',
    replaces: { what: `the files of ${elixir.image}`, by: `${base} and the libraries of Erlang’s runtime` },
  }
  return programPlan({
    program: elixir,
    title: 'the release on a slim Debian',
    from,
    runtime: { kind: 'image', image: base },
    files: kept_,
    // The images of Elixir set it, and Erlang reads file names by it.
    install: [
      ...locale,
      ...installText('debian', [...new Set([...runtime, ...kept, ...health.tools])], false),
    ],
    buildOnly,
    edits: {},
    shipped,
    built: [],
    ignore: ['_build', 'deps', ...(readsGit(app, [stage]) ? [] : ['.git'])],
  })
}

const sources = (app: AppFiles, { copied }: ElixirApp) =>
  copied
    .filter(({ context }) => /^(?:.*\/)?lib\/.*\.ex$/.test(context))
    .map(({ context }) => ({
      path: context,
      code: (app.read(context) ?? '').replaceAll(/#(?!\{)[^\n]*/g, piece => ' '.repeat(piece.length)),
    }))
