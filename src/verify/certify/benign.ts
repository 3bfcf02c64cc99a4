import type { ImageTree } from '../../image/root/image-tree.ts'
import type { FileDifference } from './file-difference.ts'

/**
 * Differences that two builds of one Dockerfile have all the same, each with its own test. Nothing else is forgiven.
 * Answers what it is, or undefined where the difference counts.
 */
export const benignReason = (
  difference: FileDifference,
  original: ImageTree,
  candidate: ImageTree,
): string | undefined => {
  const { path, what } = difference
  if (what === 'missing') return absentWithoutLoss(path)
  if (what === 'content') return rewrittenWithoutLoss(path, original, candidate)
  return undefined
}

const absentWithoutLoss = (path: string): string | undefined => {
  if (/\.egg-info$|\.egg-info\//.test(path)) return 'metadata that the build tool leaves or not'
  return undefined
}

const rewrittenWithoutLoss = (
  path: string,
  original: ImageTree,
  candidate: ImageTree,
): string | undefined => {
  if (path === '/etc/ld.so.cache') return 'the loader’s cache, written anew by each build'
  if (path === '/etc/ssl/certs/java/cacerts')
    return 'Java’s certificates, in the order in which they were added'
  if (path === '/etc/machine-id' || path === '/var/lib/dbus/machine-id') return 'a machine’s own number'
  if (/\/__pycache__\/[^/]+\.pyc$/.test(path)) return 'compiled Python, which holds the time of its source'
  if (path === '/etc/passwd' || path === '/etc/group') {
    return isSubset(candidate.text(path), original.text(path)) ? 'fewer users' : undefined
  }
  return undefined
}

/** Every line of the one stands in the other; an empty or unread file is no subset. */
const isSubset = (part: string | undefined, whole: string | undefined): boolean => {
  if (part === undefined || whole === undefined || part.trim() === '') return false
  const lines = new Set(whole.split('\n'))
  return part.split('\n').every(line => lines.has(line))
}
