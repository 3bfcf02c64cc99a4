import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import type { Verdict } from '../../src/verify/verdict.ts'
import { verifyImages } from '../../src/verify/verify-images.ts'
import { asking, openWorkshop, quiet, type Studied, type Workshop } from './workshop.ts'

const app = `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates libcap2-bin
RUN mkdir -p /app/private /app/empty /data && cd /app \\
 && printf '#!/bin/sh\\n. /app/first.sh\\ncat /app/data\\n' > run && chmod 0755 run \\
 && echo 'echo first' > first.sh && echo 'echo later' > later.sh && echo data > data \\
 && ln first.sh twin.sh && ln -s first.sh link && mkfifo pipe \\
 && cp /bin/true setuid && chmod 4755 setuid \\
 && cp /bin/true granted && setcap cap_net_bind_service+ep granted \\
 && chown 33:33 private && chmod 0750 private
SHELL ["/bin/sh", "-e", "-c"]
LABEL org.example.title="an app"
ENV MODE=plain
WORKDIR /app
VOLUME /data
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=7s CMD test -e /app/run
USER 33:33
ENTRYPOINT ["/app/run"]
CMD ["plain"]
`

const once: Config = { exec: [{ args: [], expect: { exitCode: 0 } }] }

/** A command that spoils the files before they are copied, or a change of the last lines; and all that is to be told. */
type Defect = readonly [
  name: string,
  spoil: string | readonly [from: RegExp, to: string],
  ...differences: string[],
]

/**
 * BuildKit copies nothing anew where only a time or a link changed, since its digest of what is copied holds neither:
 * such a defect is planted behind the copies. A file of the same time and content would be no change of a layer either.
 */
const inLast = (command: string) => [/^/, `RUN ["/bin/sh", "-c", "${command}"]\n`] as const

const defects: readonly Defect[] = [
  ['a file deleted', 'rm app/app/data', 'missing /app/data'],
  ['a file appended to', 'echo more >> app/app/data', 'content /app/data'],
  ['a byte flipped', 'echo dato > app/app/data', 'content /app/data'],
  ['a file emptied', ': > app/app/data', 'content /app/data'],
  ['a mode changed', 'chmod 0600 app/app/data', 'mode /app/data'],
  ['the right to execute lost', 'chmod 0644 app/app/granted', 'mode /app/granted'],
  ['an owner changed', 'chown -h 0 app/app/private', 'owner /app/private'],
  ['a group changed', 'chown -h :0 app/app/private', 'owner /app/private'],
  ['a link retargeted', 'ln -sfn later.sh app/app/link', 'link target /app/link'],
  ['a link followed', 'rm app/app/link && cp app/app/first.sh app/app/link', 'kind /app/link'],
  [
    'the certificates removed',
    'rm system/etc/ssl/certs/ca-certificates.crt',
    'missing /etc/ssl/certs/ca-certificates.crt',
  ],
  ['nsswitch.conf removed', 'rm system/etc/nsswitch.conf', 'missing /etc/nsswitch.conf'],
  ['a directory writable by the world', 'chmod 0777 */usr/bin', 'mode /usr/bin'],
  ['the sticky bit lost', 'chmod 0777 */tmp', 'mode /tmp'],
  ['the setuid bit lost', 'chmod 0755 app/app/setuid', 'mode /app/setuid'],
  ['a capability lost', 'setcap -r app/app/granted', 'attributes /app/granted'],
  ['a capability widened', 'setcap cap_sys_admin+ep app/app/granted', 'attributes /app/granted'],
  [
    'a hard link split',
    inLast('cp /app/twin.sh /app/twin && rm /app/twin.sh && mv /app/twin /app/twin.sh'),
    'hard link /app/twin.sh',
  ],
  ['a log baked in', 'echo line > app/app/run.log', 'added /app/run.log'],
  ['a setuid file added', 'cp app/app/setuid app/app/shell && chmod 4755 app/app/shell', 'added /app/shell'],
  [
    'a program that shadows another',
    'mkdir -p system/usr/local/sbin && cp -p /bin/true system/usr/local/sbin/cat',
    'added /usr/local/sbin/cat',
    'shadows /usr/local/sbin/cat',
  ],
  [
    'a library that is loaded first',
    ': > system/etc/ld.so.preload',
    'added /etc/ld.so.preload',
    'shadows /etc/ld.so.preload',
  ],
  ['a module that is loaded late missing', 'rm app/app/later.sh', 'missing /app/later.sh'],
  ['an empty directory missing', 'rmdir app/app/empty', 'missing /app/empty'],
  ['a pipe in place of which a file is', 'rm app/app/pipe && : > app/app/pipe', 'kind /app/pipe'],
  ['a user given the rights of root', "sed -i 's/:33:33:/:0:0:/' system/etc/passwd", 'content /etc/passwd'],
  ['the environment changed', [/ENV MODE=plain/, 'ENV MODE=other'], 'environment configuration'],
  ['a variable lost', [/ENV MODE=plain\n/, ''], 'environment configuration'],
  ['the health check lost', [/HEALTHCHECK .*\n/, ''], 'HEALTHCHECK configuration'],
  ['another user', [/USER 33:33/, 'USER 0:0'], 'USER configuration'],
  ['another stop signal', [/STOPSIGNAL SIGQUIT/, 'STOPSIGNAL SIGKILL'], 'STOPSIGNAL configuration'],
  ['another command', [/CMD \["plain"\]/, 'CMD ["other"]'], 'CMD configuration'],
  ['another directory', [/WORKDIR \/app/, 'WORKDIR /'], 'WORKDIR configuration'],
  ['a shell lost', [/SHELL .*\n/, ''], 'SHELL configuration'],
  ['a volume lost', [/VOLUME .*\n/, ''], 'VOLUME configuration'],
  ['a label lost', [/LABEL .*\n/, ''], 'LABEL configuration'],
]

let workshop: Workshop
let root: string
let studied: Studied
/** As if every probe had been answered alike: only the files and the configuration are left to tell. */
let answered: Verdict

beforeAll(async () => {
  workshop = await openWorkshop()
  root = await workshop.folder()
  await writeFile(join(root, 'Dockerfile'), app)
  studied = await workshop.study(root, once)
  const image = await workshop.build(root, studied.candidate.files)
  answered = await workshop.verdict(studied.image, image, once)
})
afterAll(async () => {
  await workshop.close()
})

test('the candidate without a planted defect is equivalent', () => {
  expect(answered).toMatchObject({ kind: 'equivalent', differences: [], reasons: [] })
})

const certified = async (dockerfile: string): Promise<Verdict> => {
  const image = await workshop.build(root, { ...studied.candidate.files, Dockerfile: dockerfile })
  return studied.study.certify(studied.candidate, image, answered, quiet)
}

const [end, last] = ['\n# In order of change', '# as the image above had it\n']

function spoiled(spoil: Defect[1]): string {
  const text = studied.candidate.files['Dockerfile'] ?? ''
  if (typeof spoil === 'string') return text.replace(end, `RUN cd /rootfs && ${spoil}\n${end}`)
  const [stages = '', lines = ''] = text.split(last)
  const changed = lines.replace(...spoil)
  expect(changed).not.toBe(lines)
  return `${stages}${last}${changed}`
}

describe('what is planted in an image of a closure', () => {
  const cases = defects.map(([name, spoil, ...differences]) => ({ name, spoil, differences }))

  test.each(cases)('$name: is caught, by that and nothing else', async ({ spoil, differences }) => {
    const verdict = await certified(spoiled(spoil))
    expect(verdict.kind).toBe('different')
    const found = verdict.differences.map(({ what, probe }) => `${what} ${probe}`)
    expect(found.sort()).toEqual([...differences].sort())
  })

  test('nothing: no alarm; and a time of change is told of, and is none', async () => {
    const fine = { kind: 'equivalent', basis: 'files+probes', differences: [], reasons: [] }
    const plain = await certified(spoiled('true'))
    expect(plain).toMatchObject(fine)
    const touched = await certified(spoiled(inLast('touch -d @7 /app/data')))
    expect(touched).toMatchObject(fine)
    expect(otherTimes(touched)).toBe(otherTimes(plain) + 1)
  })
})

const otherTimes = ({ notes }: Verdict): number =>
  Number(/(\d+) files? ha(?:s|ve) another time of change/.exec(notes.join('\n'))?.[1] ?? 0)

describe('two builds of one Dockerfile', () => {
  test.each(['nginx', 'flask', 'java'])('%s: no alarm', async name => {
    const fixture = join(import.meta.dirname, 'fixtures', name)
    const text = await readFile(join(fixture, 'Dockerfile'), 'utf8')
    const [original, again] = [
      await workshop.build(fixture, { Dockerfile: text }),
      await workshop.build(fixture, { Dockerfile: text.replace(/^RUN /gm, 'RUN : again && ') }),
    ]
    expect(again).not.toBe(original)
    const verdict = await verifyImages({
      engine: workshop.engine,
      config: asking(['/']),
      original,
      candidate: again,
      certify: true,
      allowUser: false,
    })
    expect(verdict).toMatchObject({ kind: 'equivalent', basis: 'files+probes', differences: [], reasons: [] })
  })
})
