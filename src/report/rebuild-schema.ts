import * as v from 'valibot'

const touched = v.variant('kind', [
  v.object({
    kind: v.literal('measured'),
    file: v.string(),
    warmMs: v.pipe(v.number(), v.description('layer cache and cache mounts as the build before left them')),
    layerCacheMs: v.pipe(v.number(), v.description('layer cache as before, empty cache mounts')),
    cacheMounts: v.pipe(v.boolean(), v.description('false: no step that ran has a cache mount')),
  }),
  v.object({
    kind: v.pipe(v.literal('void'), v.description('the step that reads the file did not run')),
    file: v.string(),
    reason: v.string(),
  }),
])

/** How long builds take, and what they send. */
export const rebuildSchema = v.object({
  coldMs: v.pipe(v.number(), v.description('no layer cache, empty cache mounts; the base images were there')),
  source: v.optional(v.pipe(touched, v.description('after one line added to a source file'))),
  manifest: v.optional(v.pipe(touched, v.description('after one line added to a dependency manifest'))),
  repush: v.optional(
    v.object({
      bytes: v.pipe(v.number(), v.description('compressed bytes of the layers that the edit makes new')),
      layers: v.number(),
      kind: v.pipe(
        v.picklist(['measured', 'estimated']),
        v.description('estimated: the line changed nothing of what ships; at most that many bytes'),
      ),
    }),
  ),
  standIn: v.boolean(),
  notes: v.array(v.string()),
})
