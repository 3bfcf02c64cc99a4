import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as v from 'valibot'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reportSchema } from '../../src/report/schema.ts'
import { laststage } from './laststage.ts'

const run = promisify(execFile)

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'node-and-java-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** What each example has to come to: what proves it, and bytes unpacked with the stand-in base images. */
test.each<[string, 'probes' | 'contract', number]>([
  ['astro-site', 'contract', 10e6],
  ['eleventy-site', 'contract', 10e6],
  ['fastify-typescript', 'probes', 165e6],
  ['koa-yarn', 'probes', 250e6],
  ['native-addon', 'probes', 300e6],
  ['nest-api', 'probes', 165e6],
  ['next-standalone', 'probes', 205e6],
  ['npm-workspaces', 'probes', 158e6],
  ['pnpm-workspace', 'probes', 158e6],
  ['spring-boot', 'probes', 260e6],
])('%s is made small, and proved', async (name, basis, limit) => {
  const result = await laststage(['optimize', `examples/${name}`, '--strategy', 'staged', '--json'])
  expect(result).toMatchObject({ code: 0, stderr: expect.not.stringContaining('laststage has a bug') })
  const { candidates, chosen, original } = v.parse(reportSchema, JSON.parse(result.stdout))
  const candidate = candidates.find(({ id }) => id === chosen)
  expect(candidate?.verdict).toMatchObject({ kind: 'equivalent', basis, differences: [] })
  expect(candidate?.size?.unpacked).toBeLessThanOrEqual(limit)
  expect(original.size?.unpacked).toBeGreaterThan(limit * 2)
})

/** An init's image has no original to be compared with: it has to meet what the example declares, in every run. */
test.each(['express-api', 'fastify-typescript', 'npm-workspaces', 'eleventy-site', 'spring-boot'])(
  '%s without a Dockerfile: what init writes builds, and does what is declared',
  async name => {
    const app = join(folder, name)
    await cp(`examples/${name}`, app, { recursive: true })
    await Promise.all(['Dockerfile', 'laststage.yaml'].map(file => rm(join(app, file))))
    expect(await laststage(['init', app, '--yes'])).toMatchObject({ code: 0 })
    const image = `laststage-long-${name}`
    await run('docker', ['build', '--quiet', '--tag', image, app])
    try {
      const config = name === 'eleventy-site' ? await onPort80(name) : `examples/${name}/laststage.yaml`
      const result = await laststage(['verify', image, image, '--config', config, '--json'])
      expect(JSON.parse(result.stdout)).toMatchObject({ verdict: { kind: 'equivalent' } })
    } finally {
      await run('docker', ['rmi', image])
    }
  },
)

/** A site that init writes listens on 80, where its development server has a port of its own. */
async function onPort80(name: string): Promise<string> {
  const text = await readFile(`examples/${name}/laststage.yaml`, 'utf8')
  const file = join(folder, `${name}.yaml`)
  await writeFile(file, text.replace(/port: \d+/, 'port: 80'))
  return file
}
