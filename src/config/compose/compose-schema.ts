import * as v from 'valibot'

/** Of a Compose file (https://github.com/compose-spec/compose-spec), what an observation can use. Other keys are let be. */

const scalar = v.nullable(v.union([v.string(), v.number(), v.boolean()]))
const listOrMap = v.union([v.array(v.string()), v.record(v.string(), scalar)])
const words = v.nullable(v.union([v.string(), v.array(v.string())]))
const duration = v.union([v.string(), v.number()])

const healthcheck = v.object({
  test: v.optional(v.union([v.string(), v.array(v.string())])),
  disable: v.optional(v.boolean()),
  interval: v.optional(duration),
  timeout: v.optional(duration),
  retries: v.optional(v.number()),
  start_period: v.optional(duration),
})

const mount = v.union([
  v.string(),
  v.object({ type: v.optional(v.string()), source: v.optional(v.string()), target: v.string() }),
])

/** A secret or config that a service gets, and where. */
const granted = v.union([v.string(), v.object({ source: v.string(), target: v.optional(v.string()) })])

export const composeService = v.object({
  image: v.optional(v.string()),
  build: v.optional(v.unknown()),
  command: v.optional(words),
  entrypoint: v.optional(words),
  environment: v.optional(v.nullable(listOrMap)),
  env_file: v.optional(
    v.nullable(
      v.union([
        v.string(),
        v.array(v.union([v.string(), v.object({ path: v.string(), required: v.optional(v.boolean()) })])),
      ]),
    ),
  ),
  user: v.optional(v.union([v.string(), v.number()])),
  depends_on: v.optional(
    v.nullable(
      v.union([
        v.array(v.string()),
        v.record(v.string(), v.nullable(v.object({ condition: v.optional(v.string()) }))),
      ]),
    ),
  ),
  links: v.optional(v.array(v.string())),
  healthcheck: v.optional(v.nullable(healthcheck)),
  ports: v.optional(
    v.nullable(
      v.array(v.union([v.string(), v.number(), v.object({ target: v.union([v.string(), v.number()]) })])),
    ),
  ),
  expose: v.optional(v.nullable(v.array(v.union([v.string(), v.number()])))),
  volumes: v.optional(v.nullable(v.array(mount))),
  networks: v.optional(
    v.nullable(
      v.union([
        v.array(v.string()),
        v.record(v.string(), v.nullable(v.object({ aliases: v.optional(v.array(v.string())) }))),
      ]),
    ),
  ),
  container_name: v.optional(v.string()),
  hostname: v.optional(v.string()),
  privileged: v.optional(v.boolean()),
  cap_add: v.optional(v.array(v.string())),
  secrets: v.optional(v.nullable(v.array(granted))),
  configs: v.optional(v.nullable(v.array(granted))),
  profiles: v.optional(v.nullable(v.array(v.string()))),
})

export type ComposeService = v.InferOutput<typeof composeService>
