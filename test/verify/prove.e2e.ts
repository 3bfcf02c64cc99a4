import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { connectDocker } from '../../src/engines/docker/connect.ts'
import type { Engine } from '../../src/engines/engine.ts'
import { formatVerdict } from '../../src/verify/format-verdict.ts'
import { observeOriginal, prove } from '../../src/verify/prove.ts'
import type { Verdict } from '../../src/verify/verdict.ts'

const context = mkdtempSync(join(tmpdir(), 'laststage-prove-'))
let engine: Engine

beforeAll(async () => {
  const page = '<link rel="stylesheet" href="/app.css"><script src="/app.js"></script><h1>Tea</h1>\n'
  writeFileSync(join(context, 'index.html'), page)
  writeFileSync(join(context, 'app.css'), 'h1 { color: teal }\n')
  writeFileSync(join(context, 'app.js'), 'document.title = "Tea"\n')
  engine = await connectDocker({ env: process.env })
})

afterAll(async () => {
  await engine.dispose()
  rmSync(context, { recursive: true })
})

async function imageOf(dockerfile: string): Promise<string> {
  const { image } = await engine.build({ context, dockerfile, dockerfileName: 'Dockerfile' })
  return image
}

async function verdictOf(original: string, candidate: string, config: Config = {}): Promise<Verdict> {
  const reference = await observeOriginal({ engine, config, image: await imageOf(original) })
  const image = await imageOf(candidate)
  const { verdict } = await prove({ engine, config, reference, candidate: image, basis: 'probes' })
  return verdict
}

const site = `FROM nginx:1.27.4-alpine-slim
COPY index.html app.css app.js /usr/share/nginx/html/
EXPOSE 80
`

test('a site built in another way is equivalent', async () => {
  const staged = `FROM nginx:1.27.4-alpine-slim AS files
COPY . /site/
FROM nginx:1.27.4-alpine-slim
COPY --from=files /site/ /usr/share/nginx/html/
EXPOSE 80
`
  const verdict = await verdictOf(site, staged)
  expect(verdict).toMatchObject({ kind: 'equivalent', differences: [], reasons: [] })
  expect(verdict.coverage).toMatchObject({ assets: 2, observations: 4 })
})

test('a wrong asset path is never equivalent, even behind status 200', async () => {
  const broken = `FROM nginx:1.27.4-alpine-slim
COPY index.html /usr/share/nginx/html/
COPY app.css app.js /usr/share/nginx/html/static/
RUN printf 'server { listen 80; root /usr/share/nginx/html; location / { try_files $uri /index.html; } }' \\
  > /etc/nginx/conf.d/default.conf
EXPOSE 80
`
  const verdict = await verdictOf(site, broken)
  expect(verdict.kind).toBe('different')
  expect(verdict.differences).toContainEqual(
    expect.objectContaining({ probe: 'GET /app.js', what: 'content-type', candidate: 'text/html' }),
  )
})

test('a missing library is never equivalent', async () => {
  const original = `FROM nginx:1.27.4-alpine-slim
ENTRYPOINT ["/usr/sbin/nginx"]
CMD []
`
  const broken = `FROM scratch
COPY --from=nginx:1.27.4-alpine-slim /usr/sbin/nginx /usr/sbin/nginx
ENTRYPOINT ["/usr/sbin/nginx"]
`
  const verdict = await verdictOf(original, broken, { exec: [{ args: ['-v'] }] })
  expect(verdict.kind).toBe('different')
  expect(verdict.differences).toContainEqual(expect.objectContaining({ probe: 'run -v', what: 'exit code' }))
})

function endingWith(code: number): string {
  return `FROM busybox:1.37\nENTRYPOINT ["sh", "-c", "echo done; exit ${code}"]\n`
}

test('another exit code is never equivalent', async () => {
  const config: Config = { exec: [{ args: [] }] }
  const same = await verdictOf(endingWith(3), endingWith(3), config)
  expect(formatVerdict(same)).toBe('equivalent (1 run)')
  const verdict = await verdictOf(endingWith(3), endingWith(0), config)
  expect(verdict).toMatchObject({
    kind: 'different',
    differences: [{ probe: 'run', what: 'exit code', original: '3', candidate: '0' }],
  })
})
