import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reportSchema } from '../../src/report/schema.ts'
import { laststage } from './laststage.ts'

/** A server without dependencies, so that its install needs no network. */
const files = {
  Dockerfile: `FROM node:20-alpine
WORKDIR /app
COPY . .
RUN npm ci
EXPOSE 3000
CMD ["node", "server.js"]
`,
  'package.json': '{ "name": "hello", "version": "1.0.0" }\n',
  'package-lock.json':
    '{ "name": "hello", "version": "1.0.0", "lockfileVersion": 3, "packages": { "": { "name": "hello" } } }\n',
  '.dockerignore': 'node_modules\n',
  'server.js': `const http = require('node:http')
http.createServer((request, response) => response.end('hello ' + request.url)).listen(3000)
process.on('SIGTERM', () => process.exit(0))
`,
  'laststage.yaml': 'http:\n  - /hello\n  - /other\n',
}

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidy-e2e-'))
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text)
})
afterAll(async () => rm(folder, { recursive: true, force: true }))

test('the safe fixes of check are built and proved', async () => {
  const result = await laststage(['optimize', folder, '--strategy', 'tidy', '--json'])
  expect(result).toMatchObject({ code: 0, stderr: expect.not.stringContaining('laststage has a bug') })
  const report = v.parse(reportSchema, JSON.parse(result.stdout))
  expect(report.chosen).toBe('tidy')
  const [tidied] = report.candidates
  expect(tidied?.verdict).toMatchObject({ kind: 'equivalent', differences: [] })
  expect(tidied?.changes.map(({ id }) => id)).toEqual(['copy-all-before-install', 'npm-cache-left'])
  expect(tidied?.files['Dockerfile']).toContain('COPY package.json package-lock.json ./\n')
})
