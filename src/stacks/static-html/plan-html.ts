import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { rangeOf } from '../../app/positions.ts'
import type { Change, Evidence } from '../../model/change.ts'
import { keepHealthcheck } from '../../model/keep-healthcheck.ts'
import { shippedSteps } from '../../model/launch.ts'
import { notForVisitors } from '../../model/not-for-visitors.ts'
import type { NeededFile, Plan } from '../../model/stack-facts.ts'
import { nginxConf, nginxRoot, type SiteSettings } from '../node-static/nginx-conf.ts'
import { nginxImage, nginxWithCurl, swsImage } from '../node-static/server-images.ts'
import { swsConfig, swsRoot } from '../node-static/sws-config.ts'
import { caddyfilePlace, caddyImage, ownCaddyfile } from '../node-static/own-caddyfile.ts'
import { type OwnNginxConf, ownNginxConf } from '../node-static/own-nginx-conf.ts'
import type { HtmlSite } from './html-site.ts'
import { plainNginxConf, plainSwsConfig } from './plain-conf.ts'

/** nginx with a configuration that fits, and a smaller server of files where no check needs a shell. */
export function planHtml(site: HtmlSite): readonly Plan[] {
  const { build } = site
  const health = keepHealthcheck(build, () => false)
  const image = health.tools.includes('curl') ? nginxWithCurl : nginxImage
  const kept = shippedSteps(build).flatMap(({ instruction }) =>
    instruction.name === 'HEALTHCHECK' && instruction.command !== 'NONE'
      ? [
          build.document.text
            .slice(instruction.range.start.offset, instruction.range.end.offset)
            .replaceAll('//localhost', '//127.0.0.1'),
        ]
      : [],
  )
  const by = (server: string): Change => ({
    id: 'html-last-stage',
    title: `Serve the folder with ${server}`,
    because: `${site.server} needs a language and its system to serve files, and is made for development.`,
    evidence: site.evidence,
    applicability: 'needs-verification',
    replaces: { what: `${site.server} and its image`, by: server },
  })
  const changes = (server: string): readonly Change[] => [by(server)]
  const nginx = nginxPlan(plainNginxConf(site.port), site.port, image, site.copies, kept, changes)
  const plans = health.needsShell
    ? [nginx]
    : [nginx, swsPlan(plainSwsConfig(site.port), site.port, site.copies, changes)]
  return plans.map(plan =>
    site.noReference === undefined ? plan : { ...plan, contractOnly: site.noReference },
  )
}

type Copies = HtmlSite['copies']

function nginxPlan(
  conf: string,
  port: string,
  image: string,
  copies: Copies,
  kept: readonly string[],
  changes: (server: string) => readonly Change[],
): Plan {
  return {
    id: 'nginx',
    title: 'the folder on nginx',
    buildStages: [],
    needs: {
      runtime: { kind: 'image', image },
      files: filesAt(copies, nginxRoot),
      before: [written(conf, '/etc/nginx/conf.d/default.conf')],
      after: [`EXPOSE ${port}`, ...kept],
    },
    changes: changes(`nginx (${image})`),
    files: {},
    ignore: ['.git'],
  }
}

function swsPlan(
  conf: string,
  port: string,
  copies: Copies,
  changes: (server: string) => readonly Change[],
): Plan {
  return {
    id: 'tiny',
    title: 'the folder on static-web-server',
    buildStages: [],
    needs: {
      runtime: { kind: 'image', image: swsImage },
      files: filesAt(copies, swsRoot),
      before: [written(conf, '/etc/sws.toml')],
      after: [`EXPOSE ${port}`, 'CMD ["--config-file", "/etc/sws.toml"]'],
    },
    changes: changes(`static-web-server (${swsImage})`),
    files: {},
    ignore: ['.git'],
  }
}

/** Written in the Dockerfile: a file beside the pages would be served with them. */
const written = (text: string, path: string) => `COPY <<'EOF' ${path}\n${text}EOF`

function filesAt(copies: Copies, root: string): readonly NeededFile[] {
  return copies.flatMap(({ sources, destination }) =>
    sources.map(source => ({
      from: 'context',
      source,
      destination: `${posix.join(root, destination).replace(/\/$/, '')}${destination.endsWith('/') || destination === '' ? '/' : ''}`,
    })),
  )
}

/** A folder with an `index.html` and nothing that builds it; a string says what of it is not known; undefined where there is none. */
export function newHtmlPlans(app: AppFiles): readonly Plan[] | string | undefined {
  const staticfile = readStaticfile(app)
  const named = staticfile.root === undefined ? [] : [staticfile.root]
  const folder = [...named, '.', 'public', 'site', 'html', 'www', 'dist'].find(each =>
    app.has(posix.join(each, 'index.html')),
  )
  if (folder === undefined) return undefined
  const password = ['Staticfile.auth', posix.join(folder, 'Staticfile.auth')].find(each => app.has(each))
  if (password !== undefined)
    return `${password} asks for a password, and a server without one would show the pages to all: write an nginx.conf with auth_basic`
  const copies = [{ sources: [folder], destination: '/' }]
  const by = (server: string): Change => ({
    id: 'html-new-dockerfile',
    title: `A Dockerfile that serves ${folder === '.' ? 'the folder' : folder} with ${server}`,
    because: 'There is none, and nothing here builds the pages.',
    evidence: [{ file: posix.join(folder, 'index.html'), fact: 'a page' }],
    applicability: 'needs-verification',
  })
  const nginx = ownNginxConf(app)
  const own = nginx ? { ...nginx, image: nginxImage } : ownCaddy(app)
  if (typeof own === 'string') return own
  if (own) return [ownPlan(own, folder, by(own.image))]
  const settings: SiteSettings = {
    port: '8080',
    base: '/',
    hashed: undefined,
    routes: staticfile.routes !== undefined,
    pages: false,
    notFound: undefined,
  }
  const changes = (server: string): readonly Change[] => [by(server), ...fallback(staticfile)]
  return [
    nginxPlan(nginxConf(settings), settings.port, nginxImage, copies, [], changes),
    swsPlan(swsConfig(settings), settings.port, copies, changes),
  ].map(plan => ({ ...plan, ignore: [...notForVisitors, ...(app.has('Staticfile') ? ['Staticfile'] : [])] }))
}

interface Staticfile {
  /** The folder that it names. */
  readonly root: string | undefined
  /** Where it says that the page answers what is no file. */
  readonly routes: Evidence | undefined
}

/**
 * What buildpacks and Railpack serve a folder by. Sources: https://railpack.com/languages/staticfile and
 * https://docs.cloudfoundry.org/buildpacks/staticfile/ (`pushstate`).
 */
function readStaticfile(app: AppFiles): Staticfile {
  const file = 'Staticfile'
  const text = app.read(file) ?? ''
  const root = /^root:\s*["']?([^\s"']+)/m.exec(text)?.[1]
  const routes = /^(?:index_fallback:\s*true|pushstate:\s*enabled)\b/m.exec(text)
  return {
    root: root === undefined ? undefined : posix.normalize(root).replace(/\/$/, ''),
    routes:
      routes === null
        ? undefined
        : { file, range: rangeOf(text, routes.index, routes.index + routes[0].length), fact: routes[0] },
  }
}

function fallback({ routes }: Staticfile): readonly Change[] {
  if (routes === undefined) return []
  return [
    {
      id: 'html-routes',
      title: 'Answer what is no file with the page',
      because: 'The Staticfile asks for it; files, missing ones too, are never answered with the page.',
      evidence: [routes],
      applicability: 'needs-verification',
    },
  ]
}

type OwnServer = Pick<OwnNginxConf, 'path' | 'destination' | 'port' | 'root' | 'evidence'> & {
  readonly image: string
}

function ownCaddy(app: AppFiles): OwnServer | string | undefined {
  const own = ownCaddyfile(app)
  return typeof own === 'object' ? { ...own, destination: caddyfilePlace, image: caddyImage } : own
}

/** The folder on the server that the author has a configuration for, which is not for visitors either. */
function ownPlan(
  { path, destination, port, root, evidence, image }: OwnServer,
  folder: string,
  change: Change,
): Plan {
  const inside = folder === '.' ? path : posix.relative(folder, path)
  const served = inside.startsWith('..') ? [] : [`RUN rm ${posix.join(root, inside)}`]
  return {
    id: image.split(':')[0] ?? '',
    title: `the folder on ${image}`,
    buildStages: [],
    needs: {
      runtime: { kind: 'image', image },
      files: [
        { from: 'context', source: path, destination },
        { from: 'context', source: folder, destination: `${root}/` },
      ],
      before: [],
      after: [...served, `EXPOSE ${port}`],
    },
    changes: [{ ...change, evidence: [...change.evidence, evidence] }],
    files: {},
    ignore: notForVisitors,
  }
}
