import { expect, test } from 'vitest'
import { appFolder, expectNothingLeft } from './app-folder.ts'

const app = (command: string) => [
  'FROM busybox:1.37',
  'COPY note.txt /',
  'EXPOSE 8080',
  `CMD ["sh", "-c", "${command}"]`,
]

test('two runs at once do not disturb each other, though each removes what dead ones left', async () => {
  const long = await appFolder(app('sleep 3600'), 'ready: { timeout: 20s }\n')
  const short = await appFolder(app('exit 3'))
  let begun: ReturnType<typeof short.run> | undefined
  const first = await long.run(['optimize', '.', '--json'], {
    onStderr: all => {
      if (all.includes('original, first run')) begun ??= short.run(['optimize', '.', '--json'])
    },
  })
  const second = await begun
  expect(first.code).toBe(1)
  expect(first.stdout).toContain('neither ended nor answered on port 8080 within 20 s')
  expect(second?.code).toBe(1)
  expect(second?.stdout).toContain('it ended with exit code 3 before it answered')
  expect(first.stderr + (second?.stderr ?? '')).not.toContain('Not removed')
  await expectNothingLeft([first.pid], long.temporary)
  await expectNothingLeft([second?.pid ?? 0], short.temporary)
})
