import { describe, expect, test } from 'vitest'
import { memoryApp } from '../../src/app/memory-app.ts'
import type { Plan } from '../../src/model/stack-facts.ts'
import { withOwnUser } from '../../src/rewrite/own-user.ts'

const planOn = (
  image: string,
  after = ['EXPOSE 3000', 'CMD ["node", "a.js"]'],
  before: string[] = [],
): Plan => ({
  id: '',
  title: 'the app',
  buildStages: [],
  needs: { runtime: { kind: 'image', image }, files: [], before, after },
  changes: [],
  files: {},
  ignore: [],
})

function linesOf(plan: Plan, files: Readonly<Record<string, string>> = {}): readonly string[] {
  const { needs } = withOwnUser(memoryApp(files))(plan)
  return 'kept' in needs ? [] : needs.after
}

test.each([
  ['node:24-slim', 'USER node'],
  ['gcr.io/distroless/nodejs24-debian13', 'USER 65532:65532'],
  ['oven/bun:1-slim', 'USER bun'],
  ['python:3.13-slim', 'USER nobody'],
  ['scratch', 'USER 65532:65532'],
])('a server on %s', (image, user) => {
  const plan = withOwnUser(memoryApp({ 'a.js': 'listen()' }))(planOn(image))
  expect(plan.needs).toMatchObject({ after: ['EXPOSE 3000', user, 'CMD ["node", "a.js"]'] })
  // The proof accepts another user only where a change names it.
  expect(plan.changes.map(({ title }) => title)).toEqual([expect.stringMatching(/\buser\b/)])
})

describe('stays root’s', () => {
  test.each([
    ['what writes files', { 'src/a.ts': 'await fs.writeFile(path, text)' }],
    ['what opens a file to write', { 'a.py': 'with open(path, "wb") as f:' }],
    ['what keeps files by a package', { 'package.json': '{"dependencies":{"better-sqlite3":"1"}}' }],
    ['what keeps settings in a home', { 'requirements.txt': 'streamlit==1.40' }],
    ['what logs into a file', { 'log.js': "new winston.transports.File({ filename: 'app.log' })" }],
    ['what logs into a file by a handler', { 'log.py': 'RotatingFileHandler(LOG)' }],
    [
      'an appender',
      { 'src/main/resources/logback.xml': '<appender class="ch.qos.logback.core.FileAppender">' },
    ],
    ['a database in a setting', { 'application.properties': 'spring.datasource.url=jdbc:h2:file:./data' }],
  ])('%s', (_, files) => {
    expect(linesOf(planOn('node:24-slim'), files)).toEqual(['EXPOSE 3000', 'CMD ["node", "a.js"]'])
  })

  test.each([
    ['a program without a port', planOn('node:24-slim', ['CMD ["node", "a.js"]'])],
    ['a port of root’s', planOn('node:24-slim', ['EXPOSE 80', 'CMD ["node", "a.js"]'])],
    ['a server’s own image', planOn('nginx:1.28-alpine-slim', ['EXPOSE 8080', 'CMD ["nginx"]'])],
    [
      'a distroless image with its user',
      planOn('gcr.io/distroless/static:nonroot', ['EXPOSE 8080', 'CMD ["/a"]']),
    ],
  ])('%s', (_, plan) => {
    expect(withOwnUser(memoryApp({}))(plan)).toBe(plan)
  })

  test('what has a user already', () => {
    const plan = planOn('node:24-slim', ['USER 1000', 'EXPOSE 3000', 'CMD ["node", "a.js"]'])
    expect(withOwnUser(memoryApp({}))(plan)).toBe(plan)
  })
})

test('tests and reading do not count as writing', () => {
  const files = { 'test/a.ts': 'fs.writeFileSync(a)', 'a.py': 'open(path, "r")' }
  expect(linesOf(planOn('node:24-slim'), files)).toContain('USER node')
})
