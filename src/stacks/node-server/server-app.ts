import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { type PackageJson, readPackageJson } from '../../app/package-json.ts'
import { runsAsRoot } from '../../model/build-edits.ts'
import type { BuildModel, Stage } from '../../model/build-model.ts'
import { type CopiedFile, copiedFiles } from '../../model/context-copies.ts'
import { finalWorkdir } from '../../model/final-state.ts'
import { launchOf, shippedStages } from '../../model/launch.ts'
import { type SystemInstall, systemInstall } from '../../model/system-packages.ts'
import { managerOf, needsSources, type PackageManager, plugAndPlay } from '../node-static/package-manager.ts'
import { spared } from './dependency-stage.ts'
import { readFrontEnd } from '../front-end/front-end.ts'
import { type NodeBase, nodeBase } from './node-base.ts'
import { type PrismaClient, readPrisma } from './prisma.ts'
import { whyNoClient } from './prisma-steps.ts'
import { holdsPackages } from './server-files.ts'
import { launchMembers, readServerLaunch, type ServerLaunch } from './server-launch.ts'
import { stageFiles } from './stage-files.ts'
import { type ServerCommand, serverCommands } from './server-commands.ts'
import {
  folderOf,
  importedOutput,
  memberCalled,
  outputOf,
  type ServerPackage,
  withLocalPackages,
  type Workspace,
  workspaceAt,
} from './server-packages.ts'
import { loadsDevelopment, searchSources, type SourceFacts } from './source-facts.ts'
import { managerCall } from './manager-call.ts'
import { nodeStart, startScript } from './start-script.ts'

/** A Node server as its Dockerfile installs, builds and starts it. */
export interface ServerApp extends SourceFacts {
  readonly build: BuildModel
  readonly stage: Stage
  readonly base: NodeBase
  /** Of the folder in which packages are installed. */
  readonly manifest: PackageJson
  readonly manager: PackageManager
  readonly commands: readonly ServerCommand[]
  readonly install: ServerCommand
  readonly systems: readonly SystemInstall[]
  readonly launch: ServerLaunch
  /** Where packages are installed, in the container. */
  readonly workdir: string
  /** The folder in which the program starts. */
  readonly startsIn: string
  readonly copied: readonly CopiedFile[]
  readonly workspace: Workspace | undefined
  readonly prisma: PrismaClient | undefined
  /** Those that ship, what starts last. */
  readonly packages: readonly ServerPackage[]
  /** True where something is built. */
  readonly builds: boolean
}

/** Reads the app; a string says why it cannot be told; undefined where what ships is no Node server. */
export function readServerApp(app: AppFiles, build: BuildModel): ServerApp | string | undefined {
  const [stage, ...others] = shippedStages(build)
  if (!stage) return undefined
  const base = nodeBase(build, stage)
  if (base === undefined) return undefined
  const copied = copiedFiles(app, stage.steps, build.document.file)
  const found = startedPackage(app, build, stage, copied)
  if (found === undefined || typeof found === 'string') return found
  const { target, workspace, startsIn, scripts } = found
  const launch = readServerLaunch(app, build, scripts)
  if (launch === undefined || typeof launch === 'string') return launch
  if (typeof base === 'string') return base
  if (others.length > 0) return 'the image that ships is made of several stages, which is not known yet'
  const commands = serverCommands(stage)
  if (typeof commands === 'string') return commands
  const installs = commands.filter(({ kind }) => kind === 'install')
  const [install] = installs
  if (!install || installs.length > 1) return 'the last stage does not install packages once'
  const workdir = workspace?.folder ?? startsIn
  const manifest = workspace?.root ?? target
  const systems = commands.flatMap(({ command }) => systemInstall(command) ?? [])
  const odd = systems.find(each => typeof each === 'string')
  if (odd !== undefined) return odd
  const builds = commands.some(({ kind }) => kind === 'build')
  const members = workspace ? withLocalPackages(workspace, target) : [target]
  const packages = packagesOf(app, members, target, workspace, startsIn, copied, launch, builds)
  if (typeof packages === 'string') return packages
  const development = entryLoads(app, target, launch, startsIn, copied)
  if (development !== undefined) return development
  const facts = searchSources(app, members, copied, base)
  const prisma = readPrisma(app, members)
  if (typeof prisma === 'string') return prisma
  const read = {
    build,
    stage,
    base,
    manifest,
    commands,
    install,
    launch,
    workdir,
    startsIn,
    copied,
    workspace,
    prisma,
  }
  const manager = managerOf(app, manifest, install.manager)
  const against =
    facts.reason ??
    reasonAgainst(app, { ...read, packages }) ??
    whyNoClient({ ...read, packages, manager, builds })
  if (against !== undefined) return against
  return {
    ...read,
    ...facts,
    native: facts.native ?? prisma?.engine,
    manager,
    systems: systems.filter(each => typeof each !== 'string'),
    packages,
    builds,
  }
}

/** The package whose program starts, and the workspace that it is of. */
function startedPackage(app: AppFiles, build: BuildModel, stage: Stage, copied: readonly CopiedFile[]) {
  const at = (folder: string) => {
    const manifest = posix.join(folder, 'package.json')
    const file = copied.findLast(({ container }) => container === manifest)
    return file && readPackageJson(app, file.context)
  }
  const workdir = finalWorkdir(build)
  const here = at(workdir)
  const above = ancestorsOf(workdir)
    .map(folder => ({ folder, root: at(folder) }))
    .map(({ folder, root }) => root && workspaceAt(app, root, folder))
    .find(each => each !== undefined)
  const own = here && workspaceAt(app, here, workdir)
  const workspace = own ?? above
  if (!workspace) return here && { target: here, workspace, startsIn: workdir, scripts: here }
  const [called, ...more] = launchMembers(build)
  if (more.length > 0) return 'what starts is about several packages'
  const target =
    called === undefined ? packageStarted(build, workspace, workdir, here) : memberCalled(workspace, called)
  if (!target) return here && 'which package of the workspace starts cannot be told'
  // A script of package.json runs in the folder of its package.
  return called === undefined
    ? { target, workspace, startsIn: workdir, scripts: here ?? target }
    : { target, workspace, startsIn: folderOf(workspace, target), scripts: target }
}

const ancestorsOf = (path: string): readonly string[] => {
  const above = posix.dirname(path)
  return above === path ? [] : [above, ...ancestorsOf(above)]
}

/** `node packages/api/dist/main.js` starts the package in whose folder that is, `node index.js` the workspace's root. */
function packageStarted(
  build: BuildModel,
  workspace: Workspace,
  workdir: string,
  here: PackageJson | undefined,
): PackageJson | undefined {
  const inside = (path: string) =>
    workspace.members
      .filter(each => `${path}/`.startsWith(`${folderOf(workspace, each)}/`))
      .toSorted((a, b) => b.path.length - a.path.length)[0]
  const own = inside(workdir)
  if (own) return own
  const started = startedFile(build, here)
  if (started === undefined) return undefined
  return (
    inside(posix.resolve(workdir, started)) ?? (workdir === workspace.folder ? workspace.root : undefined)
  )
}

/** What Node is given, by the Dockerfile itself or by the script that it calls. */
function startedFile(build: BuildModel, scripts: PackageJson | undefined): string | undefined {
  const launch = launchOf(build)
  if (launch?.kind !== 'program') return undefined
  const script = managerCall(launch.argv)?.script
  const called = script === undefined || !scripts ? undefined : startScript(scripts, script)
  return (called?.start ?? nodeStart(launch.argv))?.entry
}

/** The packages that ship and what the build makes of each; a string says what of it cannot be told. */
function packagesOf(
  app: AppFiles,
  members: readonly PackageJson[],
  target: PackageJson,
  workspace: Workspace | undefined,
  startsIn: string,
  copied: readonly CopiedFile[],
  launch: ServerLaunch,
  builds: boolean,
): readonly ServerPackage[] | string {
  const found = members.map(manifest => {
    const folder = workspace ? folderOf(workspace, manifest) : startsIn
    const entry =
      launch.entry === undefined
        ? undefined
        : posix.relative(folder, posix.resolve(startsIn, launch.entry)) || '.'
    if (!builds || (manifest === target && launch.framework)) return { manifest, folder, output: undefined }
    const output =
      manifest === target ? outputOf(copied, folder, entry) : importedOutput(copied, folder, manifest)
    return { manifest, folder, output }
  })
  // A program that runs as it is, and a site for it, in one package.
  const [alone, ...others] = found
  if (alone && others.length === 0 && typeof alone.output === 'object' && launch.entry !== undefined) {
    const site = siteBeside(app, copied, target, alone.folder, launch.entry)
    if (typeof site === 'string') return site
    if (site) return [{ ...alone, output: undefined, site: site.output }]
  }
  const unclear = found.map(({ output }) => output).find(output => typeof output === 'object')
  if (typeof unclear === 'object') return unclear.reason
  return found.flatMap(({ output, ...rest }) => (typeof output === 'object' ? [] : [{ ...rest, output }]))
}

/** What the started file, as it lies in the context, loads of the packages that do not ship. */
function entryLoads(
  app: AppFiles,
  target: PackageJson,
  { entry }: ServerLaunch,
  startsIn: string,
  copied: readonly CopiedFile[],
): string | undefined {
  if (entry === undefined) return undefined
  const place = posix.resolve(startsIn, entry)
  const file = copied.findLast(({ container }) => container === place || container === `${place}.js`)
  return file && loadsDevelopment(app, target, file.context)
}

/** What the build writes for the browser, where the started file lies in the context; a string says why that is not known. */
function siteBeside(
  app: AppFiles,
  copied: readonly CopiedFile[],
  manifest: PackageJson,
  folder: string,
  entry: string,
): { readonly output: string } | string | undefined {
  const place = posix.resolve(folder, entry)
  if (!copied.some(({ container }) => container === place || container === `${place}.js`)) return undefined
  const front = readFrontEnd(app, manifest)
  if (front === undefined || typeof front === 'string') return front
  const output = posix.relative(posix.dirname(manifest.path), front.output)
  const mixed = copied.some(({ container }) => container.startsWith(`${posix.join(folder, output)}/`))
  return mixed ? `${output} holds files of the context and of the build` : { output }
}

type Read = Pick<
  ServerApp,
  | 'build'
  | 'stage'
  | 'manifest'
  | 'install'
  | 'commands'
  | 'workdir'
  | 'startsIn'
  | 'copied'
  | 'workspace'
  | 'packages'
  | 'launch'
  | 'prisma'
>

function reasonAgainst(app: AppFiles, read: Read): string | undefined {
  const { build, stage, manifest, install, commands, workdir, copied, workspace } = read
  const linker = plugAndPlay(app, manifest)
  const folder = install.step.variables.get('YARN_NODE_LINKER') === 'node-modules'
  if (linker !== undefined && install.manager === 'yarn' && !folder) return linker
  const names = new Set(workspace?.members.flatMap(({ name }) => name?.value ?? []))
  const sources = [manifest, ...read.packages.map(each => each.manifest)]
    .map(each => needsSources(app, each, names, each === manifest ? spared(each) : []))
    .find(each => each !== undefined && each !== 'the folder .yarn')
  // A program that has its packages with it needs no install of its own.
  if (sources !== undefined && !holdsPackages(read))
    return `packages cannot be installed without the sources: ${sources}`
  const root = workspace !== undefined && read.packages.some(each => each.folder === workdir)
  if (root && commands.some(({ kind }) => kind === 'build'))
    return 'the root of a workspace is built and starts, which is not known yet'
  const { script } = install.step
  const chain = script?.plain === true && script.commands.every(({ joinedBy }) => joinedBy !== ';')
  if (
    !chain ||
    script.commands.some(({ words, assignments }) => words[0]?.value === 'cd' || assignments.length > 0)
  )
    return 'the RUN that installs packages is no plain chain of commands'
  if (!runsAsRoot(install.step)) return 'packages are installed by a user other than root'
  if (install.step.workdir !== workdir) return 'packages are installed outside of the working directory'
  if (workdir === '/') return 'the app lies at the root of the image, among the system’s own folders'
  if (typeof stageFiles(build, stage) === 'string')
    return 'what a COPY from another stage brings is not known'
  const mixed = commands.find(
    each =>
      each.kind === 'account' &&
      (each.words[0] === 'chown' ||
        commands.some(other => other.step === each.step && other.kind !== 'account')),
  )
  if (mixed) return `what \`${mixed.words.join(' ')}\` leaves behind is not known`
  // Without a build the author's own COPYs ship, wherever they lead.
  const builds = commands.some(({ kind }) => kind === 'build')
  const outside = builds && copied.find(({ container }) => !container.startsWith(`${workdir}/`))
  return outside === undefined || outside === false
    ? undefined
    : `${outside.context} is copied outside of the working directory`
}
