import { isRuntimePlace } from '../../closure/places.ts'
import { type ImageTree, isWithin, nameOf } from '../../image/root/image-tree.ts'
import { resolvePath } from '../../image/root/resolve.ts'
import { benignReason } from './benign.ts'
import { compareNodes, type FileDifference } from './file-difference.ts'

export interface CertifyInput {
  readonly original: ImageTree
  readonly candidate: ImageTree
  /** Paths that the candidate has to hold just as the original does. */
  readonly required: Iterable<string>
  /** Paths that were looked for in vain: nothing may be there. */
  readonly negative: readonly string[]
  /**
   * - `subset`: the candidate is made of the original's own files, so that nothing else may be in it.
   * - `rebuilt`: it has files of its own (another base); only what is required is compared.
   */
  readonly relation: 'subset' | 'rebuilt'
  /** Whole sets that a Change replaces by others: not compared. */
  readonly replaced?: (path: string) => boolean
  /** Digests of the files that the candidate brings into the build context, by their names. */
  readonly emitted?: ReadonlyMap<string, string>
  /** Why the trace is no ground for a certificate: blind events, an untraced run. */
  readonly refusals: readonly string[]
}

export interface Certificate {
  /** `refused`: the files may be equal, but the trace does not show what had to be compared. */
  readonly kind: 'certified' | 'different' | 'refused'
  /** Files, links and directories compared. */
  readonly compared: number
  readonly differences: readonly FileDifference[]
  readonly benign: readonly (FileDifference & { readonly because: string })[]
  /** How many have another time of change. */
  readonly times: number
  readonly refusals: readonly string[]
}

/** Compares what has to be equal in the files of two images. Pure, and complete: every difference is told. */
export const certify = (input: CertifyInput): Certificate => {
  const { original, candidate } = input
  const required = new Set([...input.required].filter(path => !isSkipped(input, path)))
  const extra =
    input.relation === 'subset'
      ? candidate.paths.filter(path => !required.has(path) && !isSkipped(input, path))
      : []
  const found = [
    ...[...required].flatMap(path => compareRequired(input, path)),
    ...extra.flatMap(path => compareExtra(input, path)),
    ...runtimeFiles(input),
    ...shadows(input),
    ...splitLinks(input, required),
  ]
  const judged = found.map(difference => ({ difference, because: forgiven(input, difference) }))
  const differences = judged
    .filter(({ because }) => because === undefined)
    .map(({ difference }) => difference)
  return {
    kind: differences.length > 0 ? 'different' : input.refusals.length > 0 ? 'refused' : 'certified',
    compared: required.size + extra.length,
    differences,
    benign: judged.flatMap(({ difference, because }) =>
      because === undefined ? [] : [{ ...difference, because }],
    ),
    times: [...required].filter(path => original.get(path)?.mtime !== candidate.get(path)?.mtime).length,
    refusals: input.refusals,
  }
}

/** The root has no entry in an export; what the engine puts into every container is looked at by itself. */
const isSkipped = (input: CertifyInput, path: string): boolean =>
  path === '/' || isRuntimePlace(path) || path === '/etc/mtab' || input.replaced?.(path) === true

const compareRequired = ({ original, candidate }: CertifyInput, path: string): readonly FileDifference[] => {
  const before = original.get(path)
  const after = candidate.get(path)
  // What the original lacks too was asked for by mistake, not lost.
  if (before === undefined) return []
  if (after === undefined) return [{ path, what: 'missing', original: before.kind, candidate: 'absent' }]
  return compareNodes(before, after)
}

/** What a subset holds beyond what is required still has to be the original's own. */
const compareExtra = ({ original, candidate }: CertifyInput, path: string): readonly FileDifference[] => {
  const before = original.get(path)
  const after = candidate.get(path)
  if (after === undefined) return []
  if (before === undefined) return [{ path, what: 'added', original: 'absent', candidate: after.kind }]
  return compareNodes(before, after)
}

/** The engine makes these files where they are absent, empty. One with content was baked in. */
const runtimeFiles = ({ original, candidate }: CertifyInput): readonly FileDifference[] =>
  candidate.paths
    .filter(path => isRuntimePlace(path))
    .map(path => candidate.get(path))
    .filter(node => node !== undefined && node.kind === 'file' && node.size > 0)
    .filter(node => node !== undefined)
    .filter(({ path, sha256 }) => original.get(path)?.sha256 !== sha256)
    .map(({ path, size }) => ({
      path,
      what: 'added' as const,
      original: original.get(path) === undefined ? 'absent' : 'as the engine makes it',
      candidate: `${size} bytes`,
    }))

const shadows = (input: CertifyInput): readonly FileDifference[] =>
  input.negative
    .filter(path => input.replaced?.(path) !== true)
    .filter(path => resolvePath(input.candidate, path, false).kind === 'found')
    .filter(path => resolvePath(input.original, path, false).kind !== 'found')
    .map(path => ({
      path,
      what: 'shadows' as const,
      original: 'looked for in vain',
      candidate: input.candidate.get(path)?.kind ?? 'found',
    }))

/** Files that were one and are two no longer change together. */
const splitLinks = (
  { original, candidate }: CertifyInput,
  required: ReadonlySet<string>,
): readonly FileDifference[] => {
  const found: FileDifference[] = []
  for (const path of required) {
    const group = original.hardLinks(path)
    const first = group[0]
    if (group.length < 2 || first === undefined || first === path) continue
    const one = candidate.get(first)
    const other = candidate.get(path)
    if (one === undefined || other === undefined || one.inode === other.inode) continue
    found.push({ path, what: 'hard link', original: `one file with ${first}`, candidate: 'two files' })
  }
  return found
}

const forgiven = (input: CertifyInput, difference: FileDifference): string | undefined => {
  const { path, what } = difference
  if (what === 'added' && isPackageMetadata(path)) return 'metadata of the packages kept'
  if (what === 'content' && isPackageMetadata(path)) return 'metadata of the packages kept'
  if (what === 'added' || what === 'content') {
    const digest = input.emitted?.get(nameOf(path))
    if (digest !== undefined && digest === input.candidate.get(path)?.sha256)
      return 'a file of this change itself'
  }
  return benignReason(difference, input.original, input.candidate)
}

const isPackageMetadata = (path: string): boolean =>
  isWithin(path, '/var/lib/dpkg/status.d') || /^\/(usr\/)?lib\/apk\/db\/installed$/.test(path)
