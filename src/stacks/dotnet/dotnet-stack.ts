import type { AppFiles } from '../../app/app-files.ts'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import { buildModel } from '../../model/model.ts'
import { otherEcosystem } from '../../model/other-ecosystem.ts'
import type { Plan, Stack } from '../../model/stack-facts.ts'
import { readDotnetApp } from './dotnet-app.ts'
import { dotnetProjects } from './dotnet-project.ts'
import { planDotnet } from './plan-dotnet.ts'

/** .NET apps that `dotnet publish` makes. */
export const dotnetStack: Stack = {
  id: 'dotnet',
  title: '.NET',
  plan({ app, build }) {
    const projects = dotnetProjects(app)
    const [first] = projects
    if (!first) return undefined
    const facts = { stack: 'dotnet', evidence: [first.evidence], plans: [], diagnostics: [] }
    const dotnet = build ? readDotnetApp(app, build) : undefined
    if (build && dotnet === undefined) return undefined
    const plan =
      dotnet === undefined ? newPlan(app) : typeof dotnet === 'string' ? dotnet : planDotnet(app, dotnet)
    return typeof plan === 'string' ? { ...facts, refused: plan } : { ...facts, plans: [plan] }
  },
}

/** A Dockerfile for a folder with one program that has none; a string says why not. */
function newPlan(app: AppFiles): Plan | string {
  const other = otherEcosystem(app, 'c')
  if (other !== undefined) return `${other} stands beside the project file: say which of them is the app`
  const programs = dotnetProjects(app).filter(
    each => !each.isTest && (each.isWeb || /<OutputType>\s*Exe/i.test(each.text)),
  )
  const [project, ...more] = programs
  if (!project) return 'no project file builds a program'
  if (more.length > 0)
    return `several programs (${programs.map(({ path }) => path).join(', ')}): say which is to be started by a Dockerfile`
  if (project.version === undefined) return `${project.path} names no version of .NET that is understood`
  const argv = project.selfContained
    ? [`/app/${project.assembly}`]
    : ['dotnet', `/app/${project.assembly}.dll`]
  const text = [
    `FROM mcr.microsoft.com/dotnet/sdk:${project.version}`,
    'WORKDIR /src',
    'COPY . .',
    `RUN dotnet publish ${project.path} -c Release -o /app${project.selfContained ? ' -r linux-x64' : ''}`,
    'WORKDIR /app',
    ...(project.isWeb ? ['EXPOSE 8080'] : []),
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
