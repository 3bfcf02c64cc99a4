import { describe, expect, it } from 'vitest'
import type { PackageFiles } from '../../../src/image/packages/package-database.ts'
import { readPackages } from '../../../src/image/packages/read-packages.ts'
import { treeOf } from '../root/tree-of.ts'
import { berkeleyOf, ndbOf } from './old-rpm-fixture.ts'
import { rpmHeader, sqliteOf } from './rpm-fixture.ts'

const only = (path: string, bytes: Uint8Array): PackageFiles => ({
  text: () => undefined,
  bytes: asked => (asked === path ? bytes : undefined),
  list: folder => (path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : []),
})

describe('package databases', () => {
  it('reads dpkg with diversions, and leaves out what is removed', async () => {
    const tree = await treeOf({
      '/var/lib/dpkg/status': `Package: libc6
Status: install ok installed
Architecture: amd64
Multi-Arch: same
Version: 2.36-9
Description: a
 Version: no

Package: gone
Status: deinstall ok config-files
Version: 1

Package: dash
Status: install ok installed
Architecture: amd64
Version: 0.5
`,
      '/var/lib/dpkg/info/libc6:amd64.list': '/.\n/lib\n/lib/libc.so.6\n',
      '/var/lib/dpkg/info/dash.list': '/.\n/bin/dash\n/bin/sh\n',
      '/var/lib/dpkg/diversions': '/bin/sh\n/bin/sh.distrib\ndash\n',
    })
    const { databases, unread } = readPackages(tree)
    expect(unread).toEqual([])
    expect(databases[0]?.packages).toEqual([
      { name: 'libc6', version: '2.36-9', architecture: 'amd64', files: ['/lib', '/lib/libc.so.6'] },
      { name: 'dash', version: '0.5', architecture: 'amd64', files: ['/bin/dash', '/bin/sh'] },
    ])
    expect(databases[0]?.diversions.get('/bin/sh')).toEqual({ to: '/bin/sh.distrib', by: 'dash' })
  })

  it('reads distroless’ status.d', async () => {
    const tree = await treeOf({
      '/var/lib/dpkg/status.d/tzdata': 'Package: tzdata\nVersion: 2024a\nArchitecture: all\n',
      '/var/lib/dpkg/status.d/tzdata.md5sums':
        'd41d8cd98f00b204e9800998ecf8427e  usr/share/zoneinfo/UTC\nd41d8cd98f00b204e9800998ecf8427e  ./etc/a b\n',
    })
    expect(readPackages(tree).databases[0]?.packages).toEqual([
      {
        name: 'tzdata',
        version: '2024a',
        architecture: 'all',
        files: ['/usr/share/zoneinfo/UTC', '/etc/a b'],
      },
    ])
  })

  it('reads apk', async () => {
    const tree = await treeOf({
      '/lib/apk/db/installed': `C:Q1x
P:musl
V:1.2.5-r0
A:x86_64
F:lib
R:ld-musl-x86_64.so.1
a:0:0:755
Z:Q1y
R:libc.musl-x86_64.so.1

P:alpine-baselayout
V:3.6
A:x86_64
F:
R:.profile
F:etc
M:0:0:755
R:motd
`,
    })
    expect(readPackages(tree).databases[0]?.packages).toEqual([
      {
        name: 'musl',
        version: '1.2.5-r0',
        architecture: 'x86_64',
        files: ['/lib/ld-musl-x86_64.so.1', '/lib/libc.musl-x86_64.so.1'],
      },
      {
        name: 'alpine-baselayout',
        version: '3.6',
        architecture: 'x86_64',
        files: ['/.profile', '/etc/motd'],
      },
    ])
  })

  it('reads rpm’s SQLite, however many pages a header takes', async () => {
    const names = Array.from({ length: 3000 }, (_, index) => `file-${index}`)
    const blob = rpmHeader({
      name: 'bash',
      version: '5.2',
      release: '1.fc40',
      folders: ['/usr/bin/', '/etc/'],
      names,
    })
    const small = Array.from({ length: 200 }, (_, index) =>
      rpmHeader({ name: `p${index}`, version: '1', release: '1', folders: ['/opt/'], names: ['x'] }),
    )
    const tree = await treeOf({ '/usr/lib/sysimage/rpm/rpmdb.sqlite': sqliteOf([blob, ...small]) })
    const packages = readPackages(tree).databases[0]?.packages ?? []
    expect(packages).toHaveLength(201)
    const bash = packages.find(({ name }) => name === 'bash')
    expect(bash).toMatchObject({ version: '5.2-1.fc40', architecture: 'x86_64' })
    expect(bash?.files).toHaveLength(3000)
    expect(bash?.files.slice(0, 3)).toEqual(['/usr/bin/file-0', '/etc/file-1', '/usr/bin/file-2'])
  })

  it('reads what tells a package from its namesakes, and the size of one without files', async () => {
    const tree = await treeOf({
      '/var/lib/dpkg/status': `Package: libgcc-s1
Status: install ok installed
Architecture: amd64
Source: gcc-12 (12.2.0-14)
Version: 1:12.2
Installed-Size: 3
`,
      '/lib/apk/db/installed': 'P:libssl3\nV:3.3\nA:x86_64\no:openssl\n',
      '/var/lib/rpm/rpmdb.sqlite': sqliteOf([
        rpmHeader({ name: 'bind', version: '9', release: '1', epoch: 32, folders: [], names: [] }),
      ]),
    })
    expect(readPackages(tree).databases.flatMap(({ packages }) => packages)).toMatchObject([
      { name: 'libgcc-s1', source: 'gcc-12@12.2.0-14', declaredBytes: 3072 },
      { name: 'libssl3', source: 'openssl' },
      { name: 'bind', version: '9-1', epoch: 32, source: 'bind-9-1.src.rpm' },
    ])
  })

  it('says what it could not read', async () => {
    const torn = await treeOf({
      '/var/lib/rpm/rpmdb.sqlite': sqliteOf([Buffer.alloc(9000)]).subarray(0, 5000),
    })
    expect(readPackages(torn).databases).toEqual([])
    const open = await treeOf({
      '/var/lib/rpm/rpmdb.sqlite': sqliteOf([]),
      '/var/lib/rpm/rpmdb.sqlite-wal': 'rows',
    })
    expect(readPackages(open).unread[0]?.reason).toMatch(/was not closed/)
    const broken = await treeOf({ '/var/lib/rpm/rpmdb.sqlite': 'nonsense' })
    expect(readPackages(broken).unread[0]?.reason).toMatch(/no SQLite file/)
  })

  const bash = rpmHeader({
    name: 'bash',
    version: '4.2',
    release: '1.el7',
    folders: ['/usr/bin/', '/etc/'],
    names: Array.from({ length: 300 }, (_, index) => `file-${index}`),
  })
  const key = rpmHeader({ name: 'gpg-pubkey', version: 'f4a80eb5', release: '1', folders: [], names: [] })
  const old: readonly (readonly [form: string, path: string, bytes: Buffer])[] = [
    ['Berkeley DB', '/var/lib/rpm/Packages', berkeleyOf([bash, key], { order: 'little' })],
    [
      'Berkeley DB of a big-endian machine',
      '/var/lib/rpm/Packages',
      berkeleyOf([bash, key], { order: 'big' }),
    ],
    ['NDB', '/usr/lib/sysimage/rpm/Packages.db', ndbOf([bash, key])],
  ]

  it.each(old)('reads rpm’s %s', async (_form, path, bytes) => {
    const { databases, unread } = readPackages(await treeOf({ [path]: bytes }))
    expect(unread).toEqual([])
    expect(databases[0]?.sources).toEqual([path])
    expect(databases[0]?.packages.map(({ name, version, files }) => [name, version, files.length])).toEqual([
      ['bash', '4.2-1.el7', 300],
    ])
    expect(databases[0]?.packages[0]?.files.slice(-2)).toEqual(['/usr/bin/file-298', '/etc/file-299'])
  })

  it.each(old)('of a damaged %s it tells a reason, or what stands there', (_form, path, bytes) => {
    const reasons = new Set<string>()
    for (let at = 0; at < bytes.length; at += at < 1100 ? 5 : 31) {
      const damaged = Uint8Array.from(bytes)
      damaged[at] = (damaged[at] ?? 0) ^ 0xff
      const { databases, unread } = readPackages(only(path, damaged))
      expect(databases.length + unread.length).toBe(1)
      for (const { reason } of unread) reasons.add(reason)
    }
    const { unread } = readPackages(only(path, bytes.subarray(0, bytes.length - 600)))
    expect(unread).toHaveLength(1)
    expect(reasons.size).toBeGreaterThan(2)
  })

  it('follows no circle of overflow pages, and no two slots to one blob', async () => {
    const circle = berkeleyOf([bash], { order: 'little', next: () => 2 })
    expect(readPackages(await treeOf({ '/var/lib/rpm/Packages': circle })).unread[0]?.reason).toMatch(
      /reached twice/,
    )
    const shared = ndbOf([bash, bash, bash], { shared: true })
    expect(readPackages(await treeOf({ '/var/lib/rpm/Packages.db': shared })).unread[0]?.reason).toMatch(
      /overlap/,
    )
  })
})
