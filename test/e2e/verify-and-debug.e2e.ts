import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { laststage } from './laststage.ts'

const name = `laststage-debug-test-${process.pid}`
const image = (tag: string): string => `${name}:${tag}`
let folder = ''

async function docker(...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)('docker', args)).stdout
}

/** A program that ends, and a server without a shell; no layer is fetched for either. */
async function build(tag: string, text: string): Promise<void> {
  await writeFile(join(folder, `${tag}.Dockerfile`), text)
  await docker('build', '--quiet', '--tag', image(tag), '--file', join(folder, `${tag}.Dockerfile`), folder)
}

const says = (words: string, base = 'busybox:1.37'): string =>
  `FROM busybox:1.37 AS tools\nFROM ${base}\nCOPY --from=tools /bin/busybox /tools/busybox\n` +
  `ENTRYPOINT ["/tools/busybox", "echo", "${words}"]\n`

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'debug-test-'))
  await writeFile(join(folder, 'probes.yaml'), 'exec: [[Ada]]\n')
  await build('old', says('hello'))
  await build('small', says('hello', 'scratch'))
  await build('other', says('goodbye', 'scratch'))
  const serve = 'USER 1000\nENTRYPOINT ["/busybox", "httpd", "-f", "-p", "8080", "-h", "/www"]\n'
  const files = 'COPY --from=tools /bin/busybox /busybox\nCOPY probes.yaml /www/marker\n'
  await build('web', `FROM busybox:1.37 AS tools\nFROM scratch\n${files}${serve}`)
  await docker('run', '--detach', '--name', name, image('web'))
})

afterAll(async () => {
  await docker('rm', '--force', name).catch(() => undefined)
  await docker('image', 'rm', ...['old', 'small', 'other', 'web'].map(image)).catch(() => undefined)
  await rm(folder, { recursive: true, force: true })
})

test('verify: equivalent where both say the same, different where they do not', async () => {
  const config = ['--config', join(folder, 'probes.yaml'), '--json']
  const same = await laststage(['verify', image('old'), image('small'), ...config])
  expect(same).toMatchObject({ code: 0 })
  expect(JSON.parse(same.stdout)).toMatchObject({ verdict: { kind: 'equivalent', basis: 'probes' } })
  const other = await laststage(['verify', image('old'), image('other'), ...config])
  expect(other).toMatchObject({ code: 1 })
  expect(JSON.parse(other.stdout)).toMatchObject({ verdict: { kind: 'different' } })
})

test('verify: an image that is not there is the user’s mistake', async () => {
  const result = await laststage(['verify', image('old'), image('absent')])
  expect(result.code).toBe(2)
  expect(result.stderr).toContain(`${image('absent')} is not in the engine's store`)
})

test('debug: files, processes and network of a container without a shell', async () => {
  const files = await laststage(['debug', name, '--', 'cat', '/proc/1/root/www/marker'])
  expect(files).toMatchObject({ code: 0, stdout: 'exec: [[Ada]]\n' })
  const processes = await laststage(['debug', name, '--', 'cat', '/proc/1/cmdline'])
  expect(processes.stdout.split('\0').slice(0, 2)).toEqual(['/busybox', 'httpd'])
  // Port 8080 in hexadecimal, among what listens in the network namespace of whoever reads.
  const network = await laststage(['debug', name, '--', 'cat', '/proc/net/tcp', '/proc/net/tcp6'])
  expect(network.stdout).toContain(':1F90 ')
  const left = await docker(
    'ps',
    '--all',
    '--filter',
    'label=dev.laststage',
    '--format',
    '{{.Names}} {{.Command}}',
  )
  expect(left.split('\n').filter(line => /\bcat /.test(line))).toEqual([])
})
