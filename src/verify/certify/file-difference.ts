import type { FileNode } from '../../image/root/image-tree.ts'

/** One way in which the files of two images differ. */
export interface FileDifference {
  readonly path: string
  readonly what:
    | 'missing'
    | 'added'
    | 'shadows'
    | 'kind'
    | 'mode'
    | 'owner'
    | 'content'
    | 'link target'
    | 'attributes'
    | 'device'
    | 'hard link'
  readonly original: string
  readonly candidate: string
}

/** Compares all of a node but its time of change, of which a build of its own has its own. */
export const compareNodes = (original: FileNode, candidate: FileNode): readonly FileDifference[] => {
  const { path } = original
  const found: FileDifference[] = []
  const differ = (what: FileDifference['what'], one: string, other: string): void => {
    if (one !== other) found.push({ path, what, original: one, candidate: other })
  }
  differ('kind', original.kind, candidate.kind)
  if (found.length > 0) return found
  // The mode of a link has no meaning on Linux.
  if (original.kind !== 'symlink') differ('mode', octal(original.mode), octal(candidate.mode))
  differ('owner', `${original.uid}:${original.gid}`, `${candidate.uid}:${candidate.gid}`)
  differ('content', digest(original), digest(candidate))
  differ('link target', original.target, candidate.target)
  differ('attributes', attributes(original), attributes(candidate))
  differ('device', original.device, candidate.device)
  return found
}

const octal = (mode: number): string => mode.toString(8).padStart(4, '0')

const digest = ({ size, sha256 }: FileNode): string =>
  sha256 === '' ? '' : `${size} bytes, sha256 ${sha256.slice(0, 12)}`

const attributes = ({ xattrs }: FileNode): string =>
  [...xattrs].map(([name, value]) => `${name}=${value}`).join(' ')
