import type { AppFiles } from '../../app/app-files.ts'
import { consumersOf, modelOf, type RebuildSubject } from './consumers.ts'
import { extensionOf, type HarmlessLine, manifestLine, sourceLine } from './harmless-line.ts'

/** A file to touch, and how. */
export interface Touch {
  readonly path: string
  /** As it stands. */
  readonly text: string
  readonly line: HarmlessLine
}

export interface Touches {
  /** Undefined where no source file is copied by all of the builds. */
  readonly source: Touch | undefined
  readonly manifest: Touch | undefined
}

/**
 * Sources that are seldom edited by hand, or that no build of what ships reads: taken only where there are no others.
 * Some names say so only near the root, since packages may be called the same: `src/main/java/com/example`.
 */
const notTypical = [
  /(?:^|\/)(?:\.[^/]+|node_modules|vendor|third_party|generated|__tests__)\//,
  /^(?:src\/)?(?:public|static|dist|build|tests?|spec|docs?|examples?|scripts)\//,
  /[._-](?:test|spec|min|config|generated|pb|stories)\.[^/]+$|\.d\.[cm]?ts$|(?:^|\/)(?:test_[^/]*|conftest\.py|setup\.py)$/,
]

/** What lies after this is data, and the line would be a part of it. */
const dataFollows = /^__(?:END|DATA)__\s*$/m

const largest = 1_000_000

/**
 * What is touched in all of the builds alike: the largest source file of the app's main language, and the manifest
 * nearest to the root. Pure; the same input gives the same answer.
 */
export function chooseTouches(app: AppFiles, subjects: readonly RebuildSubject[]): Touches {
  const [first, ...others] = subjects.map(
    subject => new Set(consumersOf(app, subject, modelOf(subject)).map(({ file }) => file)),
  )
  const shared = [...(first ?? [])].filter(file => others.every(files => files.has(file)))
  // Written by a candidate: not the same file before and after.
  const laidOver = new Set(subjects.flatMap(({ files }) => Object.keys(files)))
  const own = shared.filter(file => !laidOver.has(file)).sort()
  return { source: chooseSource(app, own), manifest: chooseManifest(app, own) }
}

function chooseSource(app: AppFiles, paths: readonly string[]): Touch | undefined {
  const sources = paths.flatMap(path => {
    const known = sourceLine(path)
    const size = app.size(path) ?? 0
    const isTypical = !notTypical.some(pattern => pattern.test(path))
    return known === undefined || size > largest ? [] : [{ path, size, isTypical, ...known }]
  })
  const bytes = new Map<string, number>()
  for (const { path, size } of sources.filter(it => it.isTypical)) {
    const extension = extensionOf(path)
    bytes.set(extension, (bytes.get(extension) ?? 0) + size)
  }
  const languageBytes = (path: string): number => bytes.get(extensionOf(path)) ?? 0
  const ranked = sources.toSorted(
    (a, b) =>
      Number(b.isTypical) - Number(a.isTypical) ||
      Number(b.isCode) - Number(a.isCode) ||
      languageBytes(b.path) - languageBytes(a.path) ||
      b.size - a.size,
  )
  for (const { path, line } of ranked) {
    const text = app.read(path)
    if (text !== undefined && !dataFollows.test(text)) return { path, text, line }
  }
  return undefined
}

function chooseManifest(app: AppFiles, paths: readonly string[]): Touch | undefined {
  for (const path of paths.toSorted((a, b) => depth(a) - depth(b))) {
    const line = manifestLine(path)
    const text = line === undefined ? undefined : app.read(path)
    if (line !== undefined && text !== undefined) return { path, text, line }
  }
  return undefined
}

function depth(path: string): number {
  return path.split('/').length
}

/** The file's text with the line at its end; all else as it was. */
export function touched({ text, line }: Touch, nonce: string): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const ended = text === '' || text.endsWith('\n')
  return `${text}${ended ? '' : newline}${line(nonce)}${newline}`
}
