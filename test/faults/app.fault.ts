import { expect, test } from 'vitest'
import { appFolder, expectNothingLeft } from './app-folder.ts'

const forks = 'while :; do sleep 3600 & done'
const deaf = `trap '' TERM; while :; do sleep 1; done`

test.each([
  ['never listens', 'sleep 3600', /it neither ended nor answered on port 8080 within 3 s/],
  [
    'crashes',
    'echo out of luck >&2; exit 3',
    /it ended with exit code 3 before it answered; its last words:\s+out of luck/,
  ],
  [
    'prints for ever',
    'yes all the same',
    /it neither ended nor answered on port 8080 within 3 s; its last words:[\s\S]*all the same/,
  ],
  ['ignores SIGTERM', deaf, /it neither ended nor answered on port 8080 within 3 s/],
  [
    'starts processes without end',
    forks,
    /it (?:ended with exit code \d+ before it answered|neither ended nor answered)/,
  ],
])('an app that %s proves nothing, and says why', async (_, script, message) => {
  const dockerfile = [
    'FROM busybox:1.37',
    'COPY note.txt /',
    'EXPOSE 8080',
    `CMD ["sh", "-c", ${JSON.stringify(script)}]`,
  ]
  const app = await appFolder(dockerfile, 'ready: { timeout: 3s }\n')
  const result = await app.run(['optimize', '.', '--json'])
  const report: { notes: readonly string[] } = JSON.parse(result.stdout)
  expect(report.notes.join('\n')).toMatch(message)
  expect(report).toMatchObject({ chosen: null })
  expect(result.code).toBe(1)
  await expectNothingLeft([result.pid], app.temporary)
})
