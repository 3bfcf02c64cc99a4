import type { AppFiles } from '../../app/app-files.ts'
import { nodeVersion } from '../../app/node-version.ts'
import type { PackageJson } from '../../app/package-json.ts'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import type { Change } from '../../model/change.ts'
import { buildModel } from '../../model/model.ts'
import { otherEcosystem } from '../../model/other-ecosystem.ts'
import type { Plan } from '../../model/stack-facts.ts'
import { newInstall } from '../node-static/new-install.ts'
import { planServer } from './plan-server.ts'
import { readServerApp } from './server-app.ts'
import { serverPackage, startScript } from './start-script.ts'

/** A Dockerfile for a server that has none. A string says why not; undefined where the package is no server. */
export function newServerPlans(app: AppFiles, manifest: PackageJson): readonly Plan[] | string | undefined {
  const server = serverPackage(manifest)
  const script = startScript(manifest, 'start')
  if (!server && !script) return undefined
  if (!script) return manifest.scripts.has('start') ? 'the start script is no plain `node …`' : undefined
  const other = otherEcosystem(app, 'node')
  if (other !== undefined) return `${other} stands beside package.json: say which of them is the app`
  const install = newInstall(app, manifest)
  if (typeof install === 'string') return install
  const node = nodeVersion(app, manifest)
  if (typeof node === 'string') return node
  const port = portOf(app)
  const text = [
    `FROM node:${node.major}-slim`,
    'WORKDIR /app',
    ...install.setup,
    `COPY ${(install.manifests ?? ['package.json']).join(' ')} ./`,
    `RUN ${install.command}`,
    'COPY . .',
    ...(manifest.scripts.has('build') ? [`RUN ${install.manager.build}`] : []),
    'ENV NODE_ENV=production',
    ...(port === undefined ? [] : [`EXPOSE ${port}`]),
    `CMD ["npm", "start"]`,
    '',
  ].join('\n')
  const read = readServerApp(app, buildModel(parseDockerfile(text, 'Dockerfile')))
  if (read === undefined || typeof read === 'string') return read
  const plans = planServer(app, read, true)
  if (typeof plans === 'string') return plans
  const range = node.range ? { range: node.range } : {}
  const change: Change = {
    id: 'node-new-dockerfile',
    title: 'A Dockerfile that ships the production packages and the program',
    because: `There is none; ${script.evidence.fact} starts the program, on Node ${node.major} (${node.fact}).`,
    evidence: [script.evidence, install.evidence, { file: node.file, fact: node.fact, ...range }],
    applicability: 'needs-verification',
  }
  return plans.map(plan => ({ ...plan, changes: [change] }))
}

const ports = [
  /\.listen\(\s*(?:\{\s*port:\s*)?(?:Number\(|\+)?(?:process\.env(?:\.PORT|\[["']PORT["']\])\s*(?:\|\||\?\?)\s*)?["']?(\d{2,5})\b/,
  /\bport\s*[:=]\s*(?:Number\(|parseInt\(|\+)?(?:process\.env(?:\.PORT|\[["']PORT["']\])\s*(?:\|\||\?\?)\s*)?["']?(\d{2,5})\b/i,
]

/** The port that a source names beside `listen` or `PORT`, where all that do agree. */
function portOf(app: AppFiles): string | undefined {
  const found = app
    .list()
    .filter(
      path =>
        /\.[cm]?[jt]s$/.test(path) &&
        !/(?:^|\/)(?:tests?|node_modules)\/|\.(?:test|spec|config)\./.test(path),
    )
    .flatMap(path => ports.map(pattern => pattern.exec(app.read(path) ?? '')?.[1]).find(Boolean) ?? [])
  const [first] = found
  return found.every(port => port === first) ? first : undefined
}
