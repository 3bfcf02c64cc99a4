import { posix } from 'node:path'
import type { AppFiles } from '../app/app-files.ts'
import { readPackageJson } from '../app/package-json.ts'
import type { BuildModel } from '../model/build-model.ts'
import { launchOf, shippedStages } from '../model/launch.ts'
import { otherEcosystem } from '../model/other-ecosystem.ts'

/** What is said where no stack takes an app for its own: what was found all the same. */
export function unknownStack(app: AppFiles, build: BuildModel | undefined): string {
  const manifest = otherEcosystem(app, 'c')
  const node = build || (manifest ?? 'package.json') !== 'package.json' ? undefined : nodePackage(app)
  if (node !== undefined) return node
  if (manifest === undefined)
    return build ? 'no stack that laststage knows was found in this folder' : withoutManifest(app)
  if (!build)
    return `${manifest} is here, and no stack that laststage knows finds in it what starts or what is built`
  const [first] = shippedStages(build)
  const base = first?.base.kind === 'image' ? first.base.reference : (first?.base.kind ?? 'nothing')
  const launch = launchOf(build)
  const started = launch?.kind === 'program' ? launch.argv.join(' ') : launch?.script
  const starts = started === undefined ? 'what the base image starts' : `\`${started}\``
  return `${manifest} is here, and no stack that laststage knows ships ${starts} on ${base}`
}

/** What a package.json says of starting and building, and what would be understood in its place. */
function nodePackage(app: AppFiles): string | undefined {
  const found = readPackageJson(app, 'package.json')
  if (!found) return undefined
  const [start, build] = ['start', 'build'].map(name => found.scripts.get(name)?.value)
  // Of a site, `start` is the development server.
  if (start !== undefined && (build === undefined || /\bnode\b/.test(start)))
    return `the start script is no plain \`node …\`: ${start}`
  if (build !== undefined) return `what \`${build}\` in package.json writes is not known`
  const main = ['index.js', 'index.mjs', 'server.js', 'app.js', 'main.js', found.main].findLast(
    file => file !== undefined && app.has(posix.normalize(file)),
  )
  if (main !== undefined)
    return `package.json has no start script: where ${main} is the program, add "start": "node ${main}"`
  const sources = app.list().some(path => /^(?:src\/)?(?:index|server|app|main)\.[cm]?[jt]sx?$/.test(path))
  return sources ? 'package.json has neither a start script nor a build script' : undefined
}

/** Languages that no stack reads, by the file that their tools begin with. */
const unread = [
  [/^gleam\.toml$/, 'Gleam'],
  [/^(?:stack\.yaml|package\.yaml|[^/]+\.cabal)$/, 'Haskell'],
  [/^meson\.build$/, 'Meson'],
  [/^build\.zig$/, 'Zig'],
  [/^Package\.swift$/, 'Swift'],
  [/^pubspec\.yaml$/, 'Dart'],
  [/^build\.sbt$/, 'Scala with sbt'],
  [/^(?:deps\.edn|project\.clj)$/, 'Clojure'],
  [/^rebar\.config$/, 'Erlang'],
  [/^shard\.yml$/, 'Crystal'],
  [/^Project\.toml$/, 'Julia'],
] as const

/** Sources that would be understood beside the file which says how they are built or what they need. */
const lacking = [
  [
    /^(?:main|app|bot|run|server)\.py$/,
    'a requirements.txt that names its packages (an empty one where there are none)',
  ],
  [/^(?:app|main|server|bot)\.rb$/, 'a Gemfile that names its gems'],
  [/^[^/]+(?<!_test)\.go$/, 'a go.mod: run go mod init, or laststage in the folder above that has one'],
  [/^(?:index|server|app|main)\.[cm]?[jt]s$/, 'a package.json: run npm init'],
] as const

/** At the root there is no manifest of a known ecosystem. */
function withoutManifest(app: AppFiles): string {
  const top = app.list().filter(path => !path.includes('/'))
  for (const [pattern, language] of unread) {
    const file = top.find(path => pattern.test(path))
    if (file !== undefined) return `${file} is here: ${language} is not known to laststage yet`
  }
  for (const [pattern, wanted] of lacking) {
    const file = top.find(path => pattern.test(path))
    if (file !== undefined) return `${file} is here without ${wanted}`
  }
  const script = top.find(path => path.endsWith('.sh'))
  return script === undefined
    ? 'no stack that laststage knows was found in this folder'
    : `${script} is here and no stack that laststage knows: which system and programs a shell script needs only its author can say`
}
