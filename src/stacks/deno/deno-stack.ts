import type { AppFiles } from '../../app/app-files.ts'
import { pinnedTool } from '../../app/pinned-tool.ts'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import { buildModel } from '../../model/model.ts'
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

/** The `start` task, as far as it is a plain `deno run`; a string says why not. */
function newPlan(app: AppFiles, manifest: string): Plan | string {
  const task = /"start"\s*:\s*"deno run ((?:[^"\\]|\\.)*)"/.exec(app.read(manifest) ?? '')?.[1]
  if (task === undefined || /[$;&|<>`\\]/.test(task))
    return `${manifest} has no task "start" that is a plain \`deno run\`: say what is to be started by a Dockerfile`
  const words = task.trim().split(/\s+/)
  const file = words.find(word => /\.[cm]?[jt]sx?$/.test(word))
  if (file === undefined) return `which file \`deno run ${task}\` starts is not known`
  const pinned = pinnedTool(app, 'deno')
  const exact = /^\d+\.\d+\.\d+$/.test(pinned?.version ?? '') ? pinned : undefined
  const text = [
    `FROM denoland/deno:${exact?.version ?? 'latest'}`,
    'WORKDIR /app',
    'COPY . .',
    `RUN deno cache ${file}`,
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
          { file: manifest, fact: `"start": "deno run ${task}"` },
          ...(exact ? [exact.evidence] : []),
        ],
        applicability: 'needs-verification',
      },
    ],
  }
}
