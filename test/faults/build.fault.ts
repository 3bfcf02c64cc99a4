import { expect, test } from 'vitest'
import { appFolder, expectNothingLeft } from './app-folder.ts'

const base = 'FROM busybox:1.37'

test.each([
  [
    'a COPY whose source is not there',
    [base, 'COPY missing.txt /'],
    /Dockerfile:2: COPY missing\.txt \/: "\/missing\.txt" is not in the build context/,
  ],
  [
    'a RUN that fails',
    [base, 'COPY note.txt /', 'RUN echo what went wrong; exit 7'],
    /Dockerfile:3: RUN echo what went wrong; exit 7 failed: exit code 7[\s\S]*what went wrong/,
  ],
  [
    'a base image that cannot be had',
    ['FROM laststage.invalid/no/such:1'],
    /Dockerfile:1: cannot get the image laststage\.invalid\/no\/such:1: /,
  ],
])('%s is told with its line', async (_, dockerfile, message) => {
  const app = await appFolder(dockerfile)
  const result = await app.run(['optimize', '.'], { env: { FORCE_COLOR: '0' } })
  expect(result.stdout).toMatch(message)
  expect(result.code).toBe(1)
  await expectNothingLeft([result.pid], app.temporary)
})
