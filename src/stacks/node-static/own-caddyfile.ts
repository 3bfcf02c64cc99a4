import type { AppFiles } from '../../app/app-files.ts'
import { rangeOfLine } from '../../app/positions.ts'
import type { Evidence } from '../../model/change.ts'

/** The user's own configuration of Caddy, which serves files of one folder. */
export interface OwnCaddyfile {
  readonly path: string
  readonly port: string
  readonly root: string
  readonly evidence: Evidence
}

export const caddyImage = 'caddy:2-alpine'
/** Where the image reads it, and the folder that a relative path begins at. Source: hub.docker.com/_/caddy */
export const caddyfilePlace = '/etc/caddy/Caddyfile'
const workdir = '/srv'

/** Undefined where there is none that serves files; a string says what of it only another place knows. */
export function ownCaddyfile(app: AppFiles): OwnCaddyfile | string | undefined {
  const path = 'Caddyfile'
  const text = app.read(path)
  if (text === undefined) return undefined
  const lines = text.split('\n').map(line => line.replace(/(?:^|\s)#.*/, '').trim())
  const at = (pattern: RegExp) => lines.findIndex(line => pattern.test(line))
  if (at(/^file_server\b/) < 0) return undefined
  const template = at(/\{\{/)
  if (template >= 0)
    return `${path}:${template + 1} is filled in by what deploys it: ${lines[template] ?? ''}`
  const sites = lines.filter(
    (line, index) => line.endsWith('{') && depthAt(lines, index) === 0 && line !== '{',
  )
  const [site = '', ...others] = sites
  if (others.length > 0)
    return `${path} serves several sites (${sites.map(name).join(', ')}): write its Dockerfile by hand`
  const port = /^(?:https?:\/\/)?(?:localhost)?:(?:\{\$\w+:)?(\d+)\}?$/.exec(name(site))?.[1]
  if (port === undefined)
    return `${path} gets a certificate for ${name(site)}, and whether that name leads to the container is not known: serve a port (\`:80\`)`
  const roots = [...new Set(lines.flatMap(line => /^root\s+(?:\*\s+)?([^\s{]+)$/.exec(line)?.[1] ?? []))]
  const [root = '.', ...more] = roots
  if (more.length > 0)
    return `${path} serves several folders (${roots.join(', ')}): write its Dockerfile by hand`
  return {
    path,
    port,
    root: root.startsWith('/') ? root : `${workdir}/${root}`.replace(/\/\.?$/, ''),
    evidence: { file: path, range: rangeOfLine(text, lines.indexOf(site) + 1), fact: name(site) },
  }
}

const name = (site: string) => site.replace(/\s*\{$/, '')

/** How many blocks are open before a line. */
function depthAt(lines: readonly string[], index: number): number {
  const above = lines.slice(0, index)
  return above.filter(line => line.endsWith('{')).length - above.filter(line => line === '}').length
}
