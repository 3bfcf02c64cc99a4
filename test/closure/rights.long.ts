import { chmod, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { connectDocker } from '../../src/engines/docker/connect.ts'
import type { Engine } from '../../src/engines/engine.ts'
import { observeOriginal } from '../../src/verify/prove.ts'
import { traceImage } from '../../src/verify/trace/trace-image.ts'
import { buildTracer } from '../../src/verify/trace/tracer-image.ts'
import { verifyImages } from '../../src/verify/verify-images.ts'
import { openWorkshop, quiet, studyWith, type Workshop } from './workshop.ts'

let workshop: Workshop
beforeAll(async () => {
  workshop = await openWorkshop()
})
afterAll(async () => {
  await workshop.close()
})

const appOf = async (dockerfile: string, files: Readonly<Record<string, string>> = {}): Promise<string> => {
  const root = await workshop.folder()
  for (const [name, text] of Object.entries({ ...files, Dockerfile: dockerfile }))
    await writeFile(join(root, name), text)
  return root
}

const once: Config = { exec: [{ args: [], expect: { exitCode: 0 } }] }

/** Programs that may read what their user may not. */
const gaining = [
  ['setuid', 'chmod 4755 /usr/local/bin/peek'],
  ['file capabilities', 'setcap cap_dac_override+ep /usr/local/bin/peek'],
] as const

describe.each(gaining)('an executable with %s', (_, grant) => {
  test('is traced with its rights, and ships with them', async () => {
    const root = await appOf(`FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends libcap2-bin
RUN cp /bin/cat /usr/local/bin/peek && ${grant} \\
 && mkdir /srv/vault && echo secret > /srv/vault/note && chmod 0600 /srv/vault/note && chmod 0700 /srv/vault
USER nobody
ENTRYPOINT ["/usr/local/bin/peek", "/srv/vault/note"]
`)
    const studied = await workshop.study(root, once, 'strict')
    expect(studied.study.trace()?.opened.map(({ path }) => path)).toContain('/srv/vault/note')
    const image = await workshop.build(root, studied.candidate.files)
    const verdict = await workshop.verdict(studied.image, image, once)
    expect(await studied.study.certify(studied.candidate, image, verdict, quiet)).toMatchObject({
      kind: 'equivalent',
      basis: 'files+probes',
      differences: [],
    })
  })
})

/** An engine whose containers get one more option: a seccomp profile. */
const engineWith = async (profile: unknown): Promise<Engine> => {
  const folder = await workshop.folder()
  await writeFile(join(folder, 'profile.json'), JSON.stringify(profile))
  const path = (process.env['PATH'] ?? '').split(delimiter)
  await writeFile(
    join(folder, 'docker'),
    `#!/bin/sh
PATH='${path.join(delimiter)}'
if [ "$1" = create ]; then shift; exec docker create --security-opt 'seccomp=${folder}/profile.json' "$@"; fi
exec docker "$@"
`,
  )
  await chmod(join(folder, 'docker'), 0o755)
  return connectDocker({ env: { ...process.env, PATH: [folder, ...path].join(delimiter) } })
}

describe('an engine that refuses ptrace', () => {
  const profile = {
    defaultAction: 'SCMP_ACT_ALLOW',
    syscalls: [{ names: ['ptrace'], action: 'SCMP_ACT_ERRNO', errnoRet: 1 }],
  }

  test('is told of; there is no closure, and no file is certified', async () => {
    const engine = await engineWith(profile)
    const root = await appOf('FROM busybox:1.37\nCMD ["echo", "hello"]\n')
    try {
      const { image, candidates, notes, study } = await studyWith(engine, root, once, 'safe')
      expect(candidates).toEqual([])
      expect(notes.join('\n')).toMatch(/^No closure: .*the engine refuses ptrace/)
      const request = { engine, config: once, original: image, candidate: image, allowUser: false }
      const plain = await verifyImages({ ...request, certify: false })
      expect(plain).toMatchObject({ kind: 'equivalent', basis: 'probes' })
      const certified = await verifyImages({ ...request, certify: true })
      expect(certified).toMatchObject({ kind: 'inconclusive', basis: 'probes' })
      expect(certified.reasons.join('\n')).toContain('ptrace')
      expect(study.trace()?.found ?? []).toEqual([])
    } finally {
      await engine.dispose()
    }
  })
})

const ring = `#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  char parameters[120];
  memset(parameters, 0, sizeof parameters);
  if (syscall(SYS_io_uring_setup, 4, parameters) >= 0) return puts("through a ring"), 0;
  return open("/srv/plain", O_RDONLY) < 0 ? 1 : (puts("by a call"), 0);
}
`

test('io_uring is made to fail, so that what an app opens is seen', async () => {
  const engine = await engineWith({ defaultAction: 'SCMP_ACT_ALLOW' })
  const dockerfile = `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev
COPY ring.c /
RUN gcc -o /usr/local/bin/ring /ring.c && echo plain > /srv/plain
CMD ["ring"]
`
  const context = await appOf(dockerfile, { 'ring.c': ring })
  try {
    const { image } = await engine.build({ context, dockerfile, dockerfileName: 'Dockerfile' })
    const { plan } = await observeOriginal({ engine, config: once, image })
    const tracer = await buildTracer(engine)
    const { trace } = await traceImage({ engine, tracer, image, config: once, plan })
    expect(trace.opened.map(({ path }) => path)).toContain('/srv/plain')
    expect(trace.blind).toEqual([])
  } finally {
    await engine.dispose()
  }
})
