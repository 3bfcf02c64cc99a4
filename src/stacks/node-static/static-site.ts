import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { type PackageJson, readPackageJson } from '../../app/package-json.ts'
import type { BuildModel, Stage } from '../../model/build-model.ts'
import type { Evidence } from '../../model/change.ts'
import { type CopiedFile, copiedFiles } from '../../model/context-copies.ts'
import { shippedStages } from '../../model/launch.ts'
import { clientRoutes } from './client-routes.ts'
import { readFramework } from './framework.ts'
import type { Framework } from './framework-facts.ts'
import { type NodeCommand, nodeCommands } from './node-commands.ts'
import { managerOf, type PackageManager } from './package-manager.ts'
import { readServed, type Served } from './served.ts'
import { knownImageBelow } from '../../model/image-below.ts'

/** A site of static files as its Dockerfile builds and serves it. */
export interface StaticSite {
  readonly build: BuildModel
  readonly manifest: PackageJson
  readonly manager: PackageManager
  readonly framework: Framework
  readonly routes: Evidence | undefined
  /** The stage in which packages are installed. */
  readonly stage: Stage
  readonly commands: readonly NodeCommand[]
  /** What the original starts; undefined where its last stage is a web server that takes the site from another stage. */
  readonly served: Served | undefined
  /** The package's folder in the container. */
  readonly folder: string
  readonly copied: readonly CopiedFile[]
}

/** Reads how a Dockerfile builds and serves a site; a string says why that cannot be told; undefined where it is none. */
export function readStaticSite(app: AppFiles, build: BuildModel): StaticSite | string | undefined {
  const stage = build.stages.findLast(each => nodeCommands(each).some(command => command.kind === 'install'))
  if (!stage) return undefined
  const steps = stagesBelow(build, stage).flatMap(each => each.steps)
  const copied = copiedFiles(app, steps, build.document.file)
  const found = packageOf(app, copied, nodeCommands(stage)[0]?.step.workdir ?? '/')
  if (!found) return undefined
  const variables = stage.steps.at(-1)?.variables ?? new Map<string, string>()
  const framework = readFramework(app, found.manifest, variables)
  if (framework === undefined || typeof framework === 'string') return framework
  const ships = shippedStages(build).includes(stage)
  // Else the site is an ingredient of another app, which its own stack ships.
  if (!ships && !startsNode(build) && !isWebServer(build)) return undefined
  const served = ships || startsNode(build) ? readServed(build, found.manifest) : undefined
  if (typeof served === 'string') return served
  const commands = nodeCommands(stage)
  return {
    build,
    manifest: found.manifest,
    manager: managerOf(app, found.manifest, commands.find(each => each.kind === 'install')?.manager ?? 'npm'),
    framework,
    routes: clientRoutes(app, found.manifest) ?? (served?.single ? served.evidence[0] : undefined),
    stage,
    commands,
    served,
    folder: found.folder,
    copied,
  }
}

/** A stage with those that it stands on. */
function stagesBelow(build: BuildModel, stage: Stage): readonly Stage[] {
  const below = stage.base.kind === 'stage' ? build.stages[stage.base.stage] : undefined
  return below ? [...stagesBelow(build, below), stage] : [stage]
}

/** True where the last stage stands on a server of files. */
function isWebServer(build: BuildModel): boolean {
  const reference = knownImageBelow(build, build.final) ?? ''
  return /(?:^|\/)(?:nginx|nginx-unprivileged|httpd|caddy|lighttpd|static-web-server|busybox)(?::|@|$)/.test(
    reference,
  )
}

/** True where the last stage stands on a Node image of its own. */
function startsNode(build: BuildModel): boolean {
  return /(?:^|\/)node(?::|@|$)/.test(knownImageBelow(build, build.final) ?? '')
}

function packageOf(app: AppFiles, copied: readonly CopiedFile[], workdir: string) {
  const manifests = copied.filter(file => posix.basename(file.container) === 'package.json')
  const here = manifests.findLast(file => posix.dirname(file.container) === workdir)
  const manifest = here && readPackageJson(app, here.context)
  return here && manifest ? { manifest, folder: posix.dirname(here.container) } : undefined
}
