import { posix } from 'node:path'
import { ImageError } from '../../image/image-error.ts'

const WHITEOUT = '.wh.'
const OPAQUE = '.wh..wh..opq'

/** The last part of a path. */
export function entryName(path: string): string {
  const clean = path.endsWith('/') ? path.slice(0, -1) : path
  return clean.slice(clean.lastIndexOf('/') + 1)
}

/** Whether a name marks a deletion in a layer (aufs's convention, which the OCI image format took over). */
export function isWhiteout(name: string): boolean {
  return name.startsWith(WHITEOUT)
}

/** What a layer's entry says of the tree below it. */
export type LayerMark =
  | { readonly kind: 'none' }
  /** Everything that lower layers put into this folder is hidden. */
  | { readonly kind: 'opaque'; readonly path: string }
  | { readonly kind: 'deletes'; readonly path: string }
  /** aufs's own (`.wh..wh.plnk`), or a deletion of nothing. */
  | { readonly kind: 'bookkeeping' }

export function layerMark(path: string): LayerMark {
  const name = entryName(path)
  if (!isWhiteout(name)) return { kind: 'none' }
  const folder = path.slice(0, path.length - name.length).replace(/\/$/, '')
  if (name === OPAQUE) return { kind: 'opaque', path: folder || '/' }
  if (name.startsWith('.wh..wh.')) return { kind: 'bookkeeping' }
  const deleted = name.slice(WHITEOUT.length)
  if (deleted === '' || deleted === '.' || deleted === '..') return { kind: 'bookkeeping' }
  return { kind: 'deletes', path: `${folder}/${deleted}` }
}

/** A layer entry's path in the image: absolute, without `.` and trailing slash. Throws where it leads out of it. */
export function imagePath(path: string, offset: number): string {
  if (path.length > PATH_MAX)
    throw new ImageError(
      'image-limit',
      `a layer has a path of over ${PATH_MAX} bytes, which no kernel opens`,
      { offset },
    )
  if (SAFE.test(path)) return `/${path.endsWith('/') ? path.slice(0, -1) : path}`
  const clean = posix.normalize(path.replace(/^\/+/, ''))
  if (clean === '..' || clean.startsWith('../'))
    throw new ImageError('image-escape', `a layer has a path outside the image: ${path.slice(0, 200)}`, {
      offset,
    })
  if (clean === '.' || clean === './') return '/'
  return `/${clean.endsWith('/') ? clean.slice(0, -1) : clean}`
}

/** Linux's PATH_MAX. It bounds how deep a tree can be, too. */
const PATH_MAX = 4096

/** Relative, no empty part and none that begins with a dot: nearly every path, and nothing to normalise. */
const SAFE = /^[^./][^/]*(?:\/[^./][^/]*)*\/?$/
