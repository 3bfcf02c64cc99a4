import { posix } from 'node:path'
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

/** The `start` task, else what `dev` watches, as far as it is one plain call of Deno; a string says why not. */
function newPlan(app: AppFiles, manifest: string): Plan | string {
  const tasks = app.read(manifest) ?? ''
  const taskOf = (name: string) => new RegExp(`"${name}"\\s*:\\s*"((?:[^"\\\\]|\\\\.)*)"`).exec(tasks)?.[1]
  const name = taskOf('start') === undefined ? 'dev' : 'start'
  const task = /^deno\s+(.*)$/.exec(taskOf(name) ?? '')?.[1]
  const [verb = '', ...given] = (task ?? '').trim().split(/\s+/)
  const isPlain = /^(?:run|serve)$/.test(verb) || /^-|\.[cm]?[jt]sx?$/.test(verb)
  if (task === undefined || !isPlain || /[$;&|<>`\\]/.test(task))
    return `${manifest} has no task "start" that is a plain \`deno run\` or \`deno serve\`: add one, or say what is to be started by a Dockerfile`
  const isVerb = /^(?:run|serve)$/.test(verb)
  const written = (isVerb ? given : [verb, ...given]).filter(
    word => !/^--watch(?:-hmr|-exclude)?(?:=|$)/.test(word),
  )
  const named = written.find(word => /\.[cm]?[jt]sx?$/.test(word))
  if (named === undefined) return `which file \`deno ${task}\` starts is not known`
  const file = developed(app, named) ?? named
  const words = [isVerb ? verb : 'run', ...written.map(word => (word === named ? file : word))]
  const builds = !app.has(posix.normalize(file))
  if (builds && taskOf('build') === undefined)
    return `the task "${name}" of ${manifest} starts ${file}, which is not here, and no task "build" makes it`
  const pinned = pinnedTool(app, 'deno')
  const exact = /^\d+\.\d+\.\d+$/.test(pinned?.version ?? '') ? pinned : undefined
  const port = verb === 'serve' ? servePort(written) : defaultPort(app)
  const text = [
    `FROM denoland/deno:${exact?.version ?? 'latest'}`,
    'WORKDIR /app',
    'COPY . .',
    ...(ownModules(app, tasks) ? ['RUN deno install'] : []),
    ...(builds ? ['RUN deno task build'] : []),
    `RUN deno cache ${file}`,
    ...(port === undefined ? [] : [`EXPOSE ${port}`]),
    'USER deno',
    `CMD [${words.map(each => JSON.stringify(each)).join(', ')}]`,
    '',
  ].join('\n')
  const deno = readDenoApp(app, buildModel(parseDockerfile(text, 'Dockerfile')))
  if (deno === undefined || typeof deno === 'string') return deno ?? 'the app is not understood'
  const plan = planDeno(app, deno, true)
  if (typeof plan === 'string') return plan
  return {
    ...plan,
    changes: [
      {
        id: 'deno-new-dockerfile',
        title: `A Dockerfile that downloads what ${file} imports and ships both on ${deno.distroless}`,
        because: exact ? `There is none; ${exact.evidence.fact}.` : 'There is none.',
        evidence: [{ file: manifest, fact: `"${name}": "deno ${task}"` }, ...(exact ? [exact.evidence] : [])],
        applicability: 'needs-verification',
      },
    ],
  }
}

/**
 * What the development server of Fresh 1 wraps: it looks for changes, and imports the program where no cache sees it.
 * Source: dev.ts of https://github.com/denoland/fresh/tree/1.x
 */
function developed(app: AppFiles, file: string): string | undefined {
  const text = app.read(posix.normalize(file)) ?? ''
  if (!/["'][^"'\n]*fresh\/dev(?:\.ts)?["']/.test(text)) return undefined
  const wrapped = /\bdev\(\s*import\.meta\.url\s*,\s*["'](?:\.\/)?([^"'\n]+)["']/.exec(text)?.[1]
  return wrapped === undefined ? undefined : posix.join(posix.dirname(file), wrapped)
}

/** Where `node_modules` is filled by hand. Source: https://docs.deno.com/runtime/fundamentals/node/#node_modules */
const ownModules = (app: AppFiles, manifest: string): boolean =>
  /"nodeModulesDir"\s*:\s*"manual"/.test(manifest) ||
  (app.has('package.json') && !/"nodeModulesDir"/.test(manifest))

/** Source: https://docs.deno.com/runtime/reference/cli/serve/ */
const servePort = (words: readonly string[]): string => /--port[= ](\d+)/.exec(words.join(' '))?.[1] ?? '8000'

/** The default of `Deno.serve`, and of Fresh with it, where the sources name no port. Source: docs.deno.com/api/deno/~/Deno.serve */
function defaultPort(app: AppFiles): string | undefined {
  if (scanRoutes(app).ports.length > 0) return undefined
  const sources = app.list().filter(path => /\.[cm]?[jt]sx?$/.test(path) && !besideTheApp.test(path))
  return sources.some(path => /\bDeno\.serve\(|["']\$fresh\/server(?:\.ts)?["']/.test(app.read(path) ?? ''))
    ? '8000'
    : undefined
}
