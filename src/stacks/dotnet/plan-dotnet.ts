import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { Step } from '../../model/build-model.ts'
import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { installTools, keepHealthcheck } from '../../model/keep-healthcheck.ts'
import { shippedSteps } from '../../model/launch.ts'
import { programFiles } from '../../model/program-files.ts'
import { programPlan } from '../../model/program-plan.ts'
import { readsGit } from '../../model/reads-git.ts'
import { installedPackages } from '../../model/shipped-user.ts'
import { freeStageName } from '../../model/stage-lines.ts'
import type { Plan } from '../../model/stack-facts.ts'
import type { DotnetApp } from './dotnet-app.ts'
import { nugetCache } from './nuget-cache.ts'
import { dotnetProjects } from './dotnet-project.ts'

const buildOnly = new Set(
  'NUGET_PACKAGES,NUGET_XMLDOC_MODE,DOTNET_CLI_TELEMETRY_OPTOUT,DOTNET_NOLOGO,DOTNET_SKIP_FIRST_TIME_EXPERIENCE,DEBIAN_FRONTEND'.split(
    ',',
  ),
)

const isSource = (path: string) =>
  /(?:^|\/)(?:[^/]*\.(?:cs|fs|vb|cshtml|razor|csproj|fsproj|vbproj|sln|slnx|props|targets|user)|bin|obj|Properties|global\.json|nuget\.config)(?:\/|$)/i.test(
    path,
  )

/** The way to ship a published app: the runtime that it needs, without the SDK. A string says why there is none. */
export function planDotnet(app: AppFiles, dotnet: DotnetApp, always = false): Plan | string {
  const { build, stage, project } = dotnet
  const addresses = always ? undefined : listensNowhere(app, dotnet)
  if (addresses !== undefined) return addresses
  const packages = installedPackages(stage.steps)
  if (packages.length > 0)
    return `the image installs ${packages.join(', ')}: whether the app uses them while it runs is not known`
  const from = stage.name ?? freeStageName(build, 'build')
  const computed = { ...project.evidence, fact: 'reads its settings and pages beside it' }
  const files = programFiles(dotnet, { files: [], absent: undefined, computed }, from, {
    id: 'dotnet',
    isSource,
    isOwnTool: ([program]) => program === 'dotnet',
    isEmbedded: () => false,
    isBuildFolder: () => true,
  })
  if (typeof files === 'string') return files
  const health = keepHealthcheck(build, () => false)
  const image = runtimeImage(dotnet, health.needsShell)
  const cache = nugetCache(build, stage, dotnet.publish.step)
  const restore = restoreFirst(app, dotnet, cache.mount)
  const shipped: Change = {
    id: 'dotnet-last-stage',
    title: `Ship the published app on ${image}`,
    because: `${dotnet.selfContained ? 'The app brings its runtime' : `The app needs the runtime of ${project.isWeb ? 'ASP.NET Core' : '.NET'} alone`}; the SDK, the packages’ cache and the sources stay in the build stage.`,
    evidence: [
      evidenceOf(build, stage.from),
      evidenceOf(build, dotnet.publish.step.instruction),
      project.evidence,
    ],
    applicability: 'needs-verification',
    replaces: { what: `the system and the SDK of ${dotnet.image}`, by: image },
  }
  const user = image.includes('chiseled') ? (always ? userToWrite(app) : ownUser(dotnet)) : []
  return programPlan({
    program: dotnet,
    title: 'the published app on the runtime alone',
    from,
    runtime: { kind: 'image', image },
    files,
    install: [...installTools(image, health.tools), ...user],
    buildOnly,
    edits: { edits: cache.edits, before: restore.before },
    shipped,
    built: [...restore.changes, ...cache.changes],
    ignore: ['**/bin', '**/obj', ...(readsGit(app, [stage]) ? [] : ['.git'])],
  })
}

/** Chiselled where nothing needs a shell; `-extra` has ICU and time zones, which the SDK's image has. */
function runtimeImage({ version, project, selfContained }: DotnetApp, shell: boolean): string {
  const kind = selfContained ? 'runtime-deps' : project.isWeb ? 'aspnet' : 'runtime'
  const repository = `mcr.microsoft.com/dotnet/${kind}`
  const [major = 0] = version.split('.').map(Number)
  if (shell || major < 8) return `${repository}:${version}`
  return `${repository}:${version}-noble-chiseled${project.invariant ? '' : '-extra'}`
}

/** The chiselled images run as `app`; where the author says nothing of users, the app ran as root, and may write. */
function ownUser({ build }: DotnetApp): readonly string[] {
  const said = shippedSteps(build).some(({ instruction }) => instruction.name === 'USER')
  return said ? [] : ['# As before: the image’s own user is another.\nUSER root']
}

/** The folder of the app is root's: a program that keeps files beside it could write none as another user. */
function userToWrite(app: AppFiles): readonly string[] {
  const writes =
    /\b(?:File\.(?:WriteAll\w+|Append\w+|Create|OpenWrite)|new\s+FileStream|new\s+StreamWriter|Directory\.CreateDirectory)\(|Include="(?:[\w.]*\bSqlite\b[\w.]*|LiteDB[\w.]*)"/i
  const place = app
    .list()
    .find(
      path =>
        /\.(?:cs|fs|vb|csproj|fsproj|vbproj)$/.test(path) &&
        !isTestPath(path) &&
        writes.test(app.read(path) ?? ''),
    )
  return place === undefined
    ? []
    : [`# The app may write files (${place}), and its folder is root’s.\nUSER root`]
}

const isTestPath = (path: string) => /(?:^|\/|\.)(?:tests?|bin|obj)(?:\/|\.)/i.test(path)

/** The SDK's image unsets the address that the runtime's images set, so an app without one listens on localhost alone. */
function listensNowhere(app: AppFiles, { stage, project, copied, launch }: DotnetApp): string | undefined {
  if (!project.isWeb) return undefined
  const variables = stage.steps.at(-1)?.variables
  const set = ['ASPNETCORE_URLS', 'ASPNETCORE_HTTP_PORTS', 'DOTNET_URLS'].some(name => variables?.has(name))
  const flag = launch.argv.some(word => word.startsWith('--urls'))
  const code = copied.some(
    each =>
      /\.(?:cs|fs|json)$/.test(each.context) &&
      /UseUrls|ListenAnyIP|\.Urls\.Add|"Kestrel"|ConfigureKestrel|"(?:u|U)rls"|app\.Run\(\s*"http/.test(
        app.read(each.context) ?? '',
      ),
  )
  return set || flag || code
    ? undefined
    : 'the app listens on localhost alone in the image of the SDK: say where with ENV ASPNETCORE_URLS=http://+:8080'
}

/** The packages are restored in a layer of their own, where one project file says which. */
function restoreFirst(app: AppFiles, { build, copied, project, stage, publish }: DotnetApp, mount: string) {
  const none = { before: new Map<Step, readonly string[]>(), changes: [] as readonly Change[] }
  const file = copied.find(each => each.context === project.path)
  const more =
    /(?:^|\/)(?:Directory\.(?:Build|Packages)\.(?:props|targets)|nuget\.config|global\.json|packages\.lock\.json)$/i
  const alone =
    dotnetProjects(app).length === 1 &&
    !copied.some(each => more.test(each.context)) &&
    !project.text.includes('<ProjectReference')
  const together =
    file && copied.some(each => each.step === file.step && /\.(?:cs|fs|vb)$/.test(each.context))
  const restored = /\bdotnet\s+restore\b/.test(build.document.text)
  if (
    !file ||
    !alone ||
    !together ||
    restored ||
    stage.steps.indexOf(file.step) > stage.steps.indexOf(publish.step)
  )
    return none
  const folder = posix.dirname(file.container)
  const here = folder === file.step.workdir
  const lines = [
    `COPY ${file.context} ${here ? './' : `${folder}/`}`,
    `RUN ${mount}dotnet restore${here ? '' : ` ${file.container}`}`,
  ]
  const change: Change = {
    id: 'dotnet-restore-first',
    title: 'Restore the packages before the sources are copied',
    because: 'An edit of a source file then downloads no package again.',
    evidence: [evidenceOf(build, file.step.instruction), project.evidence],
    applicability: 'safe',
  }
  return { before: new Map<Step, readonly string[]>([[file.step, lines]]), changes: [change] }
}
