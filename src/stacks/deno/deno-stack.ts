import type { AppFiles } from '../../app/app-files.ts'
import { pinnedTool } from '../../app/pinned-tool.ts'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import { buildModel } from '../../model/model.ts'
import { besideTheApp, scanRoutes } from '../../model/routes/scan-routes.ts'
import type { Plan, Stack } from '../../model/stack-facts.ts'
import { readDenoApp } from './deno-app.ts'
import { planDeno } from './plan-deno.ts'

/** Programs that Deno runs or compiles. */
export const denoStack: Stack = {
  id: 'deno',
  title: 'Deno',
  plan({ app, build }) {
    const manifest = ['deno.json', 'deno.jsonc', 'deno.lock'].find(name => app.has(name))
    const evidence = manifest === undefined ? [] : [{ file: manifest, fact: 'a Deno project' }]
    const facts = { stack: 'deno', evidence, plans: [], diagnostics: [] }
    const deno = build ? readDenoApp(app, build) : undefined
    if (build ? deno === undefined : manifest === undefined) return undefined
    const plan =
      deno === undefined
        ? newPlan(app, manifest ?? '')
        : typeof deno === 'string'
          ? deno
          : planDeno(app, deno)
    return typeof plan === 'string' ? { ...facts, refused: plan } : { ...facts, plans: [plan] }
  },
}

/** The `start` task, else what `dev` watches, as far as it is a plain `deno run`; a string says why not. */
function newPlan(app: AppFiles, manifest: string): Plan | string {
  const tasks = app.read(manifest) ?? ''
  const found = ['start', 'dev'].flatMap(name => {
    const task = new RegExp(`"${name}"\\s*:\\s*"deno run ((?:[^"\\\\]|\\\\.)*)"`).exec(tasks)?.[1]
    return task === undefined ? [] : [{ name, task }]
  })
  const [{ name, task } = { name: 'start', task: undefined }] = found
  if (task === undefined || /[$;&|<>`\\]/.test(task))
    return `${manifest} has no task "start" that is a plain \`deno run\`: add one, or say what is to be started by a Dockerfile`
  const words = task
    .trim()
    .split(/\s+/)
    .filter(word => !/^--watch(?:-hmr|-exclude)?(?:=|$)/.test(word))
  const file = words.find(word => /\.[cm]?[jt]sx?$/.test(word))
  if (file === undefined) return `which file \`deno run ${task}\` starts is not known`
  const pinned = pinnedTool(app, 'deno')
  const exact = /^\d+\.\d+\.\d+$/.test(pinned?.version ?? '') ? pinned : undefined
  const port = defaultPort(app)
  const text = [
    `FROM denoland/deno:${exact?.version ?? 'latest'}`,
    'WORKDIR /app',
    'COPY . .',
    `RUN deno cache ${file}`,
    ...(port === undefined ? [] : [`EXPOSE ${port}`]),
    'USER deno',
    `CMD [${['run', ...words].map(each => JSON.stringify(each)).join(', ')}]`,
    '',
  ].join('\n')
  const deno = readDenoApp(app, buildModel(parseDockerfile(text, 'Dockerfile')))
  if (deno === undefined || typeof deno === 'string') return deno ?? 'the app is not understood'
  const plan = planDeno(app, deno)
  if (typeof plan === 'string') return plan
  return {
    ...plan,
    changes: [
      {
        id: 'deno-new-dockerfile',
        title: `A Dockerfile that downloads what ${file} imports and ships both on ${deno.distroless}`,
        because: exact ? `There is none; ${exact.evidence.fact}.` : 'There is none.',
        evidence: [
          { file: manifest, fact: `"${name}": "deno run ${task}"` },
          ...(exact ? [exact.evidence] : []),
        ],
        applicability: 'needs-verification',
      },
    ],
  }
}

/** The default of `Deno.serve`, where the sources name no port. Source: docs.deno.com/api/deno/~/Deno.serve */
function defaultPort(app: AppFiles): string | undefined {
  if (scanRoutes(app).ports.length > 0) return undefined
  const sources = app.list().filter(path => /\.[cm]?[jt]sx?$/.test(path) && !besideTheApp.test(path))
  return sources.some(path => /\bDeno\.serve\(/.test(app.read(path) ?? '')) ? '8000' : undefined
}
