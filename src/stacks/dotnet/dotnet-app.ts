import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { BuildModel, Stage } from '../../model/build-model.ts'
import { copiedFiles } from '../../model/context-copies.ts'
import { absolutePath, finalWorkdir } from '../../model/final-state.ts'
import { launchOf, shippedStages, shippedSteps } from '../../model/launch.ts'
import type { CompiledProgram } from '../../model/program-files.ts'
import { type StageCommand, stageCommands } from '../../model/stage-commands.ts'
import { type DotnetProject, dotnetProjects } from './dotnet-project.ts'

/** A .NET app as its Dockerfile publishes and starts it. */
export interface DotnetApp extends CompiledProgram {
  readonly stage: Stage
  /** The SDK's image, and the version that the program runs on, `8.0`: its own, else the SDK's. */
  readonly image: string
  readonly version: string
  readonly publish: StageCommand<'dotnet' | 'other'>
  readonly project: DotnetProject
  /** True where the app brings the runtime. */
  readonly selfContained: boolean
}

/** Reads it; a string says why that cannot be told; undefined where the image that ships has no SDK of .NET. */
export function readDotnetApp(app: AppFiles, build: BuildModel): DotnetApp | string | undefined {
  const [stage, ...others] = shippedStages(build)
  const reference = stage?.base.kind === 'image' ? stage.base.reference : ''
  const version = /^mcr\.microsoft\.com\/dotnet\/(?:nightly\/)?sdk:(\d+\.\d+)/.exec(reference)?.[1]
  if (!stage || version === undefined) return undefined
  if (reference.includes('alpine') || reference.includes('nanoserver') || reference.includes('windows'))
    return `${reference}: only images on Debian and Ubuntu are known`
  if (others.length > 0) return 'the image that ships is made of several stages, which is not known yet'
  const commands = stageCommands<'dotnet' | 'other'>(stage, ([program]) =>
    program === 'dotnet' ? 'dotnet' : 'other',
  )
  if (typeof commands === 'string') return commands
  const launch = launchOf(build)
  if (!launch) return 'neither ENTRYPOINT nor CMD says what starts'
  if (launch.kind === 'script') return `what starts needs a shell: ${launch.script}`
  const [program = '', file = ''] = launch.argv
  if (program === 'dotnet' && /^(?:run|watch)$/.test(file))
    return `\`dotnet ${file}\` compiles when the container starts: publish the project in a RUN and start its assembly`
  const workdir = finalWorkdir(build)
  const target = absolutePath(workdir, program === 'dotnet' ? file : program)
  const publish = commands.findLast(
    each => each.kind === 'dotnet' && each.words[1] === 'publish' && posix.dirname(target) === outputOf(each),
  )
  if (!publish)
    return `what starts is ${launch.argv.join(' ')}, which no \`dotnet publish -o\` is known to write`
  const name = posix.basename(target).replace(/\.dll$/, '')
  const project = dotnetProjects(app).find(each => each.assembly === name)
  if (!project) return `no project file makes ${name}`
  const flag = publish.words.some(
    (word, at) =>
      (/^(?:--self-contained|--sc)$/.test(word) && publish.words[at + 1] !== 'false') ||
      /^-p:(?:SelfContained|PublishAot)=true$/i.test(word),
  )
  const copied = copiedFiles(app, shippedSteps(build), build.document.file)
  return {
    build,
    stage,
    image: reference,
    version: project.version ?? version,
    publish,
    project,
    selfContained: program !== 'dotnet' && (flag || project.selfContained),
    binaries: [posix.dirname(target)],
    launch,
    workdir,
    copied,
    manifest: project.path,
    sources: sourcesOf(copied, project.path),
  }
}

function outputOf({ words, cwd }: StageCommand<string>): string | undefined {
  const at = words.findIndex(word => word === '-o' || word === '--output')
  const inline = words.find(word => /^(?:-o|--output)[=:]/.test(word))
  const named = at >= 0 ? words[at + 1] : inline?.split(/[=:](.*)/s)[1]
  return named === undefined ? undefined : absolutePath(cwd, named).replace(/(.)\/$/, '$1')
}

/** The folder that the COPY which brings the project fills: a solution's projects lie beside each other in it. */
function sourcesOf(copied: DotnetApp['copied'], project: string): string {
  const file = copied.findLast(each => each.context === project)
  const below = posix.dirname(file?.container ?? '/')
  const { instruction, workdir } = file?.step ?? {}
  if (instruction?.name !== 'COPY' || workdir === undefined) return below
  const target = absolutePath(workdir, instruction.destination.value).replace(/(.)\/$/, '$1')
  return below.startsWith(`${target}/`) ? target : below
}
