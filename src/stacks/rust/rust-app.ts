import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { BuildModel, Stage } from '../../model/build-model.ts'
import { copiedFiles } from '../../model/context-copies.ts'
import { absolutePath, finalWorkdir } from '../../model/final-state.ts'
import { type Launch, launchOf, shippedStages, shippedSteps } from '../../model/launch.ts'
import { type CompiledProgram, startsAt } from '../../model/program-files.ts'
import {
  type CargoCommand,
  cargoCommands,
  flagOf,
  installFolder,
  profileOf,
  targetFolder,
} from './cargo-commands.ts'
import { cargoManifests, type CargoManifest, withLocalCrates } from './cargo-manifest.ts'
import { type RustImage, rustImage } from './rust-image.ts'
import { lean } from '../../model/lean.ts'

/** A Rust program as its Dockerfile builds and starts it. */
export interface RustApp extends CompiledProgram {
  readonly image: RustImage
  readonly stage: Stage
  /** The command that builds the program which starts. */
  readonly command: CargoCommand
  readonly commands: readonly CargoCommand[]
  /** The manifest in the folder in which the build runs. */
  readonly root: CargoManifest
  /** The package of the program and those of the same folder that it is made of. */
  readonly crates: readonly CargoManifest[]
  /** True where the program needs no C library of the system. */
  readonly isStatic: boolean
  /** What started the program, where it was cargo itself. */
  readonly runner: 'cargo' | undefined
}

/** Reads how a Dockerfile builds and starts a Rust program; a string says why that cannot be told. */
export function readRustApp(app: AppFiles, build: BuildModel): RustApp | string {
  const stage = build.stages.findLast(each => buildsOf(each).length > 0)
  if (!stage) return 'no RUN with `cargo build` or `cargo install --path` was found'
  if (!shippedStages(build).includes(stage)) return lean.compiler
  const commands = cargoCommands(stage)
  if (typeof commands === 'string') return commands
  const image = rustImage(build, stage)
  if (typeof image === 'string') return image
  const written = launchOf(build)
  if (!written) return 'neither ENTRYPOINT nor CMD says what starts'
  if (written.kind === 'script') return `what starts needs a shell: ${written.script}`
  const workdir = finalWorkdir(build)
  const copied = copiedFiles(app, shippedSteps(build), build.document.file)
  const all = cargoManifests(app)
  const runner = written.argv[0] === 'cargo' ? 'cargo' : undefined
  const launch = runner ? withoutCargo(written, commands, workdir, all) : written
  if (typeof launch === 'string') return launch
  const found = startedBinary(commands, launch.argv[0] ?? '', workdir, image)
  if (!found)
    return `what starts is ${launch.argv[0] ?? ''}, which none of the cargo commands is known to write`
  const root = manifestAt(found.command, copied, all)
  if (!root) return 'no Cargo.toml is copied into the folder in which cargo runs'
  const name = found.name
  const owner = all.find(each => each.programs.includes(name) && isBelow(each.folder, root.folder))
  if (!owner) return `no Cargo.toml names a program ${name}`
  return {
    build,
    stage,
    image,
    commands,
    command: found.command,
    root,
    crates: withLocalCrates(owner, all, root),
    binaries: [found.path],
    launch,
    workdir,
    copied,
    manifest: root.path,
    runner,
    isStatic:
      found.musl || (image.official && image.libc === 'musl' && !/-crt-static/.test(flagsOf(found.command))),
  }
}

const buildsOf = (stage: Stage): readonly CargoCommand[] => {
  const commands = cargoCommands(stage)
  return typeof commands === 'string'
    ? []
    : commands.filter(({ kind }) => kind === 'build' || kind === 'install')
}

const isBelow = (folder: string, root: string) =>
  root === '.' || folder === root || folder.startsWith(`${root}/`)

const flagsOf = ({ command, step }: CargoCommand) =>
  `${command.assignments.find(each => each.key === 'RUSTFLAGS')?.value ?? ''} ${step.variables.get('RUSTFLAGS') ?? ''}`

interface Built {
  readonly name: string
  readonly musl: boolean
}

/** The program that a build writes to a path below its target folder; undefined where it writes none there. */
function builtAt(path: string, command: CargoCommand): Built | undefined {
  const parts = posix.relative(targetFolder(command), path).split('/')
  const [first = '', second] = parts
  const profile = profileOf(command.words)
  const name = parts.at(-1) ?? ''
  if (parts.length === 2) return first === profile ? { name, musl: false } : undefined
  return parts.length === 3 && second === profile ? { name, musl: first.includes('musl') } : undefined
}

/** The file that starts, the program's name and the command that makes it: built there, installed, or copied there. */
function startedBinary(
  commands: readonly CargoCommand[],
  argv0: string,
  workdir: string,
  image: RustImage,
): (Built & { readonly path: string; readonly command: CargoCommand }) | undefined {
  const builds = commands.filter(({ kind }) => kind === 'build')
  const started = startsAt(argv0, workdir, ['/usr/local/cargo/bin', '/root/.cargo/bin'])
  const own = absolutePath(workdir, argv0)
  for (const command of argv0.includes('/') ? builds : []) {
    const made = builtAt(own, command)
    if (made) return { path: own, command, ...made }
  }
  for (const command of commands.filter(({ kind }) => kind === 'install')) {
    const name = posix.basename(argv0)
    const path = posix.join(installFolder(command, image), name)
    if (started(path)) return { path, command, name, musl: command.words.join(' ').includes('musl') }
  }
  for (const copy of commands.filter(({ kind }) => kind === 'copy')) {
    for (const { source, targets } of copiesOf(copy)) {
      const path = targets.find(each => started(each))
      const command = builds.find(each => builtAt(source, each))
      const made = command && builtAt(source, command)
      if (path !== undefined && made) return { path, command, ...made }
    }
  }
  return undefined
}

/** What a `cp`, `mv` or `install` takes, and where it may put it. */
function copiesOf({ words, cwd }: CargoCommand) {
  const operands = words.slice(1).filter(word => !word.startsWith('-') && !/^\d{3,4}$/.test(word))
  const destination = absolutePath(cwd, operands.at(-1) ?? '').replace(/(.)\/$/, '$1')
  return operands.slice(0, -1).map(operand => {
    const source = absolutePath(cwd, operand)
    return { source, targets: [destination, posix.join(destination, posix.basename(source))] }
  })
}

/** The manifest that lies where cargo runs. */
function manifestAt(
  { cwd, words }: CargoCommand,
  copied: RustApp['copied'],
  all: readonly CargoManifest[],
): CargoManifest | undefined {
  const at = words.findIndex(word => word === '--manifest-path' || word === '--path')
  const named = at < 0 ? '.' : (words[at + 1] ?? '.')
  const folder = absolutePath(cwd, named.endsWith('Cargo.toml') ? posix.dirname(named) : named)
  const wanted = posix.join(folder, 'Cargo.toml')
  const file = copied.findLast(each => each.container === wanted)
  return all.find(each => each.path === file?.context)
}

/** `cargo run` with the same profile as the build starts what that built; anything else would compile in the container. */
function withoutCargo(
  launch: Extract<Launch, { readonly kind: 'program' }>,
  commands: readonly CargoCommand[],
  workdir: string,
  all: readonly CargoManifest[],
): typeof launch | string {
  const end = launch.argv.indexOf('--')
  const own = end < 0 ? launch.argv : launch.argv.slice(0, end)
  const line = own.join(' ')
  const odd = own
    .slice(2)
    .find(
      word =>
        !/^(?:--release|-r|-q|--quiet|--locked|--offline|--bin|-p|--package)$/.test(word) &&
        word !== flagOf(own, '--bin') &&
        word !== flagOf(own, '-p', '--package'),
    )
  if (own[1] !== 'run' || odd !== undefined || launch.fixed > 0)
    return `what starts is \`${line}\`, of which it is not known what it builds`
  const profile = profileOf(own)
  const build = commands.find(
    ({ kind, words, cwd }) => kind === 'build' && profileOf(words) === profile && cwd === workdir,
  )
  if (!build) return `\`${line}\` compiles when the container starts: no RUN builds the ${profile} profile`
  const wanted = flagOf(own, '-p', '--package')
  const programs = all
    .filter(each => wanted === undefined || each.name === wanted)
    .flatMap(each => each.programs)
  const name = flagOf(own, '--bin') ?? (programs.length === 1 ? programs[0] : undefined)
  if (name === undefined) return `which of ${programs.join(', ')} \`${line}\` starts is not known`
  const path = `./${posix.relative(workdir, targetFolder(build))}/${profile}/${name}`
  return { ...launch, argv: [path, ...launch.argv.slice(own.length + (end < 0 ? 0 : 1))] }
}
