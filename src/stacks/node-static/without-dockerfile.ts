import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { nodeVersion, type NodeVersion } from '../../app/node-version.ts'
import { type PackageJson, readPackageJson } from '../../app/package-json.ts'
import type { Change, Evidence } from '../../model/change.ts'
import { otherEcosystem } from '../../model/other-ecosystem.ts'
import type { NeededFile, Plan, StackFacts } from '../../model/stack-facts.ts'
import { serverPackage, startScript } from '../node-server/start-script.ts'
import { buildCacheFlag } from './build-cache.ts'
import { clientRoutes } from './client-routes.ts'
import { isForServer, readFramework } from './framework.ts'
import type { Framework } from './framework-facts.ts'
import { installLines, type NewInstall, newInstall, unlockedVersions } from './new-install.ts'
import { bakedEnvironment } from './baked-env.ts'
import { withoutMaps } from './build-stage.ts'
import { nginxConf, nginxRoot, settingsOf, type SiteSettings } from './nginx-conf.ts'
import { caddyfilePlace, caddyImage, type OwnCaddyfile, ownCaddyfile } from './own-caddyfile.ts'
import { oldHashes } from './old-hashes.ts'
import { ownNginxConf } from './own-nginx-conf.ts'
import { nginxImage, swsImage } from './server-images.ts'
import { hashedHeaders, swsConfig, swsRoot } from './sws-config.ts'

/** A Dockerfile for a site that has none: one package at the root. Anything else is refused. */
export function writeSiteDockerfile(app: AppFiles, manifests: readonly string[]): StackFacts | undefined {
  for (const path of manifests) {
    const manifest = readPackageJson(app, path)
    const framework = manifest && readFramework(app, manifest, new Map())
    if (!manifest || framework === undefined) continue
    // A package that starts a server of its own ships that, and the site with it.
    if (serverPackage(manifest) ?? startScript(manifest, 'start')) continue
    const evidence = typeof framework === 'string' ? [{ file: path, fact: framework }] : [framework.evidence]
    const facts = { stack: 'node-static', evidence, plans: [], diagnostics: [] }
    if (typeof framework === 'string')
      return { ...facts, refused: framework, handsOver: isForServer(framework) }
    const plans = plansFor(app, manifest, framework)
    if (typeof plans === 'string') return { ...facts, refused: plans }
    return {
      ...facts,
      plans,
      diagnostics: [...bakedEnvironment(app, manifest), ...unlockedVersions(app, manifest)],
    }
  }
  return undefined
}

interface NewSite {
  readonly framework: Framework
  readonly install: NewInstall
  readonly node: NodeVersion
  readonly routes: Evidence | undefined
  readonly settings: SiteSettings
  readonly oldHashes: readonly string[]
}

function plansFor(app: AppFiles, manifest: PackageJson, framework: Framework): readonly Plan[] | string {
  if (manifest.path !== 'package.json')
    return `the site is in a subfolder (${manifest.path}): say where it is to be built by a Dockerfile`
  const other = otherEcosystem(app, 'node')
  if (other !== undefined) return `${other} stands beside package.json: say which of them is the app`
  const client = manifest.dependencies.get('@prisma/client') ?? manifest.devDependencies.get('@prisma/client')
  if (client)
    return `${manifest.path}:${client.range.start.line} depends on @prisma/client: the site is built from a database, which the build of an image does not reach`
  const install = newInstall(app, manifest)
  if (typeof install === 'string') return install
  const node = nodeVersion(app, manifest)
  if (typeof node === 'string') return node
  const own = ownNginxConf(app)
  const caddy = own ? undefined : ownCaddyfile(app)
  if (typeof caddy === 'string') return caddy
  const routes = clientRoutes(app, manifest)
  const settings = settingsOf(framework, (own ?? caddy)?.port ?? '80', routes !== undefined)
  const site = { framework, install, node, routes, settings, oldHashes: oldHashes(manifest, node.major) }
  if (caddy) return [caddyPlan(site, caddy)]
  const conf = freeName(app, 'nginx.conf')
  const nginx = sitePlan(site, {
    id: 'nginx',
    title: 'the built site on nginx',
    image: nginxImage,
    extra: [],
    files: [
      {
        from: 'context',
        source: own?.path ?? conf,
        destination: own?.destination ?? '/etc/nginx/conf.d/default.conf',
      },
      siteFiles(site, own?.root ?? nginxRoot),
    ],
    command: [],
    emitted: own ? {} : { [conf]: nginxConf(settings) },
  })
  return own ? [nginx] : [nginx, tinyPlan(app, site)]
}

function caddyPlan(site: NewSite, { path, root }: OwnCaddyfile): Plan {
  return sitePlan(site, {
    id: 'caddy',
    title: 'the built site on Caddy',
    image: caddyImage,
    extra: [],
    files: [{ from: 'context', source: path, destination: caddyfilePlace }, siteFiles(site, root)],
    command: [],
    emitted: {},
  })
}

function tinyPlan(app: AppFiles, site: NewSite): Plan {
  const { framework, settings } = site
  const name = freeName(app, 'sws.toml')
  const source = posix.join('/app', framework.output)
  const config = [`COPY ${name} /tmp/sws.toml`, ...hashedHeaders(settings, source)]
  return sitePlan(site, {
    id: 'tiny',
    title: 'the built site on a small server of files',
    image: swsImage,
    extra: config,
    files: [
      { from: 'build', source: '/tmp/sws.toml', destination: '/etc/sws.toml' },
      siteFiles(site, swsRoot),
    ],
    command: ['CMD ["--config-file", "/etc/sws.toml"]'],
    emitted: { [name]: swsConfig(settings) },
  })
}

interface Server {
  readonly id: string
  readonly title: string
  readonly image: string
  /** Lines after the build, for the server's settings. */
  readonly extra: readonly string[]
  readonly files: readonly NeededFile[]
  readonly command: readonly string[]
  readonly emitted: Readonly<Record<string, string>>
}

function sitePlan(site: NewSite, server: Server): Plan {
  const { framework, install, node, routes, settings } = site
  const change: Change = {
    id: 'site-new-dockerfile',
    title: `A Dockerfile that builds the site and serves it with ${server.image}`,
    because: `There is none; ${framework.title} builds a folder of files, and Node ${node.major} builds it (${node.fact}).`,
    evidence: [
      framework.evidence,
      install.evidence,
      { file: node.file, fact: node.fact, ...(node.range ? { range: node.range } : {}) },
      ...(routes ? [routes] : []),
    ],
    applicability: 'needs-verification',
  }
  return {
    id: server.id,
    title: server.title,
    buildStages: [
      {
        lines: [
          `FROM node:${node.major}-slim AS build`,
          'WORKDIR /app',
          ...install.setup,
          ...installLines(install),
          ...site.oldHashes,
          `RUN ${buildCacheFlag(framework, '/app')}${install.manager.build}`,
          ...withoutMaps(framework),
          ...server.extra,
        ],
      },
    ],
    needs: {
      runtime: { kind: 'image', image: server.image },
      files: server.files,
      before: [],
      after: [`EXPOSE ${settings.port}`, ...server.command],
    },
    changes: [change],
    files: server.emitted,
    ignore: ['node_modules', framework.output, '.git'],
  }
}

function siteFiles({ framework }: NewSite, root: string): NeededFile {
  const destination = posix.join(root, framework.base)
  return {
    from: 'build',
    source: posix.join('/app', framework.output),
    destination: destination.replace(/(.)\/$/, '$1'),
  }
}

const freeName = (app: AppFiles, name: string) => (app.has(name) ? `laststage.${name}` : name)
