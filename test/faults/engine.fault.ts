import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { appFolder, expectNothingLeft } from './app-folder.ts'
import { engineProxy } from './engine-proxy.ts'

const app = (lines: readonly string[]) => ['FROM busybox:1.37', 'COPY note.txt /', ...lines]

test.each([
  [
    'while it builds',
    app(['RUN echo begun; sleep 3600', 'CMD ["true"]']),
    /building original \[.*RUN echo begun/,
  ],
  ['while an app is observed', app(['EXPOSE 8080', 'CMD ["sleep", "3600"]']), /first run/],
])(
  'an engine that dies %s is told, and the next run removes what was left',
  async (_, dockerfile, moment) => {
    const folder = await appFolder(dockerfile)
    const place = await mkdtemp(join(tmpdir(), 'ls-'))
    onTestFinished(() => rm(place, { recursive: true, force: true }))
    const engine = await engineProxy(place)
    const result = await folder.run(['optimize', '.'], {
      env: { DOCKER_HOST: engine.host },
      onStderr: all => {
        if (moment.test(all)) engine.die()
      },
    })
    expect(result).toMatchObject({ code: 75, stdout: '' })
    expect(result.stderr).toMatch(/\nerror: cannot [^\n]+: the Docker daemon [^\n]+\n {2}hint: /)

    const next = await folder.run(['verify', 'laststage-no-such:1', 'laststage-no-such:2'])
    expect(next).toMatchObject({ code: 2, stderr: expect.stringContaining('is not in the engine') })
    await expectNothingLeft([result.pid, next.pid], folder.temporary)
  },
)
