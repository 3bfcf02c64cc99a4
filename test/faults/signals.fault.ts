import { type ChildProcess, execFileSync } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { docker } from '../e2e/left-of.ts'
import { type AppFolder, appFolder, expectNothingLeft } from './app-folder.ts'

/** Known to the engine for the time of these tests: each run of it takes so long that it cannot end between two moments. */
const image = `faults-signals:${process.pid}`

beforeAll(() => {
  const dockerfile = 'FROM busybox:1.37\nCMD ["sh", "-c", "sleep 2; echo hello"]\n'
  const stdio = ['pipe', 'ignore', 'inherit'] as const
  execFileSync('docker', ['build', '--quiet', '--tag', image, '-'], { input: dockerfile, stdio: [...stdio] })
})
afterAll(async () => {
  await docker('image', 'rm', '--force', image)
})

/** It never answers, so that a run is still at work when the signal comes. */
const silent = [
  'FROM busybox:1.37',
  'COPY note.txt /',
  'RUN echo one',
  'RUN echo two',
  'EXPOSE 8080',
  'CMD ["sleep", "3600"]',
]
const optimize = ['optimize', '.']
const verify = ['verify', image, image]

/** Moments by what is told of progress, not by time. */
const moments: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['when it begins to build', optimize, /^building original$/m],
  ['at the first step that is told', optimize, /building original \[/],
  ['at a COPY', optimize, /\[2\/4\] COPY/],
  ['at a RUN', optimize, /\[3\/4\] RUN echo one/],
  ['at the last RUN', optimize, /\[4\/4\] RUN echo two/],
  ['while an image is measured', optimize, /building original measuring/],
  ['while the original is observed', optimize, /original, first run/],
  ['when images are first observed', verify, /original, first run/],
  ['when the original is observed again', verify, /original, run 2/],
  ['while the candidate is observed', verify, /candidate$/m],
]

/** `slow` is begun once `db` runs, and never becomes ready. */
const services = [
  'services:',
  '  db: { image: "busybox:1.37", command: [sleep, "3600"] }',
  '  slow: { image: "busybox:1.37", command: [sleep, "3600"], healthcheck: [CMD, "false"], after: [db] }',
  'volumes: [/data]',
].join('\n')

async function signalledAt(app: AppFolder, args: readonly string[], moment: RegExp, signal: NodeJS.Signals) {
  let sent = false
  const result = await app.run(args, {
    onStderr: (all, child) => {
      if (sent || !moment.test(all)) return
      sent = true
      child.kill(signal)
    },
  })
  expect(sent).toBe(true)
  return result
}

test.each(moments)('Ctrl-C %s leaves nothing', async (_, args, moment) => {
  const app = await appFolder(silent)
  const result = await signalledAt(app, args, moment, 'SIGINT')
  expect(result).toMatchObject({ code: 130, stdout: '', stderr: expect.stringContaining('Interrupted.') })
  await expectNothingLeft([result.pid], app.temporary)
})

test.each([
  ['SIGINT', 1],
  ['SIGTERM', 2],
] as const)('%s while %i services run leaves none', async (signal, count) => {
  const app = await appFolder(silent, `${services}\n`)
  let looking: NodeJS.Timeout | undefined
  let sent = false
  const signalOnceTheyRun = async (child: ChildProcess): Promise<void> => {
    if ((await runningOf(child.pid ?? 0)).length < count || sent) return
    sent = true
    clearInterval(looking)
    child.kill(signal)
  }
  const result = await app.run(verify, {
    onStderr: (all, child) => {
      if (all.includes('original, first run'))
        looking ??= setInterval(() => void signalOnceTheyRun(child), 200)
    },
  })
  clearInterval(looking)
  expect(sent).toBe(true)
  expect(result).toMatchObject({ code: 130, stdout: '', stderr: expect.stringContaining('Interrupted.') })
  await expectNothingLeft([result.pid], app.temporary)
})

/** Containers of one run that run now. */
async function runningOf(pid: number): Promise<readonly string[]> {
  const format = '{{.ID}} {{.Label "dev.laststage.owner"}}'
  const listed = await docker('ps', '--filter', 'label=dev.laststage', '--format', format)
  return listed.filter(line => line.includes(`/${pid}/`))
}

test('what SIGKILL left at each of these moments, the next run removes', async () => {
  const app = await appFolder(silent)
  const killed: number[] = []
  for (const [, args, moment] of moments) {
    const result = await signalledAt(app, args, moment, 'SIGKILL')
    expect(result.code).toBeNull()
    killed.push(result.pid)
  }
  const next = await app.run(['verify', 'laststage-no-such:1', 'laststage-no-such:2'])
  expect(next.code).toBe(2)
  await expectNothingLeft([...killed, next.pid], app.temporary)
})
