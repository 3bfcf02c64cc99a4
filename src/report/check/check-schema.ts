import * as v from 'valibot'

/** The shape of `laststage check --format json`, published as `schemas/check.schema.json`. */
const line = v.pipe(v.number(), v.description('from 1'))
const position = v.object({
  offset: v.pipe(v.number(), v.description('from 0, in UTF-16 units')),
  line,
  column: v.pipe(v.number(), v.description('from 1, in UTF-16 units')),
})
const range = v.object({ start: position, end: v.pipe(position, v.description('the first place after it')) })

const edit = v.object({ from: v.number(), to: v.number(), text: v.string() })

const fix = v.object({
  title: v.string(),
  applicability: v.picklist(['safe', 'unsafe']),
  edits: v.pipe(
    v.array(edit),
    v.description('of the Dockerfile: what stands from one offset to the other is replaced'),
  ),
  ignore: v.optional(
    v.pipe(v.array(v.string()), v.description('paths that the fix writes into .dockerignore')),
  ),
  elsewhere: v.optional(
    v.pipe(
      v.array(
        v.object({
          file: v.string(),
          missing: v.pipe(v.boolean(), v.description('the file is not there yet')),
          edits: v.array(edit),
        }),
      ),
      v.description('what the fix changes in other files, as .dockerignore'),
    ),
  ),
})

const finding = {
  rule: v.pipe(v.string(), v.description("the rule's id, or the code of a fault of syntax")),
  severity: v.picklist(['error', 'warning', 'info']),
  message: v.string(),
  file: v.pipe(v.string(), v.description('the Dockerfile, or another file in which the fault stands')),
  range,
  help: v.optional(v.string()),
  fix: v.optional(fix),
}

const build = v.object({
  name: v.pipe(v.string(), v.description('service web, or target app')),
  file: v.string(),
  line,
  target: v.optional(v.pipe(v.string(), v.description('the stage; the last one where absent'))),
})

const file = v.object({
  path: v.string(),
  within: v.optional(
    v.pipe(
      v.string(),
      v.description('for a Dockerfile inside a Compose or Bake file: the service or target'),
    ),
  ),
  builds: v.pipe(v.array(build), v.description('what Compose and Bake files build from it')),
  findings: v.array(v.object(finding)),
  suppressed: v.pipe(
    v.array(v.object({ ...finding, because: v.optional(v.string()) })),
    v.description('what a comment in the file silenced'),
  ),
  fixed: v.pipe(
    v.array(v.object({ rule: v.string(), title: v.string(), line })),
    v.description('what --fix did'),
  ),
})

export const checkSchema = v.pipe(
  v.object({
    schemaVersion: v.literal(1),
    files: v.array(file),
    notes: v.pipe(
      v.array(v.object({ file: v.string(), line, message: v.string() })),
      v.description('what Compose and Bake files say that cannot be told without building'),
    ),
    summary: v.object({
      errors: v.number(),
      warnings: v.number(),
      infos: v.number(),
      fixable: v.pipe(v.number(), v.description('findings with a safe fix')),
      fixableUnsafe: v.pipe(v.number(), v.description('findings with a fix that needs a look')),
      fixed: v.number(),
      suppressed: v.number(),
    }),
  }),
  v.title('laststage check --format json'),
)
