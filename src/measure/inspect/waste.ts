import { cacheRule } from './caches.ts'
import { type HiddenFile, type ImageTree, type Inode, pathOf } from './image-tree.ts'
import type { MeasuredPackage } from './packages/package.ts'

export type WasteKind =
  /** The same content again in a later layer: chmod, chown, touch, or a COPY of what was there. */
  'copied-again' | 'moved' | 'overwritten' | 'deleted' | 'cache' | 'duplicate'

/** Bytes that pulling the image costs and that no container needs, by cause. */
export interface WasteGroup {
  readonly kind: WasteKind
  readonly bytes: number
  readonly files: number
  /** The layer that holds the bytes. */
  readonly layer: number
  /** The layer whose instruction is to blame. */
  readonly by: number
  /** The folder that all of them lie in. */
  readonly folder: string
  /** The largest, with the file that a duplicate repeats. */
  readonly examples: readonly WasteExample[]
  readonly what: string
  readonly advice: string
}

export interface WasteExample {
  readonly path: string
  readonly bytes: number
  readonly sameAs?: string
}

/** One file that is wasted. */
export interface WasteFinding
  extends Omit<WasteGroup, 'bytes' | 'files' | 'folder' | 'examples'>,
    WasteExample {}

const EXAMPLES = 3
/** Written by each installation. */
const DATABASES =
  /^\/(?:var\/lib\/(?:dpkg|rpm|apt|systemd|pam|shells\.state)|var\/cache\/(?:debconf|ldconfig)|var\/log|(?:usr\/)?lib\/apk\/db)(?:\/|$)|^\/etc\/ld\.so\.cache$/
/** Equal files below this are licences and stubs: true, and nothing that anyone would mend. */
const SMALLEST_DUPLICATE = 4096

/** What an image's own layers waste. Layers below `baseLayers` are the base image's: their bytes are not its own. */
export function findWaste(
  tree: ImageTree,
  baseLayers: number,
  owners: ReadonlyMap<Inode, MeasuredPackage>,
): readonly WasteGroup[] {
  return group(wasteFindings(tree, baseLayers, owners))
}

/** The same, file by file. */
export function wasteFindings(
  tree: ImageTree,
  baseLayers: number,
  owners: ReadonlyMap<Inode, MeasuredPackage>,
): readonly WasteFinding[] {
  const isOwn = (layer: number): boolean => layer >= baseLayers
  return [
    ...tree.hidden.flatMap(hidden => hiddenWaste(hidden, isOwn) ?? []),
    ...visibleWaste(tree, isOwn, owners),
  ]
}

function hiddenWaste(hidden: HiddenFile, isOwn: (layer: number) => boolean): WasteFinding | undefined {
  const { inode, by, path } = hidden
  if (inode.size === 0 || !isOwn(by)) return undefined
  const at = { by, path, bytes: inode.size }
  if (hidden.replacedBy?.content === inode.content)
    return {
      ...at,
      kind: 'copied-again',
      layer: by,
      what: 'same content again (chmod, chown, touch or a second COPY)',
      advice: 'set mode and owner where the file first comes in: COPY --chmod --chown',
    }
  if (hidden.moved)
    return {
      ...at,
      kind: 'moved',
      layer: isOwn(inode.layer) ? inode.layer : by,
      what: 'moved to another place',
      advice: 'put it in its place at once, or move it in the RUN that makes it',
    }
  // What a base image brings can't be taken out of it here: replacing or deleting it wastes nothing of ours.
  if (!isOwn(inode.layer)) return undefined
  if (hidden.replacedBy && DATABASES.test(path))
    return {
      ...at,
      kind: 'overwritten',
      layer: inode.layer,
      what: 'databases and logs of the package manager, written again',
      advice: 'install everything in one RUN',
    }
  return hidden.replacedBy
    ? { ...at, kind: 'overwritten', layer: inode.layer, what: 'overwritten', advice: 'write it once' }
    : {
        ...at,
        kind: 'deleted',
        layer: inode.layer,
        what: 'deleted in a later layer',
        advice: 'delete it in the RUN that makes it: a later one only hides it',
      }
}

function visibleWaste(
  tree: ImageTree,
  isOwn: (layer: number) => boolean,
  owners: ReadonlyMap<Inode, MeasuredPackage>,
): WasteFinding[] {
  const findings: WasteFinding[] = []
  const first = new Map<string, { path: string; inode: Inode }>()
  const counted = new Set<Inode>()
  for (const node of tree.walk()) {
    const { inode } = node
    if (!inode || inode.size === 0 || counted.has(inode)) continue
    if (inode.links > 1) counted.add(inode)
    const path = pathOf(node)
    const cache = isOwn(inode.layer) ? cacheRule(path) : undefined
    if (cache)
      findings.push({
        kind: 'cache',
        layer: inode.layer,
        by: inode.layer,
        path,
        bytes: inode.size,
        what: cache.what,
        advice: cache.advice,
      })
    else if (inode.size >= SMALLEST_DUPLICATE && !isSystemFile(inode, owners)) {
      const same = first.get(inode.content)
      if (same) findings.push(...duplicate(path, inode, same, isOwn))
      else first.set(inode.content, { path, inode })
    }
  }
  return findings
}

/** What the distribution's packages hold twice is theirs to mend. */
function isSystemFile(inode: Inode, owners: ReadonlyMap<Inode, MeasuredPackage>): boolean {
  const ecosystem = owners.get(inode)?.ecosystem
  return ecosystem === 'dpkg' || ecosystem === 'apk' || ecosystem === 'rpm'
}

/** Of two equal files the own one is the waste; of two own ones, the later. */
function duplicate(
  path: string,
  inode: Inode,
  same: { path: string; inode: Inode },
  isOwn: (layer: number) => boolean,
): WasteFinding[] {
  const extra = isOwn(inode.layer) ? inode : same.inode
  if (!isOwn(extra.layer)) return []
  const [waste, kept] = extra === inode ? [path, same.path] : [same.path, path]
  return [
    {
      kind: 'duplicate',
      layer: extra.layer,
      by: extra.layer,
      path: waste,
      bytes: inode.size,
      sameAs: kept,
      what: 'the same content at two places',
      advice: 'keep one, or make the other a link in the same RUN',
    },
  ]
}

function group(findings: readonly WasteFinding[]): readonly WasteGroup[] {
  const groups = new Map<string, WasteFinding[]>()
  for (const finding of findings) {
    const key = `${finding.kind} ${finding.layer} ${finding.by} ${finding.what}`
    const list = groups.get(key)
    if (list) list.push(finding)
    else groups.set(key, [finding])
  }
  return [...groups.values()].map(groupOf).sort((a, b) => b.bytes - a.bytes || a.layer - b.layer)
}

function groupOf(findings: readonly WasteFinding[]): WasteGroup {
  const sorted = [...findings].sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1))
  const { kind, layer, by, what, advice } = sorted[0] ?? NOTHING
  return {
    kind,
    bytes: findings.reduce((sum, one) => sum + one.bytes, 0),
    files: findings.length,
    layer,
    by,
    folder: commonFolder(findings.map(one => one.path)),
    examples: sorted.slice(0, EXAMPLES).map(({ path, bytes, sameAs }) => ({
      path,
      bytes,
      ...(sameAs === undefined ? {} : { sameAs }),
    })),
    what,
    advice,
  }
}

const NOTHING: WasteFinding = { kind: 'deleted', layer: 0, by: 0, path: '/', bytes: 0, what: '', advice: '' }

/** The deepest folder that holds all paths. */
function commonFolder(paths: readonly string[]): string {
  let common = paths[0]?.split('/').slice(0, -1) ?? []
  for (const path of paths) {
    const parts = path.split('/')
    const differs = common.findIndex((part, at) => parts[at] !== part)
    if (differs >= 0) common = common.slice(0, differs)
  }
  return common.join('/') || '/'
}
