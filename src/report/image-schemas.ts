import * as v from 'valibot'
import { sizeSchema } from './schema.ts'
import { surfaceSchema } from './surface-schema.ts'
import { vulnerabilitySchema } from './vulnerability-schema.ts'

const bytes = v.number()
const paths = v.array(v.string())
const ecosystem = v.picklist(['dpkg', 'apk', 'rpm', 'npm', 'python', 'gem', 'java'])
const owner = v.picklist(['dpkg', 'apk', 'rpm', 'npm', 'python', 'gem', 'java', 'none'])

const layer = v.object({
  index: v.number(),
  diffId: v.optional(v.string()),
  instruction: v.optional(v.string()),
  base: v.boolean(),
  compression: v.picklist(['none', 'gzip', 'zstd']),
  compressed: bytes,
  unpacked: bytes,
  files: v.number(),
  entries: v.number(),
  deletes: v.pipe(v.number(), v.description('paths of lower layers that it deletes')),
  wasted: bytes,
})

const shares = { layers: v.number(), unpacked: bytes, compressed: bytes }
const base = v.variant('how', [
  v.object({ how: v.literal('asked'), name: v.string(), ...shares }),
  v.object({ how: v.literal('history'), ...shares }),
  v.object({ how: v.literal('unknown'), ...shares }),
])

const wasteGroup = v.object({
  kind: v.picklist(['copied-again', 'moved', 'overwritten', 'deleted', 'cache', 'duplicate']),
  bytes,
  files: v.number(),
  layer: v.pipe(v.number(), v.description('the layer that holds the bytes')),
  by: v.pipe(v.number(), v.description('the layer whose instruction is to blame')),
  folder: v.string(),
  examples: v.array(v.object({ path: v.string(), bytes, sameAs: v.optional(v.string()) })),
  what: v.string(),
  advice: v.string(),
})

const measuredPackage = v.object({
  ecosystem,
  name: v.string(),
  version: v.string(),
  bytes,
  files: v.number(),
  path: v.optional(v.string()),
  how: v.picklist(['listed', 'folder', 'declared']),
  origin: v.optional(
    v.object({
      architecture: v.optional(v.string()),
      epoch: v.optional(v.pipe(v.number(), v.description("rpm's"))),
      source: v.optional(v.pipe(v.string(), v.description('the source package, where it has another name'))),
      group: v.optional(v.pipe(v.string(), v.description("Maven's groupId"))),
    }),
  ),
  holds: v.optional(
    v.pipe(
      v.array(
        v.object({
          name: v.string(),
          version: v.string(),
          group: v.optional(v.string()),
          path: v.string(),
        }),
      ),
      v.description('jars within this one'),
    ),
  ),
})

const secret = v.object({
  path: v.string(),
  why: v.string(),
  layer: v.number(),
  hidden: v.pipe(v.boolean(), v.description('a later layer hides it; whoever pulls has it')),
})

/** What `laststage measure --json` prints. */
export const measuredSchema = v.object({
  schemaVersion: v.literal(1),
  name: v.string(),
  tags: paths,
  platform: v.string(),
  size: sizeSchema,
  layers: v.array(layer),
  base,
  waste: v.object({ bytes, groups: v.array(wasteGroup) }),
  packages: v.array(measuredPackage),
  owners: v.array(v.object({ owner, bytes, files: v.number() })),
  folders: v.array(v.object({ path: v.string(), bytes, files: v.number(), layer: v.number() })),
  files: v.array(v.object({ path: v.string(), bytes, layer: v.number() })),
  surface: surfaceSchema,
  secrets: v.array(secret),
  run: v.object({
    user: v.string(),
    entrypoint: paths,
    cmd: paths,
    workdir: v.string(),
    exposedPorts: paths,
    volumes: paths,
    healthcheck: v.optional(paths),
    stopSignal: v.optional(v.string()),
  }),
  notes: paths,
})

/** What `laststage measure --no-contents --json` prints. */
export const outlinedSchema = v.object({
  schemaVersion: v.literal(1),
  name: v.string(),
  digest: v.pipe(v.string(), v.description('of the manifest, or of the index that the name stands for')),
  platform: v.string(),
  size: v.object({ compressed: bytes, layers: v.number() }),
  base: v.variant('how', [
    v.object({ how: v.literal('asked'), name: v.string(), layers: v.number(), compressed: bytes }),
    v.object({ how: v.literal('history'), layers: v.number(), compressed: bytes }),
    v.object({ how: v.literal('unknown'), layers: v.number(), compressed: bytes }),
  ]),
  layers: v.array(
    v.object({
      index: v.number(),
      digest: v.pipe(v.string(), v.description('of the layer as stored')),
      diffId: v.optional(v.string()),
      instruction: v.optional(v.string()),
      base: v.boolean(),
      compressed: bytes,
    }),
  ),
})

const side = v.object({ name: v.string(), size: sizeSchema, surface: surfaceSchema })
const tally = v.object({ files: v.number(), delta: bytes })
const layerSide = v.object({ index: v.number(), unpacked: bytes, compressed: bytes })
const packageSide = v.object({ version: v.string(), bytes })

/** What `laststage diff --json` prints. A delta is after minus before. */
export const imageDiffSchema = v.object({
  schemaVersion: v.literal(1),
  before: side,
  after: side,
  layers: v.array(
    v.object({
      status: v.picklist(['same', 'changed', 'added', 'removed']),
      instruction: v.optional(v.string()),
      before: v.optional(layerSide),
      after: v.optional(layerSide),
    }),
  ),
  summary: v.object({
    added: tally,
    removed: tally,
    grown: tally,
    shrunk: tally,
    changed: v.pipe(tally, v.description('other content of the same size')),
    metadata: v.pipe(tally, v.description('the same content with other mode, owner, link or kind')),
    same: v.number(),
  }),
  culprits: v.array(
    v.object({
      side: v.picklist(['before', 'after']),
      layer: v.number(),
      instruction: v.optional(v.string()),
      delta: bytes,
      file: v.string(),
    }),
  ),
  owners: v.array(v.object({ owner, before: bytes, after: bytes })),
  packages: v.array(
    v.object({
      ecosystem,
      name: v.string(),
      before: v.optional(packageSide),
      after: v.optional(packageSide),
    }),
  ),
  folders: v.array(v.object({ path: v.string(), before: bytes, after: bytes })),
  files: v.array(
    v.object({
      path: v.string(),
      kind: v.picklist(['added', 'removed', 'grown', 'shrunk', 'changed', 'metadata']),
      before: v.optional(bytes),
      after: v.optional(bytes),
      layer: v.number(),
      owner: v.optional(v.string()),
      what: v.optional(v.string()),
    }),
  ),
  moreFiles: v.number(),
  secrets: v.pipe(
    v.array(secret),
    v.description('files that look like secrets, and that only the image after holds'),
  ),
  vulnerabilities: v.optional(vulnerabilitySchema),
})
