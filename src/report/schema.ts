import * as v from 'valibot'
import { rebuildSchema } from './rebuild-schema.ts'
import { surfaceSchema } from './surface-schema.ts'
import { vulnerabilitySchema } from './vulnerability-schema.ts'

/** The shape of `laststage optimize --json`, published as `schemas/report.schema.json`. */
const position = v.object({ offset: v.number(), line: v.number(), column: v.number() })
const range = v.object({ start: position, end: position })

const evidence = v.object({ file: v.string(), range: v.optional(range), fact: v.string() })

export const changeSchema = v.object({
  id: v.string(),
  title: v.string(),
  because: v.string(),
  evidence: v.array(evidence),
  applicability: v.picklist(['safe', 'needs-verification', 'suggestion']),
  replaces: v.optional(v.object({ what: v.string(), by: v.string() })),
})

const diagnostic = v.object({
  code: v.string(),
  severity: v.picklist(['error', 'warning', 'info']),
  message: v.string(),
  file: v.string(),
  range,
  help: v.optional(v.string()),
})

export const sizeSchema = v.object({
  unpacked: v.pipe(v.number(), v.description('bytes of all layers, unpacked')),
  compressed: v.pipe(v.number(), v.description('bytes of all layers as a registry holds them')),
  layers: v.number(),
  files: v.number(),
  beyondBase: v.optional(
    v.pipe(v.number(), v.description('compressed bytes of the layers that the base image does not have')),
  ),
  kind: v.picklist(['measured', 'estimated']),
  standIn: v.pipe(
    v.boolean(),
    v.description('true where a base image is a stand-in and not the genuine one'),
  ),
  excludes: v.optional(v.array(v.string())),
})

const baseSchema = v.pipe(
  v.object({
    image: v.string(),
    unpacked: v.optional(v.number()),
    compressed: v.optional(v.number()),
    as: v.optional(
      v.pipe(v.string(), v.description('the recorded image, where it stands for another version')),
    ),
    source: v.optional(v.string()),
    asOf: v.optional(v.pipe(v.string(), v.description('the day of the record'))),
    registry: v.optional(
      v.pipe(
        v.object({ name: v.string(), digest: v.string(), platform: v.string() }),
        v.description('where it was asked: then `compressed` is its word'),
      ),
    ),
    passedOver: v.optional(
      v.pipe(
        v.array(v.object({ image: v.string(), lacks: v.array(v.string()) })),
        v.description('smaller images that lack something, smallest first'),
      ),
    ),
  }),
  v.description(
    'the base image, estimated where nothing was built: without the app; a figure that is absent is unknown',
  ),
)

const failure = v.object({
  message: v.string(),
  file: v.optional(v.string()),
  line: v.optional(v.number()),
  step: v.optional(v.string()),
  log: v.optional(v.string()),
})

export const verdictSchema = v.object({
  kind: v.picklist(['equivalent', 'different', 'inconclusive']),
  basis: v.picklist(['files+probes', 'probes', 'contract']),
  differences: v.array(
    v.object({ probe: v.string(), what: v.string(), original: v.string(), candidate: v.string() }),
  ),
  coverage: v.object({
    probes: v.number(),
    assets: v.number(),
    runs: v.number(),
    files: v.number(),
    signals: v.array(v.string()),
    masked: v.number(),
    observations: v.number(),
    routes: v.optional(v.pipe(v.number(), v.description('paths whose answers were compared'))),
    statuses: v.optional(
      v.pipe(
        v.record(v.string(), v.number()),
        v.description("the original's answers by the class of their status: 2xx, 4xx"),
      ),
    ),
    app: v.optional(
      v.pipe(
        v.object({ present: v.number(), opened: v.number() }),
        v.description("bytes of the app's own files, and of those that were opened while it was traced"),
      ),
    ),
    services: v.optional(v.pipe(v.array(v.string()), v.description('what ran beside the app'))),
  }),
  reasons: v.array(v.string()),
  notes: v.array(v.string()),
})

const candidate = v.object({
  id: v.string(),
  strategy: v.picklist(['tidy', 'staged', 'closure']),
  title: v.string(),
  files: v.record(v.string(), v.string()),
  dockerfile: v.pipe(v.string(), v.description('the key in `files` of the Dockerfile')),
  changes: v.array(changeSchema),
  diagnostics: v.array(diagnostic),
  size: v.optional(sizeSchema),
  base: v.optional(baseSchema),
  surface: v.optional(surfaceSchema),
  buildMs: v.optional(v.number()),
  readyMs: v.optional(v.number()),
  peakMemoryBytes: v.optional(v.number()),
  rebuild: v.optional(rebuildSchema),
  verdict: v.optional(verdictSchema),
  failure: v.optional(failure),
})

export const reportSchema = v.object({
  schemaVersion: v.literal(1),
  app: v.object({
    name: v.string(),
    stacks: v.array(v.object({ id: v.string(), title: v.string(), evidence: v.array(evidence) })),
  }),
  original: v.object({
    dockerfile: v.nullable(v.string()),
    path: v.string(),
    repaired: v.optional(v.object({ dockerfile: v.string(), changes: v.array(changeSchema) })),
    diagnostics: v.array(diagnostic),
    size: v.optional(sizeSchema),
    base: v.optional(baseSchema),
    surface: v.optional(surfaceSchema),
    buildMs: v.optional(v.number()),
    readyMs: v.optional(v.number()),
    peakMemoryBytes: v.optional(v.number()),
    rebuild: v.optional(rebuildSchema),
    failure: v.optional(failure),
  }),
  candidates: v.array(candidate),
  chosen: v.nullable(v.string()),
  whyChosen: v.string(),
  refused: v.optional(v.object({ reason: v.string() })),
  engine: v.optional(
    v.object({ name: v.string(), version: v.string(), platform: v.string(), standIns: v.boolean() }),
  ),
  floor: v.optional(
    v.pipe(
      v.object({ needed: v.number(), image: v.number() }),
      v.description('bytes of the files that the original was seen to use, of all that its image has'),
    ),
  ),
  hardening: v.optional(
    v.pipe(
      v.object({
        user: v.optional(v.string()),
        readOnly: v.literal(true),
        writable: v.array(v.string()),
        dropsCapabilities: v.boolean(),
      }),
      v.description('with how little the chosen image answers alike, where that was tried'),
    ),
  ),
  vulnerabilities: v.optional(vulnerabilitySchema),
  suggestedConfig: v.optional(
    v.pipe(v.string(), v.description('lines for laststage.yaml, where too little was asked')),
  ),
  notes: v.array(v.string()),
})
