import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { type PackageJson, readPackageJson } from '../../app/package-json.ts'
import { rangeOf } from '../../app/positions.ts'
import { runsAsRoot } from '../../model/build-edits.ts'
import type { BuildModel, Stage } from '../../model/build-model.ts'
import type { Evidence } from '../../model/change.ts'
import { type CopiedFile, copiedFiles } from '../../model/context-copies.ts'
import { finalWorkdir } from '../../model/final-state.ts'
import { shippedStages } from '../../model/launch.ts'
import { type SystemInstall, systemInstall } from '../../model/system-packages.ts'
import { needsSources } from '../node-static/package-manager.ts'
import { type NodeBase, nodeBase } from './node-base.ts'
import { readServerLaunch, type ServerLaunch } from './server-launch.ts'
import { type ServerCommand, serverCommands } from './server-commands.ts'

/** A Node server as its Dockerfile installs, builds and starts it. */
export interface ServerApp {
  readonly build: BuildModel
  readonly stage: Stage
  readonly base: NodeBase
  readonly manifest: PackageJson
  readonly commands: readonly ServerCommand[]
  readonly install: ServerCommand
  readonly systems: readonly SystemInstall[]
  readonly launch: ServerLaunch
  readonly workdir: string
  readonly copied: readonly CopiedFile[]
  /** The folder that the build makes, relative to the working directory; undefined where nothing is built. */
  readonly output: string | undefined
  /** The first place where the sources start other programs. */
  readonly programs: Evidence | undefined
  /** A package with a binary part, built for one C library. */
  readonly native: Evidence | undefined
}

/** Packages that bring a binary, or a program of their own. */
const natives =
  /^(?:bcrypt|argon2|sharp|canvas|sqlite3|better-sqlite3|node-gyp|bufferutil|utf-8-validate|zeromq|node-rdkafka|oracledb|odbc|ibm_db|libxmljs2?|pg-native|snappy|usb|serialport|sodium-native|puppeteer|playwright|cpu-features|isolated-vm|re2|deasync|grpc|leveldown|classic-level|@node-rs\/.*|@napi-rs\/.*|@swc\/core|esbuild)$/
const linked =
  /^(?:canvas|zeromq|node-rdkafka|oracledb|odbc|ibm_db|libxmljs2?|pg-native|usb|puppeteer|playwright)$/

/** Reads the app; a string says why it cannot be told; undefined where what ships is no Node server. */
export function readServerApp(app: AppFiles, build: BuildModel): ServerApp | string | undefined {
  const [stage, ...others] = shippedStages(build)
  if (!stage) return undefined
  const base = nodeBase(build, stage)
  if (base === undefined) return undefined
  const workdir = finalWorkdir(build)
  const copied = copiedFiles(app, stage.steps, build.document.file)
  const own = copied.findLast(file => file.container === posix.join(workdir, 'package.json'))
  const manifest = own && readPackageJson(app, own.context)
  if (!own || !manifest) return undefined
  const launch = readServerLaunch(build, manifest)
  if (launch === undefined || typeof launch === 'string') return launch
  if (typeof base === 'string') return base
  if (manifest.dependencies.size === 0)
    return 'nothing that runs is installed: package.json names no dependencies'
  if (others.length > 0) return 'the image that ships is made of several stages, which is not known yet'
  if (own.context !== 'package.json')
    return `the app is in a subfolder (${own.context}), which is not known yet`
  const commands = serverCommands(stage)
  if (typeof commands === 'string') return commands
  const installs = commands.filter(({ kind }) => kind === 'install')
  const [install] = installs
  if (!install || installs.length > 1) return 'the last stage does not install packages once'
  const systems = commands.flatMap(({ command }) => systemInstall(command) ?? [])
  const odd = systems.find(each => typeof each === 'string')
  if (odd !== undefined) return odd
  const output = outputOf(commands, copied, workdir, launch.entry)
  if (typeof output === 'object') return output.reason
  const { programs, native, reason } = searchSources(app, manifest, copied, base)
  const against = reason ?? reasonAgainst(app, stage, manifest, install, commands, workdir, copied)
  if (against !== undefined) return against
  return {
    build,
    stage,
    base,
    manifest,
    commands,
    install,
    systems: systems.filter(each => typeof each !== 'string'),
    launch,
    workdir,
    copied,
    output,
    programs,
    native,
  }
}

/** The started file lies in a folder of which the context has nothing: then the build makes it. */
function outputOf(
  commands: readonly ServerCommand[],
  copied: readonly CopiedFile[],
  workdir: string,
  entry: string | undefined,
): string | undefined | { readonly reason: string } {
  const builds = commands.some(({ kind }) => kind === 'build')
  if (!builds) return undefined
  const path = entry === undefined ? undefined : posix.normalize(entry)
  const top = path?.split('/')[0]
  if (path === undefined || top === undefined || !path.includes('/') || top === '..' || top === '')
    return { reason: 'which folder the build makes cannot be told from what starts' }
  const inContext = copied.some(({ container }) => container.startsWith(posix.join(workdir, top, '/')))
  return inContext ? { reason: `${top} holds files of the context and of the build` } : top
}

function searchSources(app: AppFiles, manifest: PackageJson, copied: readonly CopiedFile[], base: NodeBase) {
  const sources = copied.filter(
    ({ context }) =>
      /\.[cm]?[jt]s$/.test(context) && !/(?:^|\/)(?:tests?|__tests__)\/|\.(?:test|spec)\./.test(context),
  )
  const first = (pattern: RegExp, fact: string): Evidence | undefined => {
    for (const { context } of sources) {
      const text = app.read(context) ?? ''
      const match = pattern.exec(text)
      if (match)
        return { file: context, range: rangeOf(text, match.index, match.index + match[0].length), fact }
    }
    return undefined
  }
  const programs =
    first(/["'](?:node:)?child_process["']/, 'starts other programs') ??
    dependency(manifest, /^(?:execa|cross-spawn|shelljs|zx)$/, 'starts other programs')
  const native = dependency(manifest, natives, 'has a binary part')
  const generated = dependency(manifest, /^@prisma\/client$/, 'is generated into node_modules')
  const dev = first(/\bnpm_(?:package|config|lifecycle)_\w+/, 'reads what npm sets')
  const system = base.full
    ? (programs ?? dependency(manifest, linked, 'loads libraries of the system'))
    : undefined
  const found = generated ?? system ?? dev
  const reason =
    found &&
    `${found.file}:${found.range?.start.line ?? 1} ${found.fact}: what the last stage would lack is not known`
  return { programs, native, reason }
}

function dependency(manifest: PackageJson, pattern: RegExp, fact: string): Evidence | undefined {
  const found = [...manifest.dependencies].find(([name]) => pattern.test(name))
  return found && { file: manifest.path, range: found[1].range, fact: `${found[0]} ${fact}` }
}

function reasonAgainst(
  app: AppFiles,
  stage: Stage,
  manifest: PackageJson,
  install: ServerCommand,
  commands: readonly ServerCommand[],
  workdir: string,
  copied: readonly CopiedFile[],
): string | undefined {
  const sources = needsSources(app, manifest)
  if (sources !== undefined) return `packages cannot be installed without the sources: ${sources}`
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
  if (stage.steps.some(step => step.effects.some(effect => effect.kind === 'copies-from-stage')))
    return 'what a COPY from another stage brings is not known'
  const mixed = commands.find(
    each =>
      each.kind === 'account' &&
      (each.words[0] === 'chown' ||
        commands.some(other => other.step === each.step && other.kind !== 'account')),
  )
  if (mixed) return `what \`${mixed.words.join(' ')}\` leaves behind is not known`
  const outside = copied.find(({ container }) => !container.startsWith(`${workdir}/`))
  return outside && `${outside.context} is copied outside of the working directory`
}
