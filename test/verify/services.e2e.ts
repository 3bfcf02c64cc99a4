import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readAppFolder } from '../../src/app/read-app-folder.ts'
import type { Config } from '../../src/config/config.ts'
import { withProject } from '../../src/config/project.ts'
import { connectDocker } from '../../src/engines/docker/connect.ts'
import type { Engine } from '../../src/engines/engine.ts'
import { observeOriginal, prove, type Reference } from '../../src/verify/prove.ts'

const context = realpathSync(mkdtempSync(join(tmpdir(), 'laststage-services-')))
let engine: Engine
let original = ''
let withDatabase: Reference

/** An app that hands on what its database says, and does not start without one. */
const files: Readonly<Record<string, string>> = {
  Dockerfile: `FROM nginx:1.27.4-alpine-slim
COPY app.conf /etc/nginx/conf.d/default.conf
COPY database.conf /etc/nginx/database.conf
EXPOSE 80
`,
  'app.conf': 'server { listen 80; location / { include /etc/nginx/database.conf; } }\n',
  'database.conf': 'proxy_pass http://database;\n',
  'compose.yaml': `services:
  web: { build: ., ports: ["8080:80"], depends_on: { check: { condition: service_completed_successfully } } }
  check:
    build: .
    command: nginx -t
    depends_on: { seed: { condition: service_completed_successfully } }
  db:
    image: nginx:1.27.4-alpine-slim
    volumes: ["./tables:/usr/share/nginx/html:ro"]
    networks: { default: { aliases: [database] } }
    healthcheck: { test: [CMD, test, -s, /usr/share/nginx/html/items.json] }
  seed:
    image: busybox:1.37
    command: ["sh", "-c", "until wget -qO- http://db/items.json; do sleep 1; done"]
    depends_on: { db: { condition: service_healthy } }
  nobody: { image: "nothing/that-exists:1", depends_on: [db] }
`,
  'tables/items.json': '[{"name":"tea"}]\n',
}

beforeAll(async () => {
  mkdirSync(join(context, 'tables'))
  for (const [path, text] of Object.entries(files)) writeFileSync(join(context, path), text)
  engine = await connectDocker({ env: process.env })
  original = await imageOf(files['Dockerfile'] ?? '')
})

afterAll(async () => {
  await engine.dispose()
  rmSync(context, { recursive: true })
})

async function imageOf(dockerfile: string): Promise<string> {
  const { image } = await engine.build({ context, dockerfile, dockerfileName: 'Dockerfile' })
  return image
}

async function configOf(services: boolean): Promise<Config> {
  const { config } = await withProject({
    config: { http: [{ method: 'GET', path: '/items.json' }] },
    root: context,
    app: readAppFolder(context),
    dockerfile: 'Dockerfile',
    services,
    env: {},
  })
  return config
}

async function proofOf(candidate: string, reference: Reference) {
  const config = await configOf(true)
  const image = await imageOf(candidate)
  return await prove({ engine, config, reference, candidate: image, basis: 'probes' })
}

test('without its database the app is no reference', async () => {
  const { observations } = await observeOriginal({ engine, config: await configOf(false), image: original })
  expect(observations[0]?.failure).toContain('ended with exit code 1')
})

test('with it, another way to build the app is equivalent', async () => {
  const staged = `FROM nginx:1.27.4-alpine-slim AS files
COPY . /app/
FROM nginx:1.27.4-alpine-slim
COPY --from=files /app/app.conf /etc/nginx/conf.d/default.conf
COPY --from=files /app/database.conf /etc/nginx/database.conf
EXPOSE 80
`
  const reference = await observeOriginal({ engine, config: await configOf(true), image: original })
  expect(reference.observations[0]?.http[0]?.response).toMatchObject({
    status: 200,
    body: files['tables/items.json'],
  })
  const proof = await proofOf(staged, reference)
  withDatabase = proof.reference
  expect(proof.verdict).toMatchObject({
    kind: 'equivalent',
    differences: [],
    coverage: { services: ['check', 'seed', 'db'] },
  })
})

test('a candidate that lost the way to its database is different', async () => {
  const broken = `FROM nginx:1.27.4-alpine-slim
COPY app.conf /etc/nginx/conf.d/default.conf
RUN echo 'return 502;' > /etc/nginx/database.conf
EXPOSE 80
`
  const { verdict } = await proofOf(broken, withDatabase)
  expect(verdict.kind).toBe('different')
  expect(verdict.differences).toContainEqual(
    expect.objectContaining({ probe: 'GET /items.json', what: 'status', candidate: '502' }),
  )
})
