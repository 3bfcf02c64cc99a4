import { mediaType } from './media-types.ts'

/** A path that a page, a style sheet or a script names. */
export interface Link {
  /** Path and query on the same origin: `/assets/app.js`. */
  readonly path: string
  readonly role: 'page' | 'asset'
  /**
   * True where a browser loads exactly this. False for a name that only looks like one in a script's strings: it
   * counts where the original answers it.
   */
  readonly sure: boolean
}

const assetName =
  /\.(?:m?js|css|png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|json|webmanifest|wasm|mp4|webm|mp3)$/i

/**
 * The same-origin paths that a body names. Reads text only: nothing of the app is executed here.
 *
 * @param page the path that the body was answered on; relative links start there
 * @param site the folder of the page that led here: what scripts name is often relative to it and not to the script
 */
export function linksOf(body: string, type: string, page: string, site: string): readonly Link[] {
  const media = mediaType(type)
  if (media === 'text/html' || media === 'application/xhtml+xml') return unique(htmlLinks(body, page))
  if (media === 'text/css') return unique(cssLinks(body, page))
  if (/javascript|ecmascript/.test(media)) return unique(scriptLinks(body, page, site))
  if (media === 'application/manifest+json' || /manifest\.json$|\.webmanifest$/.test(page)) {
    return unique(manifestLinks(body, page))
  }
  return []
}

const pageRelations = new Set([
  'canonical',
  'alternate',
  'next',
  'prev',
  'author',
  'license',
  'help',
  'search',
])

function htmlLinks(html: string, page: string): readonly Link[] {
  const text = html.replaceAll(/<!--[\s\S]*?-->/g, '')
  const base = attribute(/<base\b[^>]*>/i.exec(text)?.[0] ?? '', 'href')
  const from = base === undefined ? page : (samePath(base, page) ?? page)
  return [...text.matchAll(/<([a-z][\w-]*)\b((?:[^>"']|"[^"]*"|'[^']*')*)>/gi)]
    .flatMap(([tag, name = '']) => tagLinks(name.toLowerCase(), tag, from))
    .concat(
      [...text.matchAll(/<style\b[^>]*>([\s\S]*?)<\/style>/gi)].flatMap(([, css = '']) =>
        cssLinks(css, from),
      ),
      [...text.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/gi)].flatMap(([, js = '']) =>
        importLinks(js, from),
      ),
    )
}

function tagLinks(name: string, tag: string, from: string): readonly Link[] {
  if (name === 'base' || name === 'form') return []
  if (name === 'a' || name === 'area' || name === 'iframe' || name === 'frame') {
    const url = attribute(tag, name.endsWith('frame') ? 'src' : 'href')
    return url === undefined ? [] : linkTo(url, from, 'page')
  }
  if (name === 'link') return linkTag(tag, from)
  const urls = ['src', 'poster', 'data', 'xlink:href'].flatMap(key => attribute(tag, key) ?? [])
  const sets = ['srcset', 'imagesrcset'].flatMap(key => srcset(attribute(tag, key)))
  const style = attribute(tag, 'style')
  return [
    ...[...urls, ...sets].flatMap(url => linkTo(url, from, 'asset')),
    ...(style === undefined ? [] : cssLinks(style, from)),
  ]
}

/** `preconnect` and `dns-prefetch` load nothing; `canonical`, `alternate`, `next` name pages. */
function linkTag(tag: string, from: string): readonly Link[] {
  const rel = (attribute(tag, 'rel') ?? '').toLowerCase().split(/\s+/)
  if (rel.includes('preconnect') || rel.includes('dns-prefetch')) return []
  const url = attribute(tag, 'href')
  if (url === undefined) return []
  return linkTo(url, from, rel.some(word => pageRelations.has(word)) ? 'page' : 'asset')
}

function cssLinks(css: string, page: string): readonly Link[] {
  const text = css.replaceAll(/\/\*[\s\S]*?\*\//g, '')
  const urls = [...text.matchAll(/url\(\s*(?:"([^"]*)"|'([^']*)'|([^)'"\s]+))\s*\)/gi)]
  const imports = [...text.matchAll(/@import\s+(?:"([^"]*)"|'([^']*)')/gi)]
  return [...urls, ...imports].flatMap(match => linkTo(match[1] ?? match[2] ?? match[3] ?? '', page, 'asset'))
}

function scriptLinks(js: string, page: string, site: string): readonly Link[] {
  return [...importLinks(js, page), ...chunkLinks(js, site), ...namedInStrings(js, page, site)]
}

/** `import … from "./x.js"`, `import("./x.js")`, `export … from`; bare specifiers are no URLs. */
function importLinks(js: string, page: string): readonly Link[] {
  const found = js.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*(["'])((?:\.{0,2}\/)[^"'\s]+)\1/g)
  return [...found].flatMap(([, , url = '']) => linkTo(url, page, 'asset'))
}

/**
 * webpack writes the names of its chunks as a sum, `"static/js/"+e+"."+{453:"1ee2d3c4"}[e]+".chunk.js"`, behind the
 * public path `r.p="/shop/"`.
 */
function chunkLinks(js: string, site: string): readonly Link[] {
  const publicPath = /\b\w+\.p\s*=\s*"([^"]*)"/.exec(js)?.[1] ?? ''
  const from = samePath(publicPath === 'auto' ? '' : publicPath, site) ?? site
  const sums = js.matchAll(
    /"([\w./-]*)"\s*\+\s*(?:\(\(?\{([^{}]*)\}\)?\[\w+\]\s*\|\|\s*\w+\)|\w+)\s*\+\s*"([.-])"\s*\+\s*\(?\{([^{}]*)\}\)?\[\w+\]\s*\+\s*"([\w.]+)"/g,
  )
  return [...sums].flatMap(([, folder = '', names = '', dot = '', hashes = '', end = '']) => {
    const named = new Map(pairs(names))
    return pairs(hashes).flatMap(([id, hash]) =>
      linkTo(`${folder}${named.get(id) ?? id}${dot}${hash}${end}`, from, 'asset'),
    )
  })
}

function pairs(objectText: string): readonly (readonly [string, string])[] {
  return [...objectText.matchAll(/["']?([\w-]+)["']?\s*:\s*["']([\w.-]+)["']/g)].map(
    ([, key = '', value = '']) => [key, value] as const,
  )
}

/** `.chunk.js` alone is what other parts are put before. */
const endOfName = /(?:^|\/)\.[^/]*$/

/** File names in string literals: lazily loaded parts, images. Tried from the script's folder and from the site's. */
function namedInStrings(js: string, page: string, site: string): readonly Link[] {
  const found = [...js.matchAll(/(["'`])((?:\.{0,2}\/)?[\w@~./-]{1,200}\.[a-z0-9]{2,11})\1/g)].flatMap(
    ([, , name = '']) => (assetName.test(name) && !endOfName.test(name) ? [name] : []),
  )
  return found.flatMap(name => {
    const paths = name.startsWith('/') ? [samePath(name, page)] : [samePath(name, site), samePath(name, page)]
    return [...new Set(paths)].flatMap(path =>
      path === undefined ? [] : [{ path, role: 'asset', sure: false } as const],
    )
  })
}

function manifestLinks(json: string, page: string): readonly Link[] {
  return [...json.matchAll(/"src"\s*:\s*"([^"]+)"/g)].flatMap(([, url = '']) => linkTo(url, page, 'asset'))
}

function linkTo(url: string, from: string, role: Link['role']): readonly Link[] {
  const path = samePath(decodeEntities(url.trim()), from)
  if (path === undefined) return []
  const named = role === 'page' && assetName.test(path.split('?')[0] ?? '') ? 'asset' : role
  return [{ path, role: named, sure: true }]
}

/** Resolves a URL; undefined where it leads to another origin or is none that is fetched (`data:`, `mailto:`). */
function samePath(url: string, from: string): string | undefined {
  if (/^(?:data|mailto|tel|javascript|blob|about):/i.test(url)) return undefined
  const origin = 'http://laststage.invalid'
  try {
    const resolved = new URL(url, origin + from)
    const own =
      resolved.origin === origin || /^(?:localhost|127\.0\.0\.1|0\.0\.0\.0)$/.test(resolved.hostname)
    return own ? resolved.pathname + resolved.search : undefined
  } catch {
    return undefined
  }
}

function attribute(tag: string, name: string): string | undefined {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(tag)
  return match ? (match[1] ?? match[2] ?? match[3]) : undefined
}

function srcset(value: string | undefined): readonly string[] {
  return (value ?? '').split(',').flatMap(part => part.trim().split(/\s+/)[0] || [])
}

function decodeEntities(url: string): string {
  return url.replaceAll('&amp;', '&').replaceAll('&#x2F;', '/').replaceAll('&#47;', '/')
}

function unique(links: readonly Link[]): readonly Link[] {
  const byPath = new Map<string, Link>()
  for (const link of links) {
    const known = byPath.get(link.path)
    if (!known || (link.sure && !known.sure)) byPath.set(link.path, link)
  }
  return [...byPath.values()]
}
