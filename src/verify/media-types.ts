/** `text/html` of `Text/HTML; charset=utf-8`. */
export function mediaType(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase()
}

/** `utf-8` of `text/html; charset="UTF-8"`; empty where none is said. */
export function charset(contentType: string): string {
  return (/charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1] ?? '').toLowerCase()
}

/** Whether a body of this type is compared as text. */
export function isTextType(contentType: string): boolean {
  const type = mediaType(contentType)
  if (type.startsWith('text/')) return true
  return /[/+](?:json|xml|javascript|ecmascript|x-javascript|yaml|graphql|x-ndjson|x-www-form-urlencoded)$/.test(
    type,
  )
}

/** What a browser needs an asset of this name to be; undefined where the name tells nothing. */
function fittingTypes(path: string): RegExp | undefined {
  const extension = /\.(\w+)$/.exec(path.split(/[?#]/)[0] ?? '')?.[1]?.toLowerCase()
  return extension === undefined ? undefined : typesByExtension[extension]
}

// A browser refuses a module script or a style sheet of another type (HTML standard, "fetch a module script").
const script = /^(?:text|application)\/(?:x-)?(?:java|ecma)script$/
const typesByExtension: Readonly<Record<string, RegExp>> = {
  js: script,
  mjs: script,
  css: /^text\/css$/,
  json: /^(?:application|text)\/(?:[\w.-]+\+)?json$/,
  webmanifest: /^(?:application\/(?:manifest\+)?json|text\/plain|application\/octet-stream)$/,
  wasm: /^application\/(?:wasm|octet-stream)$/,
  svg: /^image\/svg\+xml$/,
  png: /^image\//,
  jpg: /^image\//,
  jpeg: /^image\//,
  gif: /^image\//,
  webp: /^image\//,
  avif: /^(?:image\/|application\/octet-stream)/,
  ico: /^image\/|^application\/octet-stream$/,
  woff: /^(?:font\/|application\/(?:x-)?font-|application\/octet-stream)/,
  woff2: /^(?:font\/|application\/(?:x-)?font-|application\/octet-stream)/,
  ttf: /^(?:font\/|application\/(?:x-)?font-|application\/octet-stream)/,
  map: /^(?:application\/json|text\/plain|application\/octet-stream)$/,
}

/** Whether the name says what type it has to be: `/app.js`, `/logo.png`. */
export function isAssetName(path: string): boolean {
  return fittingTypes(path) !== undefined
}

/** False where a browser could not use it: HTML in place of a script, a style sheet, an image. */
export function typeFits(path: string, contentType: string): boolean {
  const fitting = fittingTypes(path)
  return fitting === undefined || fitting.test(mediaType(contentType))
}
