import type { AppFiles } from '../../app/app-files.ts'
import { withFiles } from '../../app/memory-app.ts'
import { nodeVersion } from '../../app/node-version.ts'
import { type PackageJson, readPackageJson } from '../../app/package-json.ts'
import { rangeOf } from '../../app/positions.ts'
import type { Change, Evidence } from '../../model/change.ts'
import { bringsToolsOnly } from '../../model/other-ecosystem.ts'
import { installLines, newInstall } from '../node-static/new-install.ts'
import { bundlerGem, type Gem } from './gems.ts'

/** Node beside Ruby: what brings it into the build stage, what is done with it there, and whether the app needs it too. */
export interface NodeAssets {
  /** Instructions right after FROM. */
  readonly bring: readonly string[]
  /** Instructions that install the packages, the one that copies the sources among them. */
  readonly sources: readonly string[]
  /** Variables for the task that compiles the assets, in front of it. */
  readonly variables: string
  /** Instructions at the stage's end. */
  readonly after: readonly string[]
  /** Node's program as the last stage needs it too. */
  readonly ships: boolean
  readonly changes: readonly Change[]
}

/** Node's program, in Node's images and beside Ruby. */
export const nodeProgram = '/usr/local/bin/node'

const none: NodeAssets = {
  bring: [],
  sources: ['COPY . .'],
  variables: '',
  after: [],
  ships: false,
  changes: [],
}

/**
 * What Node is for in a Ruby app without a Dockerfile: packages that `assets:precompile` bundles, as in the Dockerfile
 * that Rails itself writes, and a program for execjs. A string says why that cannot be told.
 */
export function nodeAssets(app: AppFiles, rails: boolean, gems: readonly Gem[]): NodeAssets | string {
  const execjs = gems.some(({ name }) => name === 'mini_racer')
    ? undefined
    : gems.find(({ name }) => name === 'execjs')
  const manifest = bringsToolsOnly(app, 'package.json') && !bundlerGem(gems) ? undefined : packagesOf(app)
  if (!manifest && !execjs) return none
  if (manifest && !rails) return 'package.json stands beside the Gemfile: say which of them is the app'
  const version = nodeVersion(app, manifest ?? noPackages(app))
  if (typeof version === 'string') return version
  const image = `node:${version.major}-slim`
  const packages = manifest ? packagesFor(app, manifest, gems, version.major) : none
  if (typeof packages === 'string') return packages
  const bring = manifest
    ? packages.bring.map(path => `COPY --from=${image} ${path} ${path}`)
    : [`COPY --from=${image} ${nodeProgram} ${nodeProgram}`]
  const ships: Change = {
    id: 'ruby-execjs',
    title: 'Ship Node’s program with the app',
    because: 'execjs looks for a JavaScript runtime when it is loaded, and no Ruby image has one.',
    evidence: execjs ? [execjs.evidence] : [],
    applicability: 'needs-verification',
  }
  return {
    ...packages,
    bring,
    ships: execjs !== undefined,
    changes: [...packages.changes, ...(execjs ? [ships] : [])],
  }
}

const packagesOf = (app: AppFiles): PackageJson | undefined => readPackageJson(app, 'package.json')

/** Only what stands beside a package.json says which Node is wanted. */
function noPackages(app: AppFiles): PackageJson {
  const manifest = readPackageJson(withFiles(app, { 'package.json': '{}' }), 'package.json')
  if (!manifest) throw new Error('an empty package.json was not read')
  return manifest
}

function packagesFor(app: AppFiles, manifest: PackageJson, gems: readonly Gem[], node: number) {
  const gem = bundlerGem(gems)
  const refused = serverSide(app, gems) ?? unbundled(app, manifest, gem) ?? tooNew(gem, node)
  if (refused !== undefined) return refused
  const install = newInstall(app, manifest)
  if (typeof install === 'string') return install
  const vite = gem?.name === 'vite_ruby'
  const berry = install.manager.name === 'berry'
  // Node's images have Yarn 1 there, up to Node 25; a Yarn that the folder holds is started by it.
  const yarn =
    (berry || install.manager.name === 'yarn') && node < 26 && !install.setup.join().includes('corepack')
  const change: Change = {
    id: 'ruby-node-assets',
    title: `Install Node’s packages in the build stage (Node ${node})`,
    because: `${gem ? `${gem.name} bundles them while the assets are compiled` : 'The assets are compiled from them'}; neither they nor Node are needed after that.`,
    evidence: [
      { file: manifest.path, fact: 'packages of Node' },
      ...(gem ? [gem.evidence] : []),
      install.evidence,
    ],
    applicability: 'needs-verification',
  }
  return {
    ...none,
    bring: ['/usr/local', ...(yarn ? ['/opt'] : [])],
    sources: [...install.setup, ...installLines(install)],
    // They are installed already. Source: vite_ruby's lib/tasks/vite.rake.
    variables: vite ? 'VITE_RUBY_SKIP_ASSETS_PRECOMPILE_INSTALL=true ' : '',
    after: [`RUN rm -rf node_modules${berry ? ' .yarn' : ''}`],
    changes: [change],
  }
}

/** What a running app asks of Node beyond execjs is not known to be met. */
function serverSide(app: AppFiles, gems: readonly Gem[]): string | undefined {
  const rendered = gems.find(({ name }) => /^(?:react_on_rails_pro|hypernova|vite_ruby_ssr|nodo)$/.test(name))
  if (rendered)
    return `${rendered.name} lets a program of Node’s render pages: which programs run is not known`
  const setting = /"ssrBuildEnabled"\s*:\s*true/.exec(app.read('config/vite.json') ?? '')
  if (setting) return 'config/vite.json has a server of Node’s render pages: which programs run is not known'
  const place = startsNode(app)
  return (
    place && `${place.file}:${place.range?.start.line ?? 1} ${place.fact}: what it needs there is not known`
  )
}

/** Where the app's own code starts Node's programs; tasks of Rake are the build's. */
function startsNode(app: AppFiles): Evidence | undefined {
  for (const file of app.list()) {
    if (!/^(?:app|lib|config)\/.*\.rb$/.test(file)) continue
    const text = app.read(file) ?? ''
    const match =
      /(?:(?:system|spawn|exec|popen|capture\w*|popen\w*)[ (]+\[?\s*["']|`)(?:node|npx|npm|yarn|pnpm|bunx?)\b/.exec(
        text,
      )
    if (match)
      return {
        file,
        range: rangeOf(text, match.index, match.index + match[0].length),
        fact: `starts a program of Node’s (\`${match[0]}\`)`,
      }
  }
  return undefined
}

/** A build script that no gem and no task of the app's is known to run. */
function unbundled(app: AppFiles, manifest: PackageJson, gem: Gem | undefined): string | undefined {
  const build = [...manifest.scripts.keys()].find(name => /^build(?::|$)/.test(name))
  if (gem || build === undefined) return undefined
  const runs = app
    .list()
    .find(
      path => /\.rake$|(?:^|\/)Rakefile$/.test(path) && /\b(?:yarn|npm|pnpm)\b/.test(app.read(path) ?? ''),
    )
  return runs === undefined
    ? `nothing says what runs the script ${build} of ${manifest.path}: neither a gem that bundles nor a task of Rake’s`
    : undefined
}

/** webpack 4, on which Webpacker stands, makes hashes that OpenSSL 3 and so Node since 17 refuses. */
const tooNew = (gem: Gem | undefined, node: number): string | undefined =>
  gem?.name === 'webpacker' && node > 16 && /\((?:[0-5]\.)/.test(gem.evidence.fact)
    ? `${gem.evidence.fact} needs a Node that is no longer maintained: name it in .node-version`
    : undefined
