import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import type { BuildModel } from '../../model/build-model.ts'
import { buildModel } from '../../model/model.ts'
import { otherEcosystem } from '../../model/other-ecosystem.ts'
import type { Plan, Stack } from '../../model/stack-facts.ts'
import { readDotnetApp } from './dotnet-app.ts'
import { type DotnetProject, dotnetProjects } from './dotnet-project.ts'
import { planDotnet } from './plan-dotnet.ts'
import { planKept } from './plan-kept.ts'

/** .NET apps that `dotnet publish` makes. */
export const dotnetStack: Stack = {
  id: 'dotnet',
  title: '.NET',
  plan({ app, build }) {
    const projects = dotnetProjects(app)
    const [first] = projects
    if (!first) return undefined
    const facts = { stack: 'dotnet', evidence: [first.evidence], plans: [], diagnostics: [] }
    const plan = build ? planOf(app, build) : newPlan(app)
    if (plan === undefined) return undefined
    return typeof plan === 'string' ? { ...facts, refused: plan } : { ...facts, plans: [plan] }
  },
}

function planOf(app: AppFiles, build: BuildModel): Plan | string | undefined {
  const dotnet = readDotnetApp(app, build)
  if (dotnet === undefined) return planKept(build)
  return typeof dotnet === 'string' ? dotnet : planDotnet(app, dotnet)
}

/** Programs that build others (a `build` project in C#), or start them on a developer's machine (.NET Aspire's host). */
const buildTools =
  /Include="(?:Bullseye|SimpleExec|Nuke\.Common|Cake\.\w+)"|Aspire\.AppHost|<IsAspireHost>\s*true/i

/** The programs of a folder; one web app is what a solution is about, whatever tools stand beside it. */
function programsIn(app: AppFiles): readonly DotnetProject[] {
  const programs = dotnetProjects(app).filter(
    each => each.isProgram && !each.isTest && !buildTools.test(each.text),
  )
  const webs = programs.filter(each => each.isWeb)
  return webs.length === 1 ? webs : programs
}

/**
 * The tag of the SDK: what global.json insists on, else the newest of the version that the project asks for.
 * Source: learn.microsoft.com, global.json overview: without rollForward only patches of the same feature band do.
 */
function sdkTag(app: AppFiles, version: string): string {
  const text = app.read('global.json') ?? ''
  const asked = /"version"\s*:\s*"(\d+\.\d+)(\.\d{3})?/.exec(text)
  if (!asked) return version
  const rolls = /"rollForward"\s*:\s*"latest(?:Feature|Minor|Major)"/i.test(text)
  return rolls ? (asked[1] ?? version) : `${asked[1] ?? ''}${asked[2] ?? ''}`
}

/** A project that is referred to, and lies above the folder. */
const outsideOf = ({ path, text }: DotnetProject): string | undefined =>
  [...text.matchAll(/<ProjectReference\s[^>]*Include="([^"$]+)"/g)]
    .map(match => (match[1] ?? '').replaceAll('\\', '/'))
    .find(each => posix.join(posix.dirname(path), each).startsWith('..'))

/** A Dockerfile for a folder with one program that has none; a string says why not. */
function newPlan(app: AppFiles): Plan | string {
  const other = otherEcosystem(app, 'c')
  if (other !== undefined) return `${other} stands beside the project file: say which of them is the app`
  const programs = programsIn(app)
  const [project, ...more] = programs
  if (!project) return 'no project file builds a program'
  if (more.length > 0)
    return `several programs (${programs.map(({ path }) => path).join(', ')}): say which is to be started by a Dockerfile`
  const calls = /<Exec\b[^>]*Command="\s*(npm|yarn|pnpm|npx|node|bun)\b/.exec(project.text)
  if (calls)
    return `${project.path} calls ${calls[1] ?? ''} while it is published, which the SDK's image does not have: build the front end in a stage of its own`
  const outside = outsideOf(project)
  if (outside !== undefined)
    return `${project.path} refers to ${outside}, which lies outside this folder: run laststage in a folder that holds both`
  if (project.version === undefined) return `${project.path} names no version of .NET that is understood`
  const argv = project.selfContained
    ? [`/app/${project.assembly}`]
    : ['dotnet', `/app/${project.assembly}.dll`]
  const text = [
    `FROM mcr.microsoft.com/dotnet/sdk:${sdkTag(app, project.version)}`,
    'WORKDIR /src',
    'COPY . .',
    `RUN dotnet publish ${project.path} -c Release -o /app${project.selfContained ? ' -r linux-x64' : ''}`,
    'WORKDIR /app',
    // The images set the port: https://learn.microsoft.com/dotnet/core/compatibility/containers/8.0/aspnet-port
    ...(project.isWeb ? [`EXPOSE ${Number.parseInt(project.version) < 8 ? 80 : 8080}`] : []),
    `ENTRYPOINT [${argv.map(each => JSON.stringify(each)).join(', ')}]`,
    '',
  ].join('\n')
  const dotnet = readDotnetApp(app, buildModel(parseDockerfile(text, 'Dockerfile')))
  if (dotnet === undefined || typeof dotnet === 'string') return dotnet ?? 'the app is not understood'
  const plan = planDotnet(app, dotnet, true)
  if (typeof plan === 'string') return plan
  return {
    ...plan,
    changes: [
      {
        id: 'dotnet-new-dockerfile',
        title: `A Dockerfile that publishes ${project.assembly} and ships it on the runtime alone`,
        because: 'There is none.',
        evidence: [project.evidence],
        applicability: 'needs-verification',
      },
    ],
  }
}
