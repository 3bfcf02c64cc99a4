import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { BuildFailure } from '../../src/errors.ts'
import { readPackages } from '../../src/image/packages/read-packages.ts'
import { exportTree } from '../../src/verify/trace/trace-image.ts'
import { asking, imageBytes, openWorkshop, quiet, type Workshop } from './workshop.ts'

let workshop: Workshop
beforeAll(async () => {
  workshop = await openWorkshop()
})
afterAll(async () => {
  await workshop.close()
})

const fixtures = join(import.meta.dirname, 'fixtures')

/** What no probe touches while it is traced, the most that the result may hold, and how many files are compared at least. */
const apps = [
  { name: 'native', routes: ['/', '/host', '/time', '/number', '/user', '/error'], megabytes: 20, files: 50 },
  { name: 'python', routes: ['/', '/report', '/shell', '/page'], megabytes: 85, files: 100 },
  { name: 'node', routes: ['/', '/time', '/zip', '/shell'], megabytes: 120, files: 100 },
] as const

describe.each(apps)('$name', ({ name, routes, megabytes, files }) => {
  test('ships what it uses, certified, and answers on routes that no probe touched', async () => {
    const studied = await workshop.study(join(fixtures, name), asking(['/']))
    const image = await workshop.build(join(fixtures, name), studied.candidate.files)
    const verdict = await workshop.verdict(studied.image, image, asking(routes))
    expect(verdict).toMatchObject({ kind: 'equivalent', differences: [] })
    const certified = await studied.study.certify(studied.candidate, image, verdict, quiet)
    expect(certified).toMatchObject({
      kind: 'equivalent',
      basis: 'files+probes',
      differences: [],
      reasons: [],
    })
    expect(certified.coverage.files).toBeGreaterThan(files)
    expect(await imageBytes(workshop.engine, image)).toBeLessThan(megabytes * 1e6)
  })
})

describe('a strict closure', () => {
  test('holds only what was touched, and answers where it was asked', async () => {
    const root = join(fixtures, 'native')
    const studied = await workshop.study(root, asking(['/', '/host', '/time']), 'strict')
    const image = await workshop.build(root, studied.candidate.files)
    const verdict = await workshop.verdict(studied.image, image, asking(['/', '/host', '/time']))
    expect(await studied.study.certify(studied.candidate, image, verdict, quiet)).toMatchObject({
      kind: 'equivalent',
      basis: 'files+probes',
    })
    expect(await imageBytes(workshop.engine, image)).toBeLessThan(7e6)
  })

  test('is the same, byte for byte, however often it is traced', async () => {
    const root = join(fixtures, 'native')
    const runs = []
    for (let run = 0; run < 3; run++)
      runs.push((await workshop.study(root, asking(['/', '/host']), 'strict')).candidate.files)
    expect(runs[1]).toEqual(runs[0])
    expect(runs[2]).toEqual(runs[0])
  })
})

/** What tools that copy a file system get wrong. */
const odd = `ARG BASE=debian:bookworm-slim
FROM \${BASE}
RUN mkdir -p /app/data /app/private && chmod 0750 /app/private && chmod 1777 /app/data \\
 && printf '#!/bin/sh\\necho started; echo kept > /tmp/log; cat /app/one; ls /app/private; exit 3\\n' > /app/run \\
 && chmod 0755 /app/run && echo one > /app/one && ln /app/one /app/two && ln -s one /app/link \\
 && cp /bin/true /app/setuid && chmod 4755 /app/setuid && chown 33:33 /app/private && mkfifo /app/pipe
SHELL ["/bin/sh", "-e", "-c"]
LABEL org.example.title="odd \\"one\\""
ENV GREETING="a \\$b"
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=7s CMD test -e /app/one
ENTRYPOINT ["/app/run"]
`

const oddProbes: Config = { exec: [{ args: [], expect: { exitCode: 3 } }] }

describe('what is easily lost', () => {
  test('stays: modes, owners, links, setuid, a pipe, an early exit, and the whole configuration', async () => {
    const root = await workshop.folder()
    await writeFile(join(root, 'Dockerfile'), odd)
    const studied = await workshop.study(root, oddProbes)
    const image = await workshop.build(root, studied.candidate.files)
    const verdict = await workshop.verdict(studied.image, image, oddProbes)
    const certified = await studied.study.certify(studied.candidate, image, verdict, quiet)
    expect(certified).toMatchObject({ kind: 'equivalent', basis: 'files+probes', differences: [] })
    const tree = await exportTree(workshop.engine, image, false)
    expect(tree.get('/app/setuid')?.mode).toBe(0o4755)
    expect(tree.get('/app/data')?.mode).toBe(0o1777)
    expect(tree.get('/app/private')).toMatchObject({ mode: 0o750, uid: 33, gid: 33 })
    expect(tree.hardLinks('/app/two')).toEqual(['/app/one', '/app/two'])
    expect(tree.get('/tmp/log')).toBeUndefined()
  })

  test('survives a newer base, and ends the build where a package or a library is gone', async () => {
    const root = await workshop.folder()
    await writeFile(join(root, 'Dockerfile'), odd)
    const { candidate } = await workshop.study(root, oddProbes)
    const newer = await workshop.build(root, {
      Dockerfile: `FROM debian:bookworm-slim
RUN cd /usr/lib/*-linux-gnu && mv "$(readlink libacl.so.1)" libacl.so.1.9.9 && ln -sf libacl.so.1.9.9 libacl.so.1 \\
 && sed -i 's/libacl\\.so\\.1\\.[0-9.]*$/libacl.so.1.9.9/' /var/lib/dpkg/info/libacl1*.list && echo newer > /etc/issue
`,
    })
    const dockerfile = candidate.files['Dockerfile'] ?? ''
    const image = await workshop.build(root, {
      ...candidate.files,
      Dockerfile: dockerfile.replace('debian:bookworm-slim', newer),
    })
    const tree = await exportTree(workshop.engine, image)
    const library = tree.paths.filter(path => path.endsWith('/libacl.so.1.9.9'))
    expect(library).toHaveLength(1)
    const names = readPackages(tree).databases[0]?.packages.map(found => found.name)
    expect(names).toEqual(expect.arrayContaining(['coreutils', 'dash', 'libc6']))

    const without = (from: string, to: string) =>
      workshop.build(root, { ...candidate.files, Dockerfile: dockerfile.replace(from, to) })
    await expect(without('\nlibacl1\n', '\n')).rejects.toMatchObject({
      log: expect.stringContaining('needs libacl.so.1'),
    })
    await expect(without('\nlibacl1\n', '\nlibgone\n')).rejects.toThrow(BuildFailure)
    await expect(without('\n/app\nTREES', '\n/app\n/gone\nTREES')).rejects.toMatchObject({
      log: expect.stringContaining('not in the image: /gone'),
    })
  })
})
