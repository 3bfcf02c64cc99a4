import { describe, expect, it } from 'vitest'
import type { Closure, ClosureInput } from '../../src/closure/closure.ts'
import { deriveClosure } from '../../src/closure/derive.ts'
import { emptyTrace, type Trace } from '../../src/closure/trace.ts'
import { readPackages } from '../../src/image/packages/read-packages.ts'
import { readStrace } from '../../src/verify/trace/strace/read-strace.ts'
import { directory, elf, link, type TreeEntry, treeOf } from '../image/root/tree-of.ts'

const status = (names: readonly string[]): string =>
  names
    .map(name => `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n`)
    .join('\n')

/** A small Debian: usrmerged, a libc, a library that a package's other program needs, and an app of its own. */
const image: Readonly<Record<string, TreeEntry>> = {
  '/bin': link('usr/bin'),
  '/lib': link('usr/lib'),
  '/lib64': link('usr/lib64'),
  '/usr/lib64/ld.so.2': link('../lib/x86_64-linux-gnu/ld.so.2'),
  '/usr/lib/x86_64-linux-gnu/ld.so.2': elf({}),
  '/usr/lib/x86_64-linux-gnu/libc.so.6': elf({}),
  '/usr/lib/x86_64-linux-gnu/libextra.so.1': link('libextra.so.1.2'),
  '/usr/lib/x86_64-linux-gnu/libextra.so.1.2': elf({ needed: ['libc.so.6'] }),
  '/usr/bin/tool': { content: elf({ interpreter: '/lib64/ld.so.2', needed: ['libc.so.6'] }), mode: 0o755 },
  '/usr/bin/tool-extra': {
    content: elf({ interpreter: '/lib64/ld.so.2', needed: ['libextra.so.1'] }),
    mode: 0o755,
  },
  '/usr/share/doc/tool/README': 'read me',
  '/usr/share/doc/tool/copyright': 'terms',
  '/usr/bin/sh': { content: elf({ interpreter: '/lib64/ld.so.2', needed: ['libc.so.6'] }), mode: 0o755 },
  '/usr/bin/unused': { content: elf({ needed: ['libc.so.6'] }), mode: 0o755 },
  '/etc/passwd': 'root:x:0:0::/root:/bin/sh\nweb:x:33:33::/home/web:/bin/sh\n',
  '/home/web': directory(),
  '/tmp': directory(0o1777),
  '/app/main': { content: '#!/usr/bin/tool\nrun', mode: 0o755 },
  '/app/lazy/route.py': 'late',
  '/app/lazy/__pycache__/route.cpython-313.pyc': 'compiled',
  '/opt/other/data': 'not used',
  '/var/lib/dpkg/status': status(['libc6', 'tool', 'extra', 'dash', 'unused']),
  '/var/lib/dpkg/info/libc6:amd64.list':
    '/lib64/ld.so.2\n/lib/x86_64-linux-gnu/ld.so.2\n/lib/x86_64-linux-gnu/libc.so.6\n/lib\n',
  '/var/lib/dpkg/info/tool.list':
    '/usr/bin/tool\n/usr/bin/tool-extra\n/usr/share/doc/tool\n/usr/share/doc/tool/README\n/usr/share/doc/tool/copyright\n',
  '/var/lib/dpkg/info/extra.list':
    '/usr/lib/x86_64-linux-gnu/libextra.so.1\n/usr/lib/x86_64-linux-gnu/libextra.so.1.2\n',
  '/var/lib/dpkg/info/dash.list': '/bin/sh\n',
  '/var/lib/dpkg/info/unused.list': '/usr/bin/unused\n',
}

const traceOf = (text: string): Promise<Trace> => readStrace([Buffer.from(text)], '/app')

const run = `1 execve("/app/main", ["main"], 0x1 /* 1 var */) = 0
1 openat(AT_FDCWD</app>, "/lib/x86_64-linux-gnu/libc.so.6", O_RDONLY) = 3</usr/lib/x86_64-linux-gnu/libc.so.6>
1 openat(AT_FDCWD</app>, "/etc/tool.conf", O_RDONLY) = -1 ENOENT (No such file or directory)
1 openat(AT_FDCWD</app>, "cache/new", O_WRONLY|O_CREAT, 0666) = 4</app/cache/new>
1 stat("/proc/self/exe", {}) = 0
`

const derive = async (
  more: Partial<ClosureInput> = {},
  changes: Readonly<Record<string, TreeEntry>> = {},
): Promise<Closure> => {
  const tree = await treeOf({ ...image, ...changes })
  return deriveClosure({
    tree,
    packages: readPackages(tree),
    trace: await traceOf(run),
    config: {
      env: ['PATH=/usr/bin'],
      workdir: '/app',
      user: 'web',
      entrypoint: [],
      cmd: ['/app/main'],
      volumes: [],
      healthcheck: undefined,
    },
    policy: 'safe',
    copies: [],
    keeps: [],
    ...more,
  })
}

describe('the strict closure', () => {
  it('keeps what was touched, what the kernel opened for it, and the way there', async () => {
    const { kept } = await derive({ policy: 'strict' })
    expect(kept).toEqual([
      '/',
      '/app',
      '/app/main',
      '/bin',
      '/etc',
      '/etc/passwd',
      '/home',
      '/home/web',
      '/lib',
      '/lib64',
      '/tmp',
      '/usr',
      '/usr/bin',
      '/usr/bin/tool',
      '/usr/lib',
      '/usr/lib/x86_64-linux-gnu',
      '/usr/lib/x86_64-linux-gnu/ld.so.2',
      '/usr/lib/x86_64-linux-gnu/libc.so.6',
      '/usr/lib64',
      '/usr/lib64/ld.so.2',
      '/var',
      '/var/lib',
      '/var/lib/dpkg',
    ])
  })

  it('keeps compiled Python only where it was opened, and the safe one beside each source', async () => {
    const trace = await traceOf(`${run}1 stat("/app/lazy/route.py", {}) = 0\n`)
    const { kept } = await derive({ trace, policy: 'strict' })
    expect(kept).toContain('/app/lazy/route.py')
    expect(kept).not.toContain('/app/lazy/__pycache__')
    const source = { '/usr/share/tool/plugin.py': 'plugin' }
    const compiled = { '/usr/share/tool/__pycache__/plugin.cpython-313.pyc': 'compiled' }
    const safe = await derive({ copies: ['/usr/share/tool/plugin.py'] }, { ...source, ...compiled })
    expect(safe.kept).toContain('/usr/share/tool/__pycache__/plugin.cpython-313.pyc')
  })

  it('knows what must not be there, and who asked for what is', async () => {
    const closure = await derive({ policy: 'strict' })
    expect(closure.negative).toEqual(['/etc/tool.conf'])
    expect(closure.ledger.get('/usr/lib/x86_64-linux-gnu/libc.so.6')).toEqual([
      { rule: 'traced', because: 'opened', by: ['/app/main'] },
      { rule: 'library', because: '/usr/bin/tool needs libc.so.6' },
    ])
    expect(closure.ledger.get('/usr/bin/tool')?.[0]).toEqual({
      rule: 'kernel',
      because: 'interpreter of /app/main',
    })
  })
})

describe('the safe closure', () => {
  it('keeps the app whole, and packages whole but for their documentation', async () => {
    const { kept, packages, trees } = await derive()
    expect(kept).toContain('/app/lazy/route.py')
    expect(kept).toContain('/usr/bin/tool-extra')
    expect(kept).toContain('/usr/share/doc/tool/copyright')
    expect(kept).not.toContain('/usr/share/doc/tool/README')
    expect(kept).not.toContain('/usr/bin/unused')
    expect(kept).not.toContain('/opt/other/data')
    expect(trees.map(({ path, kind }) => [path, kind])).toEqual([['/app', 'app']])
    expect(packages.map(({ installed }) => installed.name)).toEqual(['extra', 'libc6', 'tool'])
  })

  it('adds the package of a library that another program of a kept package needs', async () => {
    const { packages, kept } = await derive()
    expect(packages.find(({ installed }) => installed.name === 'extra')?.because).toBe(
      '/usr/bin/tool-extra needs libextra.so.1',
    )
    expect(kept).toContain('/usr/lib/x86_64-linux-gnu/libextra.so.1.2')
  })

  it('keeps a shell where a source starts programs, and says which', async () => {
    const plain = await derive()
    expect(plain.packages.map(({ installed }) => installed.name)).not.toContain('dash')
    const shell = await derive({}, { '/app/lazy/shell.py': 'import subprocess\nsubprocess.run(["unused"])' })
    expect(shell.packages.map(({ installed, because }) => [installed.name, because])).toContainEqual([
      'dash',
      '/app/lazy/shell.py starts programs',
    ])
    expect(shell.kept).toContain('/usr/bin/unused')
  })

  it('keeps the programs of a health check, which no tracer sees', async () => {
    const healthcheck = { test: ['CMD-SHELL', 'unused --quick || exit 1'] }
    const { packages } = await derive({ config: { ...baseConfig, healthcheck } })
    expect(packages.map(({ installed }) => installed.name)).toEqual([
      'dash',
      'extra',
      'libc6',
      'tool',
      'unused',
    ])
  })

  it('keeps no program of a package of which only data was opened, unless it was looked at', async () => {
    const data = {
      '/etc/unused.conf': 'a setting',
      '/var/lib/dpkg/info/unused.list': '/usr/bin/unused\n/etc/unused.conf\n',
    }
    const reading = await traceOf(`${run}1 openat(AT_FDCWD</app>, "/etc/unused.conf", O_RDONLY) = 3\n`)
    const closure = await derive({ trace: reading }, data)
    expect(closure.kept).toContain('/etc/unused.conf')
    expect(closure.kept).not.toContain('/usr/bin/unused')
    expect(closure.packages.find(({ installed }) => installed.name === 'unused')).toMatchObject({
      withoutPrograms: true,
    })
    expect(closure.left).toEqual([])
    const looking = await traceOf(`${run}1 openat(AT_FDCWD</app>, "/etc/unused.conf", O_RDONLY) = 3
1 access("/usr/bin/unused", X_OK) = 0\n`)
    expect((await derive({ trace: looking }, data)).kept).toContain('/usr/bin/unused')
  })

  it('leaves out, beside a program that a source names, those that need a library of their own', async () => {
    const closure = await derive(
      {},
      {
        '/app/lazy/shell.py': 'import subprocess\nsubprocess.run("unused --all | cat", shell=True)',
        '/usr/bin/unused-hash': {
          content: elf({ interpreter: '/lib64/ld.so.2', needed: ['libhash.so.1'] }),
          mode: 0o755,
        },
        '/usr/bin/unused-link': link('unused'),
        '/usr/lib/x86_64-linux-gnu/libhash.so.1': elf({}),
        '/var/lib/dpkg/info/unused.list': '/usr/bin/unused\n/usr/bin/unused-hash\n/usr/bin/unused-link\n',
      },
    )
    expect(closure.kept).toEqual(expect.arrayContaining(['/usr/bin/unused', '/usr/bin/unused-link']))
    expect(closure.kept).not.toContain('/usr/bin/unused-hash')
    expect(closure.left).toEqual(['/usr/bin/unused-hash'])
    expect(closure.withheld.get('/usr/bin/unused-hash')).toBe('a program that nothing starts')
  })

  it('keeps the conversions of character sets where something converts', async () => {
    const gconv = '/usr/lib/x86_64-linux-gnu/gconv'
    const modules = {
      [`${gconv}/EUC-KR.so`]: elf({ needed: ['libc.so.6'] }),
      '/var/lib/dpkg/info/libc6:amd64.list': `/lib64/ld.so.2\n/lib/x86_64-linux-gnu/ld.so.2\n/lib/x86_64-linux-gnu/libc.so.6\n/lib\n${gconv}\n${gconv}/EUC-KR.so\n`,
    }
    const without = await derive({}, modules)
    expect(without.kept).not.toContain(`${gconv}/EUC-KR.so`)
    expect(without.left).toEqual([gconv])
    const converting = Buffer.concat([elf({ needed: ['libc.so.6'] }), Buffer.from('\0my_iconv_open\0')])
    const reasons: readonly (readonly [Partial<ClosureInput>, Readonly<Record<string, TreeEntry>>])[] = [
      [{}, { '/app/lazy/native.so': converting }],
      [
        { keeps: [{ path: '/usr/lib/locale', because: 'a page is Japanese', line: 1 }] },
        { '/usr/lib/locale/ja_JP.eucjp/LC_CTYPE': 'characters' },
      ],
      [{ config: { ...baseConfig, env: ['PATH=/usr/bin', 'LANG=de_DE'] } }, {}],
      [{ config: { ...baseConfig, env: ['PATH=/usr/bin', 'LC_ALL=ja_JP.eucJP'] } }, {}],
      [{ trace: await traceOf(`${run}1 openat(AT_FDCWD</app>, "${gconv}/EUC-KR.so", O_RDONLY) = 3\n`) }, {}],
      [
        {
          trace: await traceOf(
            `${run}1 openat(AT_FDCWD</app>, "/usr/lib/locale/locale-archive", O_RDONLY) = 3\n`,
          ),
        },
        { '/usr/lib/locale/locale-archive': 'x\0de_DE.utf8\0ja_JP.eucjp\0' },
      ],
    ]
    for (const [more, changes] of reasons) {
      expect((await derive(more, { ...modules, ...changes })).kept).toContain(`${gconv}/EUC-KR.so`)
    }
    const utf8 = await derive(
      {
        config: { ...baseConfig, env: ['PATH=/usr/bin', 'LANG=de_DE.UTF-8'] },
        trace: await traceOf(
          `${run}1 openat(AT_FDCWD</app>, "/usr/lib/locale/locale-archive", O_RDONLY) = 3\n`,
        ),
      },
      { ...modules, '/usr/lib/locale/locale-archive': 'x\0de_DE.utf8\0' },
    )
    expect(utf8.kept).not.toContain(`${gconv}/EUC-KR.so`)
  })

  it('leaves out the JVM’s archives for the largest heaps, unless it is told to use one', async () => {
    const archive = '/usr/lib/jvm/17/lib/server/classes_nocoops.jsa'
    const changes = {
      [archive]: 'classes',
      '/var/lib/dpkg/info/tool.list': `/usr/bin/tool\n${archive}\n`,
    }
    const closure = await derive({}, changes)
    expect(closure.kept).not.toContain(archive)
    expect(closure.left).toEqual([archive])
    const config = { ...baseConfig, env: ['PATH=/usr/bin', 'JAVA_TOOL_OPTIONS=-Xmx40g'] }
    expect((await derive({ config }, changes)).kept).toContain(archive)
  })

  it('keeps what a script that was run starts in branches that were not taken', async () => {
    const changes = {
      '/app/main': { content: '#!/bin/sh\n# never tool-extra\n[ -z "$X" ] || unused --once\n', mode: 0o755 },
    }
    const { kept } = await derive({}, changes)
    expect(kept).toContain('/usr/bin/unused')
    expect(kept).not.toContain('/usr/bin/tool-extra')
  })

  it('keeps ldconfig where Python finds libraries by name', async () => {
    const changes = {
      '/usr/sbin/ldconfig': { content: elf({}), mode: 0o755 },
      '/var/lib/dpkg/info/extra.list': '/usr/sbin/ldconfig\n',
    }
    const config = { ...baseConfig, env: ['PATH=/usr/bin:/usr/sbin'] }
    expect((await derive({ config }, changes)).kept).not.toContain('/usr/sbin/ldconfig')
    const finding = { ...changes, '/app/lazy/find.py': 'from ctypes.util import find_library\n' }
    expect((await derive({ config }, finding)).kept).toContain('/usr/sbin/ldconfig')
  })

  it('keeps what the Dockerfile copied or asks to keep', async () => {
    const { kept, ledger, notes } = await derive({
      copies: ['/opt/other'],
      keeps: [
        { path: '/usr/bin/unused', because: 'a cron job calls it', line: 3 },
        { path: '/nowhere', because: 'of a mistake', line: 4 },
      ],
    })
    expect(kept).toContain('/opt/other/data')
    expect(ledger.get('/usr/bin/unused')).toEqual([{ rule: 'user', because: 'a cron job calls it' }])
    expect(notes).toEqual(['line 4: /nowhere is not in the image'])
  })

  it('leaves out development dependencies, unless they were used', async () => {
    const lock = JSON.stringify({
      packages: { 'node_modules/a': {}, 'node_modules/b': { dev: true }, 'node_modules/c': { dev: true } },
    })
    const modules = {
      '/app/node_modules/.package-lock.json': lock,
      '/app/node_modules/a/index.js': 'a',
      '/app/node_modules/b/index.js': 'b',
      '/app/node_modules/c/index.js': 'c',
    }
    const trace = await traceOf(
      `${run}1 openat(AT_FDCWD</app>, "node_modules/c/index.js", O_RDONLY) = 5</app/node_modules/c/index.js>\n`,
    )
    const { kept, trees } = await derive({ trace }, modules)
    expect(kept.filter(path => path.endsWith('.js'))).toEqual([
      '/app/node_modules/a/index.js',
      '/app/node_modules/c/index.js',
    ])
    expect(trees[0]?.pruned).toEqual([
      { path: '/app/node_modules/b', because: 'a development dependency by .package-lock.json' },
    ])
  })

  it('keeps the certificates that a request over TLS would want', async () => {
    const { ledger } = await derive({}, { '/etc/ssl/certs/ca-certificates.crt': 'certificates' })
    expect(ledger.get('/etc/ssl/certs/ca-certificates.crt')?.[0]?.rule).toBe('static')
  })

  it('keeps what a compiled program starts and the zones that it reads', async () => {
    const program = Buffer.concat([
      elf({ interpreter: '/lib64/ld.so.2' }),
      Buffer.from('os/exec.Command\0time.LoadLocation'),
    ])
    const zones = { '/usr/share/zoneinfo/Asia/Tokyo': 'zone', '/usr/local/go/lib/time/zoneinfo.zip': 'zones' }
    const plain = await derive({}, zones)
    expect(plain.kept).not.toContain('/usr/share/zoneinfo/Asia/Tokyo')
    const { kept, ledger } = await derive({}, { ...zones, '/app/main': { content: program, mode: 0o755 } })
    expect(kept).toEqual(expect.arrayContaining(Object.keys(zones)))
    expect(ledger.get('/usr/bin/sh')?.[0]?.because).toBe('/app/main starts programs')
  })

  it('says nothing of an interpreter that can start programs', async () => {
    const node = Buffer.concat([elf({ interpreter: '/lib64/ld.so.2' }), Buffer.from('\0execvp\0')])
    const config = { ...baseConfig, cmd: ['/opt/node'] }
    const { packages } = await derive({ config }, { '/opt/node': { content: node, mode: 0o755 } })
    expect(packages.map(({ installed }) => installed.name)).not.toContain('dash')
  })

  it('keeps volumes with what is in them, and the scripts of a Python package', async () => {
    const { kept } = await derive(
      { config: { ...baseConfig, volumes: ['/data'] } },
      {
        '/data/seed.db': 'seed',
        '/app/site-packages/tool-1.dist-info/RECORD':
          'tool/__init__.py,,\n../../usr/local/bin/tool-run,sha256=x,9\n',
        '/usr/local/bin/tool-run': { content: '#!/usr/bin/tool', mode: 0o755 },
        '/usr/local/bin/other': { content: '#!/usr/bin/tool', mode: 0o755 },
      },
    )
    expect(kept).toEqual(expect.arrayContaining(['/data/seed.db', '/usr/local/bin/tool-run']))
    expect(kept).not.toContain('/usr/local/bin/other')
  })

  it('takes a place that only users fill whole where the Dockerfile copied to it, but for caches', async () => {
    const { kept } = await derive(
      { copies: ['/root', '/usr/local/bin', '/usr/local/bin/tool'] },
      {
        '/root/app/late.py': 'late',
        '/root/.cache/pip/x': 'cache',
        '/usr/local/bin/tool': 'tool',
        '/usr/local/bin/other': 'other',
      },
    )
    expect(kept).toEqual(expect.arrayContaining(['/root/app/late.py', '/usr/local/bin/tool']))
    expect(kept).not.toContain('/root/.cache/pip/x')
    expect(kept).not.toContain('/usr/local/bin/other')
  })

  it('tells how much of the app was opened, and where it wrote', async () => {
    const { app, written } = await derive()
    expect(app.opened).toBe(19)
    expect(app.present).toBeGreaterThan(app.opened)
    expect(written).toEqual(['/app'])
  })

  it.each(['strict', 'safe'] as const)(
    'leaves behind what the traced run wrote and what the engine put there, and keeps the places: %s',
    async policy => {
      const trace = await traceOf(`${run}1 mkdir("/tmp/hsperfdata_web", 0755) = 0
1 openat(AT_FDCWD</app>, "/tmp/hsperfdata_web/1", O_RDWR|O_CREAT, 0600) = 5</tmp/hsperfdata_web/1>
1 openat(AT_FDCWD</app>, "/run/app.pid", O_WRONLY|O_CREAT, 0644) = 5</run/app.pid>
1 openat(AT_FDCWD</app>, "/var/log/app/access.log", O_WRONLY|O_CREAT|O_APPEND, 0644) = 5</var/log/app/access.log>
1 openat(AT_FDCWD</app>, "/etc/resolv.conf", O_RDONLY|O_CLOEXEC) = 5</etc/resolv.conf>
`)
      const places = { '/run': directory(), '/var/log/app': directory(), '/etc/resolv.conf': '' }
      const { kept, written } = await derive({ trace, policy }, places)
      expect(written).toEqual(['/app', '/run', '/tmp', '/var/log/app'])
      expect(kept).toEqual(expect.arrayContaining(['/run', '/tmp', '/var/log/app']))
      expect(kept.filter(path => /hsperfdata|[.]pid$|[.]log$|resolv|cache\/new/.test(path))).toEqual([])
    },
  )

  it('is the same whatever the order of what was seen', async () => {
    const trace = await traceOf(run)
    const turned = { ...trace, found: trace.found.toReversed(), opened: trace.opened.toReversed() }
    const [one, other] = [await derive({ trace }), await derive({ trace: turned })]
    expect(other.kept).toEqual(one.kept)
  })

  it('keeps what the configuration names even where nothing was traced', async () => {
    const { kept } = await derive({ trace: emptyTrace })
    expect(kept).toContain('/app/lazy/route.py')
    expect(kept).toContain('/usr/bin/tool')
  })
})

const baseConfig: ClosureInput['config'] = {
  env: ['PATH=/usr/bin'],
  workdir: '/app',
  user: 'web',
  entrypoint: [],
  cmd: ['/app/main'],
  volumes: [],
  healthcheck: undefined,
}
