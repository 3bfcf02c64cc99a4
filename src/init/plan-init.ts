import { posix } from 'node:path'
import type { AppFiles } from '../app/app-files.ts'
import { parseDockerIgnore } from '../app/dockerignore.ts'
import { withFiles } from '../app/memory-app.ts'
import { readGoMod } from '../app/go-mod.ts'
import { readPackageJson } from '../app/package-json.ts'
import { withinFolder } from '../app/within-folder.ts'
import { workspacePackages } from '../app/workspaces.ts'
import { outermost } from '../model/data-files.ts'
import { otherEcosystem } from '../model/other-ecosystem.ts'
import type { Candidate } from '../rewrite/candidate.ts'
import { leaveOutToo } from '../rewrite/extend-dockerignore.ts'
import { propose } from '../rewrite/propose.ts'
import { isSecret } from '../rules/secret-files.ts'
import { configText } from './config-text.ts'
import { findProbes, type FoundProbes } from './find-probes.ts'

/** One way to begin: the files that would be made, none of which is there yet. */
export interface InitChoice {
  readonly id: string
  readonly title: string
  readonly files: Readonly<Record<string, string>>
  readonly probes: FoundProbes
  /** What is to be known of it, with what to do. */
  readonly notes: readonly string[]
  /** The image that the last stage stands on; absent where the Dockerfile is the user's. */
  readonly base?: string
}

export interface InitPlan {
  /** The Dockerfile is there already; it stays as it is. */
  readonly hasDockerfile: boolean
  /** The first is the one that is taken where nobody is asked. */
  readonly choices: readonly InitChoice[]
  /** Why there is no choice, where there is none. */
  readonly refused: string | undefined
  /** Folders below for which there would be one, where there is none. */
  readonly below: readonly AppBelow[]
}

/** A folder that is an app of its own, and what that is. */
export interface AppBelow {
  readonly folder: string
  readonly stack: string
}

/** What `laststage init` would write. Pure: nothing is executed, and no engine is asked. */
export function planInit(app: AppFiles): InitPlan {
  const existing = app.read('Dockerfile')
  if (existing !== undefined) {
    const probes = findProbes(app, existing)
    const files = { 'laststage.yaml': configText(probes) }
    return {
      hasDockerfile: true,
      choices: [{ id: 'probes', title: 'the probes', files, probes, notes: [] }],
      refused: undefined,
      below: [],
    }
  }
  const ignore = ownIgnore(app)
  const whole = withFiles(app, ignore)
  const proposal = propose({ app: whole })
  const choices = proposal.candidates.map(candidate => choiceOf(whole, candidate, ignore))
  const below = choices.length === 0 ? appsBelow(app) : []
  return { hasDockerfile: false, choices, refused: proposal.refused?.reason, below }
}

/** What most folders of an app have at their top. */
const manifest =
  /^(?:package\.json|go\.mod|requirements\.txt|Pipfile|pyproject\.toml|Gemfile|Cargo\.toml|composer\.json|mix\.exs|deno\.jsonc?|pom\.xml|build\.gradle(?:\.kts)?|CMakeLists\.txt|index\.(?:php|html)|[^/]+\.csproj)$/

/**
 * A build that starts from the sources, where `.dockerignore` lets in only what was built outside, as Quarkus writes it:
 * BuildKit takes the one that bears the Dockerfile's name.
 * Source: https://docs.docker.com/build/concepts/context/#filename-and-location
 */
function ownIgnore(app: AppFiles): Readonly<Record<string, string>> {
  const text = app.read('.dockerignore') ?? ''
  const ignore = parseDockerIgnore(text)
  const isList = /^\*{1,2}\s*$/m.test(text)
  return isList && app.list().some(path => manifest.test(path) && ignore.ignores(path))
    ? {
        'Dockerfile.dockerignore': '# In place of .dockerignore, which lets in only what was built before.\n',
      }
    : {}
}

/** Reading an app takes a while: of a large repository the first folders are tried. */
const most = 12

/** The outermost folders that are apps of their own, and have no Dockerfile yet. */
function appsBelow(app: AppFiles): readonly AppBelow[] {
  // Beside a manifest at the root, a folder with a page holds its templates or its tests.
  const pages = otherEcosystem(app, 'c') === undefined
  const folders = app
    .list()
    .filter(path => path.includes('/') && manifest.test(posix.basename(path)))
    .filter(path => pages || !/\/index\.(?:php|html)$/.test(path))
  return outermost([...new Set(folders.map(path => posix.dirname(path)))])
    .filter(folder => !app.has(posix.join(folder, 'Dockerfile')))
    .filter(folder => moduleStandsAlone(app, folder))
    .filter(standsAloneIn(app))
    .slice(0, most)
    .flatMap(folder => {
      const { candidates, stacks } = propose({ app: withinFolder(app, folder) })
      return candidates.length === 0 ? [] : [{ folder, stack: stacks.map(({ title }) => title).join(', ') }]
    })
}

/** Packages of a workspace find each other by its root alone. Out: whether a folder's package takes in none beside it. */
function standsAloneIn(app: AppFiles): (folder: string) => boolean {
  const root = readPackageJson(app, 'package.json')
  const members = root ? workspacePackages(app, root) : []
  const beside = new Set(members.map(({ name }) => name?.value))
  return folder => {
    const own = members.find(({ path }) => path === posix.join(folder, 'package.json'))
    const asked = [...(own?.dependencies.keys() ?? []), ...(own?.devDependencies.keys() ?? [])]
    return !asked.some(name => beside.has(name))
  }
}

/** Modules of Go find each other by go.work. */
function moduleStandsAlone(app: AppFiles, folder: string): boolean {
  if (!app.has('go.work') || !app.has(posix.join(folder, 'go.mod'))) return true
  const beside = app
    .list()
    .filter(path => posix.basename(path) === 'go.mod' && !path.startsWith(`${folder}/`))
    .flatMap(path => readGoMod(app, path)?.module ?? [])
  const sources = app.list().filter(path => path.startsWith(`${folder}/`) && path.endsWith('.go'))
  return !sources.some(path => beside.some(module => (app.read(path) ?? '').includes(`"${module}`)))
}

function choiceOf(app: AppFiles, candidate: Candidate, ignore: Readonly<Record<string, string>>): InitChoice {
  const secrets = app.list().filter(path => isSecret(path, app))
  const own = leaveOutToo(app, candidate, [...secrets, 'laststage.yaml', 'laststage.receipt.json'])
  const probes = findProbes(app, own.files[own.dockerfile] ?? '')
  return {
    id: own.id,
    title: own.title,
    files: { [own.dockerfile]: '', ...ignore, ...own.files, 'laststage.yaml': configText(probes) },
    probes,
    notes: own.diagnostics.map(each =>
      [`${each.file}: ${each.message}`, each.help].filter(Boolean).join('; '),
    ),
    base: own.finalBase,
  }
}
