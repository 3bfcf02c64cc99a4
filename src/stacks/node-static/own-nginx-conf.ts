import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { rangeOf } from '../../app/positions.ts'
import type { Evidence } from '../../model/change.ts'

/** The user's own configuration of nginx. */
export interface OwnNginxConf {
  readonly path: string
  /** Where nginx's image reads it. */
  readonly destination: string
  readonly port: string
  readonly root: string
  readonly evidence: Evidence
}

const places =
  /^(?:(?:\.?nginx|conf|config|docker|deploy|\.docker)\/)?(?:nginx|default)(?:\.prod|\.production)?\.conf$/

/** Written for a buildpack: a template that it fills in, or `daemon off`, which the start of nginx's image says already. */
const buildpack = /\{\{|<%|^\s*daemon\s/m

/** Finds a configuration that serves files; of several the one nearest to the root. */
export function ownNginxConf(app: AppFiles): OwnNginxConf | undefined {
  const path = app
    .list()
    .filter(each => places.test(each))
    .toSorted((a, b) => a.split('/').length - b.split('/').length || b.localeCompare(a))[0]
  const text = path === undefined ? undefined : app.read(path)
  if (path === undefined || text === undefined || !/\bserver\s*\{/.test(text)) return undefined
  if (buildpack.test(text)) return undefined
  const code = text.replace(/#[^\n]*/g, comment => ' '.repeat(comment.length))
  const listen = /\blisten\s+(?:[\d.]+:|\[::\]:|\*:)?(\d+)/.exec(code)
  const root = /\broot\s+["']?([^\s;"']+)["']?\s*;/.exec(code)?.[1]
  const whole = /(?:^|\s)http\s*\{/.test(code)
  const at = listen?.index ?? 0
  return {
    path,
    destination: whole ? '/etc/nginx/nginx.conf' : '/etc/nginx/conf.d/default.conf',
    port: listen?.[1] ?? '80',
    // nginx's image is built with the prefix /etc/nginx, from which a relative root counts.
    root: posix.resolve('/etc/nginx', root ?? '/usr/share/nginx/html'),
    evidence: {
      file: path,
      range: rangeOf(text, at, at + (listen?.[0].length ?? 0)),
      fact: listen?.[0] ?? 'nginx configuration',
    },
  }
}
