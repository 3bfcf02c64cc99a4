import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { blankComments } from '../../app/blank-comments.ts'
import { parseJsonWithRanges } from '../../app/json-ranges.ts'
import { rangeOf } from '../../app/positions.ts'
import type { Diagnostic, Range } from '../../dockerfile/source.ts'
import type { StaticSite } from './static-site.ts'

/** A development server may pass requests on to another; a server of files does not, and it is said. */
export function devProxy(app: AppFiles, site: StaticSite): readonly Diagnostic[] {
  if (site.served?.kind !== 'development') return []
  const found = inManifest(app, site) ?? inConfig(app, site)
  if (!found) return []
  return [
    {
      code: 'dev-proxy',
      severity: 'warning',
      message:
        'the development server passes requests on to another server; what serves the built site does not',
      file: found.file,
      range: found.range,
      help: 'let the ingress route them, or add a proxy_pass to an nginx.conf of your own',
    },
  ]
}

interface Place {
  readonly file: string
  readonly range: Range
}

function inManifest(app: AppFiles, site: StaticSite): Place | undefined {
  const root = parseJsonWithRanges(app.read(site.manifest.path) ?? '')
  const proxy = root?.kind === 'object' ? root.members.get('proxy') : undefined
  return proxy && { file: site.manifest.path, range: proxy.range }
}

function inConfig(app: AppFiles, site: StaticSite): Place | undefined {
  const folder = posix.dirname(site.manifest.path)
  const file = app
    .list()
    .find(path => posix.dirname(path) === folder && /(?:^|\/)(?:vite|vue)\.config\.[cm]?[jt]s$/.test(path))
  const text = file === undefined ? '' : blankComments(app.read(file) ?? '')
  const match = /\b(?:proxy|devServer\.proxy)\s*:/.exec(text)
  return file !== undefined && match
    ? { file, range: rangeOf(text, match.index, match.index + match[0].length) }
    : undefined
}
