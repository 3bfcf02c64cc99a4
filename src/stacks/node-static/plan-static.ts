import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { Step } from '../../model/build-model.ts'
import { carryOver, isRuntimeOnly } from '../../model/carry-over.ts'
import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { instructionText } from '../../model/instruction-text.ts'
import { keepHealthcheck } from '../../model/keep-healthcheck.ts'
import { shippedStages, shippedSteps } from '../../model/launch.ts'
import { readsGit } from '../../model/reads-git.ts'
import { freeStageName, stageLines } from '../../model/stage-lines.ts'
import type { BuildStage, NeededFile, Plan } from '../../model/stack-facts.ts'
import { type BuildStageEdits, editBuildStage, outputFolder } from './build-stage.ts'
import { nginxConf, nginxRoot, type SiteSettings } from './nginx-conf.ts'
import { type OwnNginxConf, ownNginxConf } from './own-nginx-conf.ts'
import type { StaticSite } from './static-site.ts'
import { hashedHeaders, swsConfig, swsRoot } from './sws-config.ts'

/** The images that serve; each pinned to a minor version that its makers maintain. */
const nginxImage = 'nginx:1.28-alpine-slim'
const nginxWithCurl = 'nginx:1.28-alpine'
const unprivilegedImage = 'nginxinc/nginx-unprivileged:1.28-alpine-slim'
const swsImage = 'ghcr.io/static-web-server/static-web-server:2.40'

/** The ways to serve a built site: nginx with a configuration that fits it, and a smaller server of files. */
export function planStatic(app: AppFiles, site: StaticSite): readonly Plan[] {
  const edits = editBuildStage(app, site)
  if (!site.served) return [keptPlan(app, site, edits)]
  const own = ownNginxConf(app)
  const health = keepHealthcheck(site.build, () => false)
  const settings: SiteSettings = {
    port: site.served.port,
    base: site.framework.base,
    hashed: site.framework.hashed,
    routes: site.routes !== undefined,
  }
  const nginx = nginxPlan(app, site, edits, settings, own, health.tools.includes('curl'))
  if (own || health.needsShell) return [nginx]
  return [nginx, swsPlan(app, site, edits, settings)]
}

/** A last stage of the author's own that serves the site stays as it is; only the build stage gets better. */
function keptPlan(app: AppFiles, site: StaticSite, edits: BuildStageEdits): Plan {
  const { build } = site
  const { final } = build
  const stages = build.stages.filter(stage => stage !== final)
  return {
    id: '',
    title: 'the build stage of an expert',
    buildStages: stages.map(stage => ({
      lines: stageLines(build, stage, editsFor(stage === site.stage, edits)),
    })),
    needs: {
      kept: { lines: final ? stageLines(build, final) : [] },
      base: final?.base.kind === 'image' ? final.base.reference : (final?.base.kind ?? 'scratch'),
    },
    changes: edits.changes,
    files: {},
    ignore: ignored(app, site),
  }
}

function editsFor(isBuilder: boolean, edits: BuildStageEdits) {
  if (!isBuilder) return {}
  return {
    edits: edits.edits,
    before: edits.before,
    after: edits.after,
    drop: (step: Step) => edits.drop.has(step),
  }
}

function nginxPlan(
  app: AppFiles,
  site: StaticSite,
  edits: BuildStageEdits,
  settings: SiteSettings,
  own: OwnNginxConf | undefined,
  curl: boolean,
): Plan {
  const from = builderName(site)
  const name = freeFile(app, site, 'nginx.conf')
  const port = own?.port ?? settings.port
  const root = own?.root ?? nginxRoot
  const user = userOf(site)
  const image = user && !own ? unprivilegedImage : curl ? nginxWithCurl : nginxImage
  const conf: NeededFile = {
    from: 'context',
    source: own?.path ?? name,
    destination: own?.destination ?? '/etc/nginx/conf.d/default.conf',
  }
  return {
    id: 'nginx',
    title: 'the built site on nginx',
    buildStages: buildStages(site, from, edits, []),
    needs: {
      runtime: { kind: 'image', image },
      files: [conf, siteFiles(site, from, root)],
      ...carried(site, port),
    },
    changes: [served(site, `nginx (${image})`), ...serverChanges(site, settings, own), ...edits.changes],
    files: own ? {} : { [name]: nginxConf(settings) },
    ignore: ignored(app, site),
    ...contract(site),
  }
}

function swsPlan(app: AppFiles, site: StaticSite, edits: BuildStageEdits, settings: SiteSettings): Plan {
  const from = builderName(site)
  const name = freeFile(app, site, 'sws.toml')
  const output = posix.relative(site.folder, outputFolder(site))
  const texts = carried(site, settings.port)
  // The server writes nothing, so any user will do.
  const user = userOf(site) === undefined ? [] : ['USER 65532:65532']
  const config = [`COPY ${name} /tmp/sws.toml`, hashedHeaders(settings, output)]
  return {
    id: 'tiny',
    title: 'the built site on static-web-server',
    buildStages: buildStages(site, from, edits, config),
    needs: {
      runtime: { kind: 'image', image: swsImage },
      files: [
        { from, source: '/tmp/sws.toml', destination: '/etc/sws.toml' },
        siteFiles(site, from, swsRoot),
      ],
      before: texts.before,
      after: [...user, ...texts.after, 'CMD ["--config-file", "/etc/sws.toml"]'],
    },
    changes: [
      served(site, `static-web-server (${swsImage})`),
      ...serverChanges(site, settings, undefined),
      ...edits.changes,
    ],
    files: { [name]: swsConfig(settings) },
    ignore: ignored(app, site),
    ...contract(site),
  }
}

const builderName = (site: StaticSite) => site.stage.name ?? freeStageName(site.build, 'build')

function buildStages(
  site: StaticSite,
  name: string,
  edits: BuildStageEdits,
  extra: readonly string[],
): readonly BuildStage[] {
  const { build } = site
  const shipped = new Set(shippedStages(build))
  const stages = shipped.has(site.stage) ? build.stages : build.stages.filter(stage => !shipped.has(stage))
  return stages.map(stage => {
    const builder = stage === site.stage
    return {
      lines: stageLines(build, stage, {
        ...(builder ? { name } : {}),
        edits: builder ? edits.edits : [],
        ...(builder ? { before: edits.before, after: [...edits.after, ...extra] } : {}),
        drop: step =>
          edits.drop.has(step) ||
          isRuntimeOnly(step) ||
          (shipped.has(stage) && step.instruction.name === 'USER'),
      }),
    }
  })
}

/** The site below the path where it expects to be. */
function siteFiles(site: StaticSite, from: string, root: string): NeededFile {
  const destination = posix.join(root, site.framework.base)
  return { from, source: outputFolder(site), destination: destination.replace(/(.)\/$/, '$1') }
}

/** What the author says of the running image; the variables were the build's and the development server's. */
function carried(site: StaticSite, port: string) {
  const { build } = site
  const instead = new Map<Step, string>()
  for (const step of shippedSteps(build)) {
    const { instruction } = step
    if (['CMD', 'ENTRYPOINT', 'ENV', 'USER', 'VOLUME', 'STOPSIGNAL'].includes(instruction.name))
      instead.set(step, '')
    if (instruction.name === 'EXPOSE' && port !== site.served?.port) instead.set(step, '')
    if (instruction.name === 'HEALTHCHECK') {
      // nginx listens on IPv4 alone, and busybox's wget tries the first address of localhost only.
      instead.set(step, instructionText(build.document, instruction).replaceAll('//localhost', '//127.0.0.1'))
    }
  }
  const { before, after } = carryOver(build, { buildOnly: new Set(), instead })
  return { before, after: [...after, ...exposed(site, port)] }
}

/** The port of the original, where no EXPOSE of the author's says it already. */
function exposed(site: StaticSite, port: string): readonly string[] {
  const said = shippedSteps(site.build).some(
    ({ instruction }) =>
      instruction.name === 'EXPOSE' &&
      instruction.values.some(value => value.value.replace(/\/tcp$/, '') === port),
  )
  return said ? [] : [`EXPOSE ${port}`]
}

function userOf(site: StaticSite): string | undefined {
  const user = shippedSteps(site.build).findLast(({ instruction }) => instruction.name === 'USER')
  const value = user?.instruction.name === 'USER' ? user.instruction.value.value : undefined
  return value === undefined || /^(?:root|0)(?::|$)/.test(value) ? undefined : value
}

/** The name for a file of ours, where neither the folder has one of that name nor an instruction asks for one. */
function freeFile(app: AppFiles, site: StaticSite, name: string): string {
  const asked = site.build.document.text.includes(name)
  return app.has(name) || asked ? `laststage.${name}` : name
}

function served(site: StaticSite, server: string): Change {
  const { build, framework, served: original } = site
  return {
    id: 'site-last-stage',
    title: `Serve the built site with ${server}`,
    because: `${framework.title} builds a folder of files; Node, the packages and the sources stay in the build stage.`,
    evidence: [...(original?.evidence ?? []), framework.evidence],
    applicability: 'needs-verification',
    replaces: { what: `Node and ${original?.name ?? 'its server'} of ${imageOf(build)}`, by: server },
  }
}

function imageOf(build: StaticSite['build']): string {
  const root = shippedStages(build)[0]
  return root?.base.kind === 'image' ? root.base.reference : 'the build image'
}

function serverChanges(
  site: StaticSite,
  settings: SiteSettings,
  own: OwnNginxConf | undefined,
): readonly Change[] {
  if (own) {
    return [
      {
        id: 'site-own-nginx-conf',
        title: `Use ${own.path}`,
        because: `The configuration is the author's own; it listens on ${own.port}${own.port === settings.port ? '' : `, where the original listened on ${settings.port}`}.`,
        evidence: [own.evidence],
        applicability: 'needs-verification',
      },
    ]
  }
  const { framework, routes } = site
  const base: Change = {
    id: 'site-base',
    title: `Serve the site below ${settings.base}`,
    because: `The built page asks for its files below ${settings.base}; at any other path they would be missing.`,
    evidence: [framework.baseEvidence ?? framework.evidence],
    applicability: 'needs-verification',
  }
  const fallback: Change = {
    id: 'site-routes',
    title: 'Answer the paths of client-side routes with the page',
    because:
      'A reload of a route asks the server for it; files, missing ones too, are never answered with the page.',
    evidence: routes ? [routes] : [],
    applicability: 'needs-verification',
  }
  return [...(settings.base === '/' ? [] : [base]), ...(routes ? [fallback] : []), ...userChanges(site)]
}

function userChanges(site: StaticSite): readonly Change[] {
  const step = shippedSteps(site.build).findLast(({ instruction }) => instruction.name === 'USER')
  const user = userOf(site)
  if (!step || user === undefined) return []
  return [
    {
      id: 'site-user',
      title: 'Serve as a user without rights',
      because: `The original runs as ${user}, a user of the Node image; the server's image has one of its own. The build runs as root, since nothing of it ships but the site.`,
      evidence: [evidenceOf(site.build, step.instruction)],
      applicability: 'needs-verification',
    },
  ]
}

function contract(site: StaticSite): Pick<Plan, 'contractOnly'> {
  if (site.served?.kind !== 'development') return {}
  return {
    contractOnly: `the original starts ${site.served.name}, which transforms sources while it serves and is no reference for the built site`,
  }
}

function ignored(app: AppFiles, site: StaticSite): readonly string[] {
  const folder = posix.dirname(site.manifest.path)
  const output = posix.join(folder, site.framework.output)
  return [posix.join(folder, 'node_modules'), output, ...(readsGit(app, [site.stage]) ? [] : ['.git'])]
}
