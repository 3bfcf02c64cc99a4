import { expect, describe, test } from 'vitest'
import type { TarInput } from '../../src/image/tar/write-tar.ts'
import { inspectImage } from '../../src/measure/inspect/inspect-image.ts'
import { pathOf } from '../../src/measure/inspect/image-tree.ts'
import { measuredImage } from '../../src/measure/measure-image.ts'
import type { MeasuredImage } from '../../src/measure/measured-image.ts'
import { type ImageFixture, imageArchive, streamOf } from '../image/image-fixture.ts'

const file = (path: string, content: string, more: Partial<TarInput> = {}): TarInput => ({
  path,
  content,
  ...more,
})
const big = (letter: string, size = 8000): string => letter.repeat(size)

async function inspect(image: ImageFixture) {
  return await inspectImage({ kind: 'stream', chunks: streamOf(imageArchive(image)) })
}

async function measure(...layers: (readonly TarInput[])[]): Promise<MeasuredImage> {
  return await measureFixture({ layers: layers.map((files, at) => ({ files, createdBy: `RUN step ${at}` })) })
}

async function measureFixture(image: ImageFixture): Promise<MeasuredImage> {
  return measuredImage('app', await inspect(image))
}

const seen = async (...layers: (readonly TarInput[])[]): Promise<string[]> => {
  const { tree } = await inspect({ layers: layers.map(files => ({ files })) })
  return [...tree.walk()].map(node => `${pathOf(node)}${node.kind === 'directory' ? '/' : ''}`)
}

describe('the files that a container sees', () => {
  test('a whiteout hides a file and a whole folder, wherever in the tar it stands', async () => {
    const paths = await seen(
      [file('a/x', '1'), file('a/y/z', '2'), file('b', '3')],
      [file('a/new', '4'), { path: 'a/.wh.y' }, { path: '.wh.b' }],
    )
    expect(paths).toEqual(['/a/', '/a/x', '/a/new'])
  })

  test('an opaque folder hides what lower layers put into it, and not its own', async () => {
    expect(await seen([file('a/x', '1')], [file('a/y', '2'), { path: 'a/.wh..wh..opq' }])).toEqual([
      '/a/',
      '/a/y',
    ])
  })

  test('a file in place of a folder hides all that was in it', async () => {
    expect(await seen([file('a/x/y', '1')], [file('a/x', '2')])).toEqual(['/a/', '/a/x'])
  })

  test('symbolic links are followed within the image, and circles end', async () => {
    const { tree } = await inspect({
      layers: [
        {
          files: [
            file('usr/bin/dash', 'x'),
            { path: 'bin', kind: 'symlink', linkPath: 'usr/bin' },
            { path: 'usr/bin/sh', kind: 'symlink', linkPath: 'dash' },
            { path: 'out', kind: 'symlink', linkPath: '../../../../usr/bin/dash' },
            { path: 'loop', kind: 'symlink', linkPath: 'loop2' },
            { path: 'loop2', kind: 'symlink', linkPath: '/loop' },
          ],
        },
      ],
    })
    expect(tree.resolve('/bin/sh')?.name).toBe('dash')
    expect(tree.resolve('/out')?.name).toBe('dash')
    expect(tree.resolve('/loop')).toBeUndefined()
  })
})

describe('waste', () => {
  test('chmod in a later layer holds the bytes again', async () => {
    const { waste, layers } = await measure(
      [file('app/tool', big('t'))],
      [file('app/tool', big('t'), { mode: 0o755 })],
    )
    expect(waste.groups).toMatchObject([{ kind: 'copied-again', bytes: 8000, files: 1, layer: 1, by: 1 }])
    expect(layers.map(layer => layer.wasted)).toEqual([0, 8000])
  })

  test('what is deleted later stays in its layer', async () => {
    const { waste } = await measure(
      [file('tmp2/a', big('a')), file('tmp2/b', big('b', 100))],
      [{ path: '.wh.tmp2' }],
    )
    expect(waste.groups).toMatchObject([
      {
        kind: 'deleted',
        bytes: 8100,
        files: 2,
        layer: 0,
        by: 1,
        folder: '/tmp2',
        examples: [{ path: '/tmp2/a' }, { path: '/tmp2/b' }],
      },
    ])
  })

  test('what is written again was wasted the first time', async () => {
    const { waste } = await measure([file('app/main.js', big('a'))], [file('app/main.js', big('b'))])
    expect(waste.groups).toMatchObject([{ kind: 'overwritten', bytes: 8000, layer: 0, by: 1 }])
  })

  test('a move to another place is told as one', async () => {
    const { waste } = await measure(
      [file('a/lib', big('l'))],
      [file('b/lib', big('l')), { path: 'a/.wh.lib' }],
    )
    expect(waste.groups).toMatchObject([{ kind: 'moved', bytes: 8000, layer: 0, by: 1 }])
  })

  test('equal files at two places, hard links aside', async () => {
    const { waste } = await measure([
      file('one', big('x')),
      file('two', big('x')),
      { path: 'three', kind: 'hardlink', linkPath: 'one' },
    ])
    expect(waste.groups).toMatchObject([
      { kind: 'duplicate', bytes: 8000, files: 1, examples: [{ path: '/two', sameAs: '/one' }] },
    ])
  })

  test('what a distribution package holds twice is not ours', async () => {
    const { waste } = await measure([
      file('usr/a', big('x')),
      file('usr/b', big('x')),
      file('var/lib/dpkg/status', 'Package: p\nStatus: install ok installed\nVersion: 1\n'),
      file('var/lib/dpkg/info/p.list', '/usr/a\n/usr/b\n'),
    ])
    expect(waste.bytes).toBe(0)
  })

  test('a package database that is written again is told apart', async () => {
    const { waste } = await measure(
      [file('var/lib/dpkg/status', 'old')],
      [file('var/lib/dpkg/status', 'newer')],
    )
    expect(waste.groups).toMatchObject([{ kind: 'overwritten', advice: 'install everything in one RUN' }])
  })

  test('caches of package managers, each by its name', async () => {
    const { waste } = await measure([
      file('var/lib/apt/lists/deb.debian.org_dists_InRelease', big('i', 100)),
      file('root/.npm/_cacache/index', big('n', 200)),
      file('var/lib/dpkg/status', 'Package: x\n'),
    ])
    expect(waste.groups.map(({ what, bytes }) => [what, bytes])).toEqual([
      ['npm cache', 200],
      ['apt package lists', 100],
    ])
  })

  test('a file that keeps another name is not lost', async () => {
    const { waste } = await measure(
      [file('one', big('x')), { path: 'two', kind: 'hardlink', linkPath: 'one' }],
      [{ path: '.wh.one' }],
    )
    expect(waste.bytes).toBe(0)
  })

  test('what lies in the base image is not the own waste, what doubles it is', async () => {
    const image: ImageFixture = {
      layers: [
        {
          files: [file('etc/a', big('a')), file('etc/b', big('b')), file('etc/c', big('c'))],
          comment: 'Imported from -',
        },
        {
          files: [file('etc/a', big('a'), { uid: 5 }), file('etc/b', big('z')), { path: 'etc/.wh.c' }],
          comment: 'buildkit.dockerfile.v0',
        },
      ],
    }
    const { waste, base } = await measureFixture(image)
    expect(base).toMatchObject({ how: 'history', layers: 1, unpacked: 24_000 })
    expect(waste.groups).toMatchObject([{ kind: 'copied-again', bytes: 8000, layer: 1 }])
  })
})

const find = (image: MeasuredImage, name: string) => image.packages.find(one => one.name === name)

describe('packages', () => {
  test('of dpkg, by their lists, through the links of a merged /usr', async () => {
    const image = await measure([
      { path: 'lib', kind: 'symlink', linkPath: 'usr/lib' },
      file('usr/lib/libc.so', big('c')),
      file('usr/share/doc/libc6/copyright', big('d', 50)),
      file(
        'var/lib/dpkg/status',
        'Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nInstalled-Size: 3\nVersion: 2.41\n\nPackage: gone\nStatus: deinstall ok config-files\nVersion: 1\n',
      ),
      file(
        'var/lib/dpkg/info/libc6:amd64.list',
        '/.\n/lib\n/lib/libc.so\n/usr/share/doc/libc6/copyright\n/missing\n',
      ),
    ])
    expect(image.packages).toMatchObject([
      { ecosystem: 'dpkg', name: 'libc6', version: '2.41', bytes: 8050, files: 2, how: 'listed' },
    ])
  })

  test('of distroless status.d, by md5sums or as declared', async () => {
    const image = await measure([
      file('usr/lib/libssl.so', big('s')),
      file('var/lib/dpkg/status.d/libssl3', 'Package: libssl3\nVersion: 3.5\nInstalled-Size: 9\n'),
      file('var/lib/dpkg/status.d/libssl3.md5sums', `${'0'.repeat(32)}  usr/lib/libssl.so\n`),
      file('var/lib/dpkg/status.d/tzdata', 'Package: tzdata\nVersion: 2025\nInstalled-Size: 2\n'),
    ])
    expect(find(image, 'libssl3')).toMatchObject({ bytes: 8000, how: 'listed' })
    expect(find(image, 'tzdata')).toMatchObject({ bytes: 2048, how: 'declared' })
  })

  test('of apk', async () => {
    const image = await measure([
      file('lib/ld-musl.so', big('m')),
      file('lib/apk/db/installed', 'C:Q1\nP:musl\nV:1.2.5-r0\nF:lib\nR:ld-musl.so\n\nP:none\nV:1\n\n'),
    ])
    expect(image.packages).toMatchObject([
      { ecosystem: 'apk', name: 'musl', version: '1.2.5-r0', bytes: 8000, files: 1 },
      { name: 'none', bytes: 0 },
    ])
  })

  test('of npm, nested ones apart', async () => {
    const image = await measure([
      file('app/node_modules/a/package.json', '{"name":"a","version":"1.0.0"}'),
      file('app/node_modules/a/index.js', big('a', 100)),
      file('app/node_modules/a/node_modules/@s/b/package.json', '{"name":"@s/b","version":"2.0.0"}'),
      file('app/node_modules/a/node_modules/@s/b/index.js', big('b', 500)),
      file('app/node_modules/broken/package.json', '{'),
    ])
    expect(image.packages.map(({ name, version, bytes, path }) => [name, version, bytes, path])).toEqual([
      ['@s/b', '2.0.0', 533, '/app/node_modules/a/node_modules/@s/b'],
      ['a', '1.0.0', 130, '/app/node_modules/a'],
    ])
  })

  test('of pip, gems and jars', async () => {
    const site = 'usr/lib/python3/site-packages'
    const image = await measure([
      file(`${site}/flask/app.py`, big('f', 300)),
      file(
        `${site}/flask-3.0.dist-info/RECORD`,
        'flask/app.py,sha256=x,300\n"flask/odd,name.py",,\nflask-3.0.dist-info/RECORD,,\n../../bin/flask,,\n',
      ),
      file('usr/lib/bin/flask', big('b', 7)),
      file('gems/specifications/rack-3.1.gemspec', 'x'),
      file('gems/gems/rack-3.1/lib/rack.rb', big('r', 200)),
      file('app/spring-core-6.1.2.jar', big('j', 400)),
    ])
    expect(
      image.packages.map(({ ecosystem, name, version, bytes }) => [ecosystem, name, version, bytes]),
    ).toEqual(
      [
        ['java', 'spring-core', '6.1.2', 400],
        ['python', 'flask', '3.0', 402],
        ['gem', 'rack', '3.1', 200],
      ].sort((a, b) => Number(b[3]) - Number(a[3])),
    )
  })

  test('rpm databases that are not read are said to be there', async () => {
    const image = await measure([file('var/lib/rpm/rpmdb.sqlite', 'SQLite')])
    expect(image.notes).toContain(
      'rpm packages are there, and were not read: /var/lib/rpm/rpmdb.sqlite: no SQLite file',
    )
    const old = await measure([file('var/lib/rpm/Packages', 'Berkeley')])
    expect(old.notes).toContain(
      'rpm packages are there, and were not read: /var/lib/rpm/Packages: no Berkeley DB file',
    )
  })

  test('a package that a later layer removed is not counted', async () => {
    const image = await measure(
      [file('a/node_modules/x/package.json', '{"name":"x","version":"1.0.0"}')],
      [{ path: 'a/node_modules/.wh.x' }],
    )
    expect(image.packages).toEqual([])
  })
})

describe('what an attacker finds', () => {
  test('shells by any way, package managers, setuid files, capabilities, open folders', async () => {
    const { surface } = await measure([
      file('usr/bin/dash', 'x', { mode: 0o755 }),
      { path: 'bin', kind: 'symlink', linkPath: 'usr/bin' },
      { path: 'usr/bin/sh', kind: 'symlink', linkPath: 'dash' },
      file('usr/bin/bash', 'not executable'),
      file('usr/bin/apt-get', 'x', { mode: 0o755 }),
      file('usr/bin/passwd', 'x', { mode: 0o4755 }),
      file('usr/bin/ping', 'x', { mode: 0o755, xattrs: { 'security.capability': Buffer.from('x') } }),
      { path: 'tmp/', kind: 'directory', mode: 0o1777 },
      { path: 'data/', kind: 'directory', mode: 0o777 },
    ])
    expect(surface).toMatchObject({
      shells: ['sh', 'dash'],
      packageManagers: ['apt-get'],
      setuid: ['/usr/bin/passwd'],
      capabilities: ['/usr/bin/ping'],
      worldWritable: ['/data'],
      runsAsRoot: true,
      writableFiles: 5,
    })
  })

  test.each([
    ['app', 1],
    ['1000', 1],
    ['1000:50', 2],
    ['nobody', 0],
    ['0', 5],
  ])('as user %s it may write to %d files', async (user, writable) => {
    const files = [
      file('etc/passwd', 'root:x:0:0::/:\napp:x:1000:1000::/:\n'),
      file('own', 'x', { uid: 1000, mode: 0o644 }),
      file('read-only', 'x', { uid: 1000, mode: 0o444 }),
      file('group', 'x', { gid: 50, mode: 0o664 }),
      file('root', 'x'),
    ]
    const { surface } = await measureFixture({ layers: [{ files }], config: { User: user } })
    expect(surface.writableFiles).toBe(writable)
  })

  test('secrets by name and content, those too that a later layer hides', async () => {
    const { secrets } = await measure(
      [
        file('root/.npmrc', '//registry.npmjs.org/:_authToken=npm_abc\n'),
        file('app/.npmrc', '//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n'),
        file('root/.ssh/id_ed25519', '-----BEGIN OPENSSH PRIVATE KEY-----\n'),
        file('etc/ssl/certs/ca.pem', '-----BEGIN CERTIFICATE-----\n'),
        file('app/.env', 'PORT=3000\nDB_PASSWORD=hunter22\n'),
        file('app/.env.example', 'DB_PASSWORD=\n'),
      ],
      [{ path: 'root/.wh..npmrc' }],
    )
    expect(secrets).toEqual([
      { path: '/root/.npmrc', why: 'npm token', layer: 0, hidden: true },
      { path: '/root/.ssh/id_ed25519', why: 'SSH private key', layer: 0, hidden: false },
      { path: '/app/.env', why: 'secrets in an .env file', layer: 0, hidden: false },
    ])
  })
})

test('layers carry their instruction, past those that made none', async () => {
  const image = await measureFixture({
    layers: [
      { files: [file('a', '1')], createdBy: '/bin/sh -c #(nop) ADD file:abc in / ' },
      {
        files: [file('b', '2')],
        createdBy: 'RUN |1 V=1 /bin/sh -c apt-get update && \t apt-get install -y x # buildkit',
      },
      { files: [file('c', '3')], createdBy: 'COPY --from=build /app /app # buildkit' },
    ],
    emptyHistory: ['ENTRYPOINT ["/app"]'],
  })
  expect(image.layers.map(layer => layer.instruction)).toEqual([
    'ADD file:abc in /',
    'RUN apt-get update && apt-get install -y x',
    'COPY --from=build /app /app',
  ])
})

test('folders are told where they branch, not on the way there', async () => {
  const image = await measure([
    file('usr/lib/a/x', big('x')),
    file('usr/lib/b/y', big('y', 9000)),
    file('etc/z', 'z'),
  ])
  expect(image.folders.map(({ path, bytes }) => [path, bytes])).toEqual([
    ['/usr/lib', 17_000],
    ['/usr/lib/b', 9000],
    ['/usr/lib/a', 8000],
    ['/etc', 1],
  ])
  expect(image.files[0]).toEqual({ path: '/usr/lib/b/y', bytes: 9000, layer: 0 })
})

describe('hostile layers', () => {
  test.each([
    ['a path that leads out', [file('../../etc/passwd', 'x')], /outside the image/],
    ['a path that leads out by a detour', [file('a/b/../../../x', 'x')], /outside the image/],
    [
      'a hard link that leads out',
      [{ path: 'a', kind: 'hardlink' as const, linkPath: '../../etc/shadow' }],
      /outside the image/,
    ],
    [
      'a hard link to nothing',
      [{ path: 'a', kind: 'hardlink' as const, linkPath: 'b' }],
      /hard link to \/b, which is not there/,
    ],
    [
      'a hard link to itself',
      [{ path: 'a', kind: 'hardlink' as const, linkPath: 'a' }],
      /which is not there/,
    ],
    [
      'a hard link to a folder',
      [
        { path: 'd/', kind: 'directory' as const },
        { path: 'a', kind: 'hardlink' as const, linkPath: 'd' },
      ],
      /which is not there/,
    ],
    ['a folder ten thousand deep', [file('d/'.repeat(10_000), 'x')], /no kernel opens/],
  ])('%s is refused', async (_name, files, message) => {
    await expect(measure(files)).rejects.toThrow(message)
  })

  test('absolute names, dots and doubled slashes are the same file as Docker has it', async () => {
    const { tree } = await inspect({
      layers: [{ files: [file('/etc//./passwd', '1'), file('./etc/passwd', '22')] }],
    })
    expect([...tree.walk()].map(pathOf)).toEqual(['/etc', '/etc/passwd'])
    expect(tree.get('/etc/passwd')?.inode?.size).toBe(2)
  })

  test('device nodes, pipes and a whiteout of the root do nothing', async () => {
    const image = await measure(
      [
        { path: 'dev/sda', kind: 'block-device', deviceMajor: 8, deviceMinor: 0 },
        { path: 'pipe', kind: 'fifo' },
        file('keep', 'x'),
      ],
      [{ path: '.wh..' }, { path: '.wh.' }],
    )
    expect(image.size.files).toBe(1)
    expect(image.waste.bytes).toBe(0)
  })

  test('a thousand links on one file count its bytes once', async () => {
    const links = Array.from(
      { length: 1000 },
      (_, at): TarInput => ({ path: `l${at}`, kind: 'hardlink', linkPath: at === 0 ? 'f' : `l${at - 1}` }),
    )
    const image = await measure([file('f', big('x')), ...links])
    expect(image.folders).toEqual([])
    expect(image.size).toMatchObject({ unpacked: 8000, files: 1 })
    expect(image.waste.bytes).toBe(0)
  })
})
