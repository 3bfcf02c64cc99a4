import { isRuntimeOnly } from '../../model/carry-over.ts'
import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { PackageJson } from '../../app/package-json.ts'
import { cacheMountEdits } from '../../model/build-edits.ts'
import type { Step } from '../../model/build-model.ts'
import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import type { TextEdit } from '../../model/instruction-text.ts'
import { isMounted, isUsedOtherwise } from '../../model/shared-cache.ts'
import { freeStageName, stageLines } from '../../model/stage-lines.ts'
import {
  focuses,
  installManifests,
  type Manager,
  managerNamed,
  withoutSetup,
  yarnFolder,
} from '../node-static/package-manager.ts'
import { onlyGenerates } from './prisma.ts'
import type { ServerApp } from './server-app.ts'

/** The stage that installs what runs, and what the build stage does differently. */
export interface DependencyStage {
  readonly name: string
  readonly lines: readonly string[]
  readonly edits: readonly TextEdit[]
  readonly changes: readonly Change[]
}

const leaveOut = { npm: '--omit=dev', yarn: '--production', pnpm: '--prod', bun: '--production' } as const

/** The author's own steps up to the install, with the manifests alone and without development packages. */
export function dependencyStage(app: AppFiles, server: ServerApp): DependencyStage {
  const { build, stage, install, copied } = server
  const manager = managerNamed(server.manager)
  const name = freeStageName(build, 'dependencies')
  const at = stage.steps.indexOf(install.step)
  const copies = new Set([...copied.map(({ step }) => step), ...stage.steps.filter(copiesFromStage)])
  const kept = new Set(stage.steps.slice(0, at))
  const lines = stageLines(
    build,
    { ...stage, name: undefined },
    {
      name,
      drop: step => !kept.has(step) || copies.has(step) || isRuntimeOnly(step),
      after: [...manifestLines(app, server), installText(app, server, manager)],
    },
  )
  const cached = cacheEdits(server, manager)
  return {
    name,
    lines: renamed(lines, stage.name, name),
    edits: cached,
    changes: changesFor(server, manager, cached),
  }
}

const copiesFromStage = ({ effects }: Step) => effects.some(({ kind }) => kind === 'copies-from-stage')

/** What an install reads: the manifests, those of the workspace's packages, and Yarn's own folder. */
function manifestLines(
  app: AppFiles,
  { manifest, copied, workspace, workdir }: ServerApp,
): readonly string[] {
  const there = (path: string) => copied.some(file => file.context === path)
  const folder = yarnFolder(app, manifest)
  const placeOf = (path: string) =>
    posix.dirname(copied.findLast(({ context }) => context === path)?.container ?? '/')
  const members = (workspace?.members ?? []).map(({ path }) => path).filter(there)
  return [
    `COPY ${installManifests(app, manifest).filter(there).join(' ')} ./`,
    ...(folder === undefined ? [] : [`COPY ${folder} ./.yarn`]),
    ...members.map(path => `COPY ${path} ./${posix.relative(workdir, placeOf(path))}/`),
  ]
}

/** The author's name for the stage goes to the one that builds. */
function renamed(lines: readonly string[], old: string | undefined, name: string): readonly string[] {
  const [from = '', ...rest] = lines
  return old === undefined ? lines : [from.replace(/\s+as\s+\S+\s*$/i, ` AS ${name}`), ...rest]
}

/** The author's own command and flags, without development packages. */
function installText(app: AppFiles, server: ServerApp, manager: Manager): string {
  const { install, manifest } = server
  const others = install.step.script?.commands ?? []
  const before = others
    .slice(0, others.indexOf(install.command))
    .map(each => `${each.words.map(word => word.raw).join(' ')} && `)
  // Without development packages its program is absent, and the install would fail.
  const without = withoutSetup(manifest, spared(manifest))
  const command = `${before.filter(each => !each.startsWith('npm pkg delete scripts.')).join('')}${without}${productionInstall(app, server, manager)}`
  const own = install.step.instruction.flags.map(flag => `--${flag.name}=${flag.value ?? ''} `).join('')
  const cache = wantsCache(server, manager) ? `--mount=type=cache,target=${manager.cache ?? ''} \\\n    ` : ''
  return `RUN ${own}${cache}${command}`
}

/** Scripts for the stage that builds alone. */
export const spared = (manifest: PackageJson): readonly string[] =>
  onlyGenerates(manifest) ? ['postinstall'] : []

/**
 * Of a workspace only the package that starts and what it depends on, where the manager can do that; the root's own
 * packages too, since every package finds them.
 */
function productionInstall(app: AppFiles, server: ServerApp, manager: Manager): string {
  const { install, packages, workspace, manifest } = server
  const name = packages.at(-1)?.manifest.name?.value
  const root = manifest.dependencies.size > 0
  if (manager.name === 'berry') {
    // Without the plugin Yarn leaves nothing out.
    if (!focuses(app, manifest)) return install.words.join(' ')
    const names = [...new Set([...(root ? [manifest.name?.value] : []), name])]
    const focus = names.every(each => each !== undefined) ? names.join(' ') : '--all'
    return `yarn workspaces focus${workspace ? ` ${focus}` : ''} --production`
  }
  const flagged = install.words.some(
    (word, index) =>
      manager.production.test(word) || (word === 'dev' && install.words[index - 1] === '--omit'),
  )
  const manifests = [manifest, ...packages.map(each => each.manifest)]
  const develops = manifests.some(({ devDependencies }) => devDependencies.size > 0)
  const more = flagged || (!develops && !workspace) ? [] : [leaveOut[manager.name]]
  const words = install.words.filter(
    word => !/^--include=dev$|^--production=false$|^--prod=false$/.test(word),
  )
  const narrowed = install.words.some(word => /^(?:-w|--workspace|--filter|-F)\b/.test(word))
  const only = workspace && !narrowed ? memberFlags(server, manager, root) : []
  return [...words, ...more, ...only].join(' ')
}

function memberFlags({ packages, workdir }: ServerApp, manager: Manager, root: boolean): readonly string[] {
  const target = packages.at(-1)
  const name = target?.manifest.name?.value
  if (!target || target.folder === workdir) return []
  if (manager.name === 'npm')
    return ['-w', posix.relative(workdir, target.folder), ...(root ? ['--include-workspace-root'] : [])]
  return manager.name === 'pnpm' && name !== undefined && !root ? ['--filter', `${name}...`] : []
}

const wantsCache = ({ build, stage, install: { step, words } }: ServerApp, { cache }: Manager) =>
  cache !== undefined &&
  !isMounted(step, cache) &&
  !words.includes('--offline') &&
  !isUsedOtherwise(build, stage, cache) &&
  !['NPM_CONFIG_CACHE', 'npm_config_cache', 'YARN_CACHE_FOLDER', 'PNPM_HOME'].some(name =>
    step.variables.has(name),
  )

function cacheEdits(server: ServerApp, manager: Manager): readonly TextEdit[] {
  const { build, install, builds } = server
  if (!builds || manager.cache === undefined || !wantsCache(server, manager)) return []
  return cacheMountEdits(build.document, install.step, [manager.cache])
}

function changesFor(server: ServerApp, manager: Manager, edits: readonly TextEdit[]): readonly Change[] {
  const { build, install, manifest, builds } = server
  const [development] = manifest.devDependencies
  const production: Change = {
    id: 'node-production-dependencies',
    title: 'Install what runs in a stage of its own',
    because:
      'Development packages are for the build, and an edit of a source file installs nothing again: only the manifests are read.',
    evidence: [
      evidenceOf(build, install.step.instruction),
      ...(development
        ? [{ file: manifest.path, range: development[1].range, fact: `devDependency ${development[0]}` }]
        : []),
    ],
    applicability: 'needs-verification',
  }
  const cache: Change = {
    id: 'node-cache',
    title: `Keep what ${manager.title} downloads between builds`,
    because:
      'After a change of a dependency the others are not downloaded again, and the downloads are in no layer.',
    evidence: [evidenceOf(build, install.step.instruction)],
    applicability: 'safe',
  }
  const cached = edits.length > 0 || (!builds && wantsCache(server, manager))
  return [production, ...(cached ? [cache] : [])]
}
