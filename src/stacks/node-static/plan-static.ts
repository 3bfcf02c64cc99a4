import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { Step } from '../../model/build-model.ts'
import { isRuntimeOnly } from '../../model/carry-over.ts'
import { imageBelow } from '../../model/image-below.ts'
import { keepHealthcheck } from '../../model/keep-healthcheck.ts'
import { shippedStages } from '../../model/launch.ts'
import { readsGit } from '../../model/reads-git.ts'
import { freeStageName, stageLines } from '../../model/stage-lines.ts'
import type { BuildStage, NeededFile, Plan } from '../../model/stack-facts.ts'
import { type BuildStageEdits, editBuildStage, outputFolder } from './build-stage.ts'
import { carriedSettings, userOf } from './carried-settings.ts'
import { nginxConf, nginxRoot, settingsOf, type SiteSettings } from './nginx-conf.ts'
import { type OwnNginxConf, ownNginxConf } from './own-nginx-conf.ts'
import {
  nginxImage,
  nginxWithCurl,
  swsImage,
  unprivilegedImage,
  unprivilegedWithCurl,
} from './server-images.ts'
import { contractOf, servedBy, serverChanges } from './site-changes.ts'
import type { StaticSite } from './static-site.ts'
import { hashedHeaders, swsConfig, swsRoot } from './sws-config.ts'

/** The ways to serve a built site: nginx with a configuration that fits it, and a smaller server of files. */
export function planStatic(app: AppFiles, site: StaticSite): readonly Plan[] {
  const edits = editBuildStage(app, site)
  if (!site.served) return [keptPlan(app, site, edits)]
  const own = ownNginxConf(app)
  const health = keepHealthcheck(site.build, () => false)
  const settings = settingsOf(site.framework, site.served.port, site.routes !== undefined)
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
      base: final ? imageBelow(build, final) : 'scratch',
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
  const withoutRights = userOf(site) !== undefined && !own
  const image = withoutRights
    ? curl
      ? unprivilegedWithCurl
      : unprivilegedImage
    : curl
      ? nginxWithCurl
      : nginxImage
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
      ...carriedSettings(site, port),
    },
    changes: [servedBy(site, `nginx (${image})`), ...serverChanges(site, settings, own), ...edits.changes],
    files: own ? {} : { [name]: nginxConf(settings) },
    ignore: ignored(app, site),
    ...contractOf(site),
  }
}

function swsPlan(app: AppFiles, site: StaticSite, edits: BuildStageEdits, settings: SiteSettings): Plan {
  const from = builderName(site)
  const name = freeFile(app, site, 'sws.toml')
  const output = posix.relative(site.folder, outputFolder(site))
  const texts = carriedSettings(site, settings.port)
  // The server writes nothing, so any user will do.
  const user = userOf(site) === undefined ? [] : ['USER 65532:65532']
  const config = [`COPY ${name} /tmp/sws.toml`, ...hashedHeaders(settings, output)]
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
      servedBy(site, `static-web-server (${swsImage})`),
      ...serverChanges(site, settings, undefined),
      ...edits.changes,
    ],
    files: { [name]: swsConfig(settings) },
    ignore: ignored(app, site),
    ...contractOf(site),
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

/** The name for a file of ours, where neither the folder has one of that name nor an instruction asks for one. */
function freeFile(app: AppFiles, site: StaticSite, name: string): string {
  const asked = site.build.document.text.includes(name)
  return app.has(name) || asked ? `laststage.${name}` : name
}

function ignored(app: AppFiles, site: StaticSite): readonly string[] {
  const folder = posix.dirname(site.manifest.path)
  const output = posix.join(folder, site.framework.output)
  return [posix.join(folder, 'node_modules'), output, ...(readsGit(app, [site.stage]) ? [] : ['.git'])]
}
