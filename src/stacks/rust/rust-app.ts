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
  if (!shippedStages(build).includes(stage))
    return 'the last stage ships without the compiler already: only the closure makes it smaller'
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

/** The file that starts, the program's name and the command that makes it: built there, installed, or copied there. */
function startedBinary(commands: readonly CargoCommand[], argv0: string, workdir: string, image: RustImage) {
  const builds = commands.filter(({ kind }) => kind === 'build')
  const installs = commands.filter(({ kind }) => kind === 'install')
  const started = startsAt(argv0, workdir, ['/usr/local/cargo/bin', '/root/.cargo/bin'])
  const written = (path: string, command: CargoCommand) => {
    const parts = posix.relative(targetFolder(command), path).split('/')
    const profile = profileOf(command.words)
    const name = parts.at(-1) ?? ''
    const fits = parts.length === 2 ? parts[0] === profile : parts.length === 3 && parts[1] === profile
    return fits ? { name, musl: parts.length === 3 && (parts[0] ?? '').includes('musl') } : undefined
  }
  for (const command of builds) {
    const path = absolutePath(workdir, argv0)
    const made = argv0.includes('/') ? written(path, command) : undefined
    if (made) return { path, command, ...made }
  }
  for (const command of installs) {
    const name = posix.basename(argv0)
    const path = posix.join(installFolder(command, image), name)
    if (started(path) || (!argv0.includes('/') && installFolder(command, image).endsWith('/bin')))
      return { path, command, name, musl: /musl/.test(command.words.join(' ')) }
  }
  for (const copy of commands.filter(({ kind }) => kind === 'copy')) {
    const operands = copy.words.slice(1).filter(word => !word.startsWith('-') && !/^\d{3,4}$/.test(word))
    const destination = absolutePath(copy.cwd, operands.at(-1) ?? '')
    for (const operand of operands.slice(0, -1)) {
      const source = absolutePath(copy.cwd, operand)
      const path = [destination, posix.join(destination, posix.basename(source))].find(each => started(each))
      for (const command of path === undefined ? [] : builds) {
        const made = written(source, command)
        if (made && path !== undefined) return { path, command, ...made }
      }
    }
  }
  return undefined
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
