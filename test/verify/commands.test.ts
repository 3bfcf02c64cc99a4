import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import type { CommandProbe, Config } from '../../src/config/config.ts'
import { runOnHost } from '../../src/verify/commands/host-command.ts'
import { observeOriginal, prove } from '../../src/verify/prove.ts'
import type { Basis } from '../../src/verify/verdict.ts'
import { type StubImage, stubEngine } from './stub-engine.ts'

const exposed = { exposedPorts: ['8080/tcp'] }
const answering = (body: string): StubImage => ({
  config: exposed,
  serve: () => (_, response) => void response.end(body),
})

const probe = (command: CommandProbe['command'], more: Partial<CommandProbe> = {}): CommandProbe => ({
  name: 'tests',
  command,
  where: 'host',
  compareOutput: false,
  exitCode: 0,
  ...more,
})

/** Asks the app as a test suite would, with Node, which is there wherever this runs. */
const script = `fetch(process.env.LASTSTAGE_URL + '/tea').then(async answer => {
  const text = await answer.text()
  console.log(process.env.GREETING, text, process.env.LASTSTAGE_URL === process.env.LASTSTAGE_URL_8080)
  process.exitCode = text === 'wrong' ? 3 : 0
})`
const suite = [process.execPath, '-e', script]

async function verdictOf(
  probes: readonly CommandProbe[],
  candidate: StubImage,
  original: StubImage = answering('right'),
  basis: Basis = 'probes',
) {
  const engine = stubEngine({ original, candidate })
  const config: Config = { probes, host: { folder: tmpdir(), env: { GREETING: 'hello' } } }
  const reference = await observeOriginal({ engine, image: 'original', config })
  const proof = await prove({ engine, reference, candidate: 'candidate', basis, config })
  expect(engine.left()).toBe(0)
  return proof.verdict
}

const print = (word: string): StubImage => ({
  ...answering('right'),
  exec: () => ({ exitCode: 0, stdout: word }),
})

const pages = (exitCode: number): StubImage => ({
  config: exposed,
  serve: () => (message, response) => {
    const body = message.url === '/' ? '<a href="/tea">tea</a>' : `${message.url}`
    response.writeHead(body === '/tea' || message.url === '/' ? 200 : 404, { 'content-type': 'text/html' })
    response.end(body)
  },
  exec: () => ({ exitCode }),
})

test('a test suite that passes on both is enough to call them alike', async () => {
  const same = await verdictOf([probe(suite)], answering('right'))
  expect(same).toMatchObject({ kind: 'equivalent', coverage: { runs: 1 } })
})

test('one that fails on the candidate is a difference, and says why', async () => {
  const { kind, differences } = await verdictOf([probe(suite)], answering('wrong'))
  expect(kind).toBe('different')
  expect(differences).toContainEqual({
    probe: 'tests',
    what: 'exit code',
    original: '0',
    candidate: '3; its last words:\nhello wrong true',
  })
})

test('one that fails on the original proves nothing', async () => {
  const { kind, reasons } = await verdictOf([probe(suite)], answering('wrong'), answering('wrong'))
  expect(kind).toBe('inconclusive')
  expect(reasons.join()).toContain('the original itself does not meet tests')
  const absent = await verdictOf([probe(['/no/such/suite'])], answering('right'))
  expect(absent).toMatchObject({ kind: 'inconclusive' })
})

test('what it prints counts where that is asked for', async () => {
  const check = probe(['show'], { where: 'container' })
  expect((await verdictOf([check], print('two'), print('one'))).kind).toBe('equivalent')
  const strict = await verdictOf([{ ...check, compareOutput: true }], print('two'), print('one'))
  expect(strict.differences).toContainEqual({
    probe: 'tests',
    what: 'stdout',
    original: 'one',
    candidate: 'two',
  })
})

test('a command in the container goes through its shell where it is a text', async () => {
  const asked: (readonly string[])[] = []
  const image: StubImage = {
    ...answering('right'),
    exec: command => {
      asked.push(command)
      return { exitCode: 0 }
    },
  }
  await verdictOf([probe('a | b', { where: 'container' }), probe(['c'], { where: 'container' })], image)
  expect(asked.slice(0, 2)).toEqual([['/bin/sh', '-c', 'a | b'], ['c']])
})

test("where the original judges, its own failure is no reason, and the candidate's is a difference", async () => {
  const health = probe('curl -f http://localhost', { where: 'container', exitCode: undefined })
  expect((await verdictOf([health], pages(22), pages(22))).kind).toBe('equivalent')
  const { differences } = await verdictOf([health], pages(127), pages(0))
  expect(differences).toMatchObject([{ probe: 'tests', what: 'exit code', original: '0' }])
})

test('a contract is judged by the suite, too', async () => {
  const met = await verdictOf([probe(suite)], answering('right'), answering('wrong'), 'contract')
  expect(met).toMatchObject({ kind: 'equivalent', basis: 'contract' })
  const unmet = await verdictOf([probe(suite)], answering('wrong'), answering('right'), 'contract')
  expect(unmet.kind).toBe('different')
})

test('a command that does not end is ended, with what it started', async () => {
  const hanging = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'inherit' }); setInterval(() => {}, 1e6)`
  const command = [process.execPath, '-e', hanging]
  // It comes back at all only once the child, which holds the same output, is gone too.
  const ended = await runOnHost({ command, folder: tmpdir(), env: {}, timeoutMs: 50, signal: undefined })
  expect(ended).toMatchObject({ exitCode: undefined })
  const abort = new AbortController()
  const running = runOnHost({ command, folder: tmpdir(), env: {}, timeoutMs: 1e6, signal: abort.signal })
  abort.abort(new Error('Ctrl-C'))
  await expect(running).rejects.toThrow('Ctrl-C')
})
