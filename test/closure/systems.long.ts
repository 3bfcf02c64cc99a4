import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readPackages } from '../../src/image/packages/read-packages.ts'
import { exportTree } from '../../src/verify/trace/trace-image.ts'
import { asking, openWorkshop, quiet, type Workshop } from './workshop.ts'

let workshop: Workshop
beforeAll(async () => {
  workshop = await openWorkshop()
})
afterAll(async () => {
  await workshop.close()
})

const native = join(import.meta.dirname, 'fixtures', 'native')
const probed = asking(['/', '/host', '/time'])

/** What a program prints in an image. */
async function printed(image: string, entrypoint: readonly string[]): Promise<string> {
  const container = await workshop.engine.create({
    image,
    entrypoint,
    network: 'none',
    memoryBytes: 256 << 20,
    pids: 64,
  })
  try {
    await container.start()
    await container.wait(60_000)
    const { stdout } = await container.logs(1 << 20)
    return stdout
  } finally {
    await container.remove()
  }
}

describe('a patch release of the base', () => {
  /** Two libraries with other versions in their names, and one with another content. */
  const newer = `FROM debian:bookworm-slim
RUN cd /usr/lib/*-linux-gnu && for name in libz.so.1 libgmp.so.10; do \\
    old="$(readlink "$name")" && mv "$old" "$name.9.9" && ln -sf "$name.9.9" "$name" \\
    && sed -i "s/$(echo "$old" | sed 's/[.]/[.]/g')\\$/$name.9.9/" /var/lib/dpkg/info/*.list || exit 1; done \\
 && echo newer >> /etc/issue
`

  test('changes no line of the Dockerfile, and what was derived before builds on it and works', async () => {
    const before = await workshop.study(native, probed)
    const base = await workshop.build(native, { Dockerfile: newer })
    const own = before.candidate.files['Dockerfile'] ?? ''
    const moved = await workshop.folder()
    const onNewer = (text: string) => text.replace('FROM debian:bookworm-slim', `FROM ${base}`)
    const server = join(native, 'server.c')
    await writeFile(join(moved, 'server.c'), await readFile(server))
    await writeFile(join(moved, 'Dockerfile'), onNewer(await readFile(join(native, 'Dockerfile'), 'utf8')))
    const after = await workshop.study(moved, probed)
    expect(after.candidate.files['Dockerfile']).toBe(onNewer(own))

    const image = await workshop.build(native, { ...before.candidate.files, Dockerfile: onNewer(own) })
    const verdict = await workshop.verdict(after.image, image, probed)
    expect(await after.study.certify(after.candidate, image, verdict, quiet)).toMatchObject({
      kind: 'equivalent',
      basis: 'files+probes',
      differences: [],
    })
  })
})

describe('the metadata of the packages kept', () => {
  test('is what dpkg itself would say of them', async () => {
    const { image: original, candidate } = await workshop.study(native, probed)
    const image = await workshop.build(native, candidate.files)
    const tree = await exportTree(workshop.engine, image)
    const kept = readPackages(tree).databases[0]?.packages.map(({ name, version }) => `${name} ${version}`)
    const reader = await workshop.build(native, {
      Dockerfile: `FROM ${image} AS shipped
FROM debian:bookworm-slim
COPY --from=shipped /var/lib/dpkg/status.d /status.d
RUN mkdir -p /db/info /db/updates && for file in /status.d/*; do \\
    case "$file" in *.md5sums) ;; *) cat "$file"; echo ;; esac; done > /db/status
`,
    })
    const query = ['dpkg-query', '--show', '--showformat=${Package} ${Version} ${db:Status-Status}\n']
    const said = (await printed(reader, [...query, '--admindir=/db'])).trim().split('\n')
    const installed = new Set((await printed(original, query)).trim().split('\n'))
    expect(said.filter(line => !installed.has(line))).toEqual([])
    expect(said.map(line => line.replace(/ installed$/, ''))).toEqual(kept)
    expect(said.length).toBeGreaterThan(2)
  })
})

describe('an image whose packages are rpm’s', () => {
  /** Debian's rpm, with a package of our own, in place of dpkg. */
  const dockerfile = `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends rpm gcc libc6-dev
COPY server.c hello.spec /
RUN gcc -O2 -o /server /server.c \\
 && rpmbuild -bb --define '_topdir /build' /hello.spec && mkdir -p /var/lib/rpm \\
 && rpm --dbpath /var/lib/rpm -i --nodeps /build/RPMS/*/hello-*.rpm \\
 && rm -rf /build /server /var/lib/dpkg
EXPOSE 8080
CMD ["hello"]
`
  const spec = `Name: hello
Version: 1.2
Release: 3
Summary: A server
License: Apache-2.0
%define debug_package %{nil}
%description
A server.
%install
install -D -m 0755 /server %{buildroot}/usr/bin/hello
install -D -m 0644 /hello.spec %{buildroot}/usr/share/hello/plugin
install -D -m 0644 /hello.spec %{buildroot}/usr/share/doc/hello/notes
%files
/usr/bin/hello
/usr/share/hello
/usr/share/doc/hello
`

  test('is kept by the names of its packages, and rpm reads what was shipped', async () => {
    const root = await workshop.folder()
    await writeFile(join(root, 'server.c'), await readFile(join(native, 'server.c')))
    await writeFile(join(root, 'hello.spec'), spec)
    await writeFile(join(root, 'Dockerfile'), dockerfile)
    const studied = await workshop.study(root, probed)
    expect(studied.candidate.files['Dockerfile']).toMatch(/\nhello\nPACKAGES\n/)
    const image = await workshop.build(root, studied.candidate.files)
    const verdict = await workshop.verdict(studied.image, image, probed)
    expect(await studied.study.certify(studied.candidate, image, verdict, quiet)).toMatchObject({
      kind: 'equivalent',
      basis: 'files+probes',
    })
    const tree = await exportTree(workshop.engine, image)
    expect(tree.get('/usr/share/hello/plugin')).toBeDefined()
    expect(tree.get('/usr/share/doc/hello/notes')).toBeUndefined()
    expect(readPackages(tree).databases[0]).toMatchObject({
      manager: 'rpm',
      packages: [{ name: 'hello', version: '1.2-3' }],
    })
  })
})
