import * as v from 'valibot'
import { durationMs, growthOf, sizeBytes } from './units.ts'

/** What may stand in laststage.yaml. The JSON Schema that editors read is made from this. */

const path = v.pipe(
  v.string('a path that starts with /'),
  v.regex(/^\//, 'a path that starts with /'),
  v.description('Path and query, as a browser asks for them: /api/items?page=2'),
)
const port = v.pipe(
  v.number('a port, 1 to 65535'),
  v.integer('a port, 1 to 65535'),
  v.minValue(1, 'a port, 1 to 65535'),
  v.maxValue(65_535, 'a port, 1 to 65535'),
)
const status = v.pipe(
  v.number('an HTTP status, 100 to 599'),
  v.integer('an HTTP status, 100 to 599'),
  v.minValue(100, 'an HTTP status, 100 to 599'),
  v.maxValue(599, 'an HTTP status, 100 to 599'),
)
const exitCode = v.pipe(
  v.number('an exit code, 0 to 255'),
  v.integer('an exit code, 0 to 255'),
  v.minValue(0, 'an exit code, 0 to 255'),
  v.maxValue(255, 'an exit code, 0 to 255'),
)
const text = v.string('a text')
const words = v.array(v.string('a text (quote numbers)'), 'a list of arguments, like [--name, Ada]')
const scalar = v.union([v.string(), v.number(), v.boolean()], 'a text, a number, true or false')
const variables = v.record(v.string(), scalar, 'variables, like PORT: 8080')

const duration = v.pipe(
  v.union([v.string(), v.number()], 'a time, like 30s or 500ms'),
  v.check(value => durationMs(value) !== undefined, 'a time, like 30s or 500ms'),
  v.description('30s, 500ms, 2m, or a number of seconds'),
)
const size = v.pipe(
  v.union([v.string(), v.number()], 'a size, like 20MB'),
  v.check(value => sizeBytes(value) !== undefined, 'a size, like 20MB'),
  v.description('20MB, 1.5GiB, or a number of bytes'),
)
const growth = v.pipe(
  v.union([v.string(), v.number()], 'a size or a share, like 2MB or 5%'),
  v.check(value => growthOf(value) !== undefined, 'a size or a share, like 2MB or 5%'),
  v.description('2MB, or 5% of the baseline'),
)
const regularExpression = v.pipe(
  v.string('a regular expression'),
  v.check(isRegularExpression, 'a regular expression that can be read'),
)

const httpExpectation = v.strictObject({
  status: v.optional(status),
  contains: v.optional(v.pipe(text, v.description('The body has to contain this text.'))),
  type: v.optional(v.pipe(text, v.description('The media type, without parameters: text/html'))),
})

const httpProbe = v.strictObject({
  method: v.optional(
    v.pipe(
      v.string('a method, like GET'),
      v.regex(/^[A-Za-z]+$/, 'a method, like GET'),
      v.description('GET where not given'),
    ),
  ),
  path,
  port: v.optional(
    v.pipe(port, v.description("The container's port; the first exposed one where not given.")),
  ),
  headers: v.optional(variables),
  body: v.optional(text),
  json: v.optional(v.pipe(v.unknown(), v.description('A body that is sent as JSON.'))),
  expect: v.optional(v.union([status, httpExpectation])),
})

const shortHttpProbe = v.pipe(
  v.string(),
  v.regex(/^(?:[A-Za-z]+\s+)?\/\S*$/, 'a request, like "GET /health"'),
  v.description('"/health", or "GET /health"'),
)

const runExpectation = v.strictObject({
  exitCode: v.optional(exitCode),
  stdout: v.optional(text),
  stderr: v.optional(text),
})

const execProbe = v.strictObject({
  args: v.pipe(words, v.description("What follows the image's own command.")),
  stdin: v.optional(text),
  expect: v.optional(v.union([exitCode, runExpectation])),
})

const serviceHealth = v.union(
  [
    v.string(),
    v.array(v.string()),
    v.strictObject({
      test: v.union([v.string(), v.array(v.string())]),
      timeout: v.optional(duration),
    }),
  ],
  'a command',
)

const service = v.strictObject({
  image: v.pipe(
    text,
    v.description('postgres:16, fetched where the engine does not have it; . is the app itself'),
  ),
  command: v.optional(v.pipe(words, v.description("Replaces the image's CMD."))),
  entrypoint: v.optional(v.pipe(words, v.description("Replaces the image's ENTRYPOINT."))),
  env: v.optional(variables),
  user: v.optional(text),
  ports: v.optional(
    v.pipe(
      v.array(port, 'a list of ports'),
      v.description('It is ready once these accept connections. Without: those that its image exposes.'),
    ),
  ),
  healthcheck: v.optional(
    v.pipe(serviceHealth, v.description('Runs in its container until it succeeds: pg_isready -U app')),
  ),
  timeout: v.optional(v.pipe(duration, v.description('Until it is ready; 60 s where not given.'))),
  files: v.optional(
    v.pipe(
      v.record(v.string(), v.string(), 'files, like /docker-entrypoint-initdb.d/1.sql: db/schema.sql'),
      v.description("By path in its container: a file of the app's folder, which is copied."),
    ),
  ),
  after: v.optional(
    v.pipe(v.array(text, 'a list of services'), v.description('Services that have to be ready first.')),
  ),
  job: v.optional(v.pipe(v.boolean(), v.description('Ready once it has ended with exit code 0.'))),
})

const commandProbe = v.strictObject({
  command: v.pipe(
    v.union([v.string(), v.array(v.string())], 'a command'),
    v.description('npm run test:e2e; LASTSTAGE_URL in its environment is where the app answers.'),
  ),
  in: v.optional(
    v.pipe(
      v.picklist(['host', 'container'], 'host or container'),
      v.description('Where it runs: on this machine (the default), or in the container of the app.'),
    ),
  ),
  output: v.optional(v.pipe(v.boolean(), v.description('Whether what it prints is compared, too.'))),
  expect: v.optional(exitCode),
  timeout: v.optional(v.pipe(duration, v.description('10m where not given'))),
})

const budget = v.strictObject({
  total: v.optional(v.pipe(size, v.description('All layers, unpacked.'))),
  compressed: v.optional(v.pipe(size, v.description('All layers, as they are pulled.'))),
  layer: v.optional(v.pipe(size, v.description('The largest layer, unpacked.'))),
  file: v.optional(v.pipe(size, v.description('The largest file.'))),
  base: v.optional(
    v.pipe(
      v.picklist(['included', 'excluded'], 'included or excluded'),
      v.description('excluded: what the base image brings counts in none of the limits.'),
    ),
  ),
  baseline: v.optional(
    v.pipe(text, v.description('The file of `budget accept`; laststage.baseline.json where not given.')),
  ),
  maxGrowth: v.optional(growth),
})

export const configSchema = v.pipe(
  v.strictObject({
    http: v.optional(
      v.pipe(
        v.array(v.union([shortHttpProbe, httpProbe]), 'a list of requests'),
        v.description('Requests that are sent to the original and to each candidate.'),
      ),
    ),
    exec: v.optional(
      v.pipe(
        v.array(v.union([words, execProbe]), 'a list of runs'),
        v.description('Runs with arguments, each in a container of its own, for a program that ends.'),
      ),
    ),
    command: v.optional(v.pipe(words, v.description("Replaces the image's CMD while it is observed."))),
    ready: v.optional(
      v.pipe(
        v.strictObject({
          path: v.optional(path),
          port: v.optional(port),
          log: v.optional(v.pipe(text, v.description('A text that its log holds once it is ready.'))),
          timeout: v.optional(duration),
        }),
        v.description('When the app counts as ready. Without it: when a port answers.'),
      ),
    ),
    probes: v.optional(
      v.pipe(
        v.array(v.union([v.string(), commandProbe]), 'a list of commands'),
        v.description('Commands that try the running app, such as its own end-to-end tests.'),
      ),
    ),
    services: v.optional(
      v.pipe(
        v.union(
          [v.literal('none'), v.record(v.string(), service, 'services, like db: { image: postgres:16 }')],
          'services by name, or none',
        ),
        v.description(
          'What the app talks to, by host name. Without it: what the Compose file says. none: nothing.',
        ),
      ),
    ),
    env: v.optional(v.pipe(variables, v.description('Environment of the observed containers.'))),
    volumes: v.optional(
      v.pipe(v.array(path, 'a list of paths'), v.description('Paths that get a fresh volume on each run.')),
    ),
    network: v.optional(
      v.pipe(
        v.picklist(['none', 'open'], 'none or open'),
        v.description('open lets the app reach the network while it is observed; none is the default.'),
      ),
    ),
    budget: v.optional(
      v.pipe(
        v.union([size, budget]),
        v.description('What the image may weigh; a single size means the total.'),
      ),
    ),
    ignore: v.optional(
      v.pipe(
        v.array(regularExpression, 'a list of regular expressions'),
        v.description('What these match in a body or an output is not compared.'),
      ),
    ),
    check: v.optional(
      v.pipe(
        v.strictObject({
          rules: v.optional(
            v.pipe(
              v.record(
                v.string(),
                v.picklist(['off', 'info', 'warning', 'error'], 'off, info, warning or error'),
                'rules, like base-tag: error',
              ),
              v.description('By rule id: off, info, warning or error.'),
            ),
          ),
          registries: v.optional(
            v.pipe(
              v.array(text, 'a list of registries, like docker.io'),
              v.description('Registries that images may come from.'),
            ),
          ),
        }),
        v.description('How laststage check judges.'),
      ),
    ),
  }),
  v.title('laststage.yaml'),
)

export type ConfigFile = v.InferOutput<typeof configSchema>

function isRegularExpression(source: string): boolean {
  try {
    return new RegExp(source).source !== ''
  } catch {
    return false
  }
}
