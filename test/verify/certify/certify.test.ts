import { describe, expect, it } from 'vitest'
import { type Certificate, type CertifyInput, certify } from '../../../src/verify/certify/certify.ts'
import { directory, elf, hardLink, link, type TreeEntry, treeOf } from '../../image/root/tree-of.ts'

/** A small app in a small system: what a closure of it would hold. */
const image: Readonly<Record<string, TreeEntry>> = {
  '/usr/bin/app': { content: elf({ interpreter: '/lib64/ld.so' }), mode: 0o755 },
  '/usr/bin/su': { content: 's', mode: 0o4755 },
  '/usr/bin/ping': {
    content: 'p',
    mode: 0o755,
    xattrs: { 'security.capability': Uint8Array.of(1, 0, 0, 2) },
  },
  '/usr/bin/perl': { content: 'perl', mode: 0o755 },
  '/usr/bin/perl5': hardLink('/usr/bin/perl'),
  '/usr/lib/libc.so.6': 'libc',
  '/lib': link('usr/lib'),
  '/etc/passwd': 'root:x:0:0::/root:/bin/sh\nweb:x:33:33::/app:/bin/false\n',
  '/etc/nsswitch.conf': 'hosts: files dns\n',
  '/etc/ssl/certs/ca-certificates.crt': 'certificates',
  '/etc/localtime': link('/usr/share/zoneinfo/UTC'),
  '/usr/share/zoneinfo/UTC': 'utc',
  '/tmp': directory(0o1777),
  '/app': { kind: 'directory', mode: 0o755, uid: 33, gid: 33 },
  '/app/main.py': { content: 'import lazy', mtime: 5, uid: 33, gid: 33 },
  '/app/lazy.py': { content: 'lazy', uid: 33, gid: 33 },
  '/app/empty': directory(),
  '/app/__pycache__/main.cpython-313.pyc': 'compiled',
  '/app/pipe': { kind: 'fifo', mode: 0o600 },
}

const negative = ['/app/site.py', '/etc/ld.so.preload', '/usr/lib/hwcaps/libc.so.6']

type Change = Readonly<Record<string, TreeEntry | undefined>>

const certifyChange = async (change: Change, more: Partial<CertifyInput> = {}): Promise<Certificate> => {
  const changed = Object.fromEntries(
    Object.entries({ ...image, ...change }).filter(
      (entry): entry is [string, TreeEntry] => entry[1] !== undefined,
    ),
  )
  const original = await treeOf(image)
  const candidate = await treeOf(changed)
  return certify({
    original,
    candidate,
    required: original.paths,
    negative,
    relation: 'subset',
    refusals: [],
    ...more,
  })
}

const found = (certificate: Certificate): readonly string[] =>
  certificate.differences.map(({ path, what }) => `${what} ${path}`)

/** Each kind of defect, with all that is to be told of it: no more, and for no other reason. */
const defects: readonly (readonly [name: string, change: Change, ...differences: string[]])[] = [
  ['a file deleted', { '/app/main.py': undefined }, 'missing /app/main.py'],
  [
    'a directory deleted with all in it',
    { '/usr/lib/libc.so.6': undefined },
    'missing /usr/lib/libc.so.6',
    'missing /usr/lib',
  ],
  [
    'a file appended to',
    { '/app/main.py': { content: 'import lazy\n', mtime: 5, uid: 33, gid: 33 } },
    'content /app/main.py',
  ],
  ['a byte flipped', { '/usr/lib/libc.so.6': 'libd' }, 'content /usr/lib/libc.so.6'],
  ['a file emptied', { '/etc/nsswitch.conf': '' }, 'content /etc/nsswitch.conf'],
  ['a mode changed', { '/usr/lib/libc.so.6': { content: 'libc', mode: 0o600 } }, 'mode /usr/lib/libc.so.6'],
  [
    'the right to execute lost',
    { '/usr/bin/app': { content: elf({ interpreter: '/lib64/ld.so' }), mode: 0o644 } },
    'mode /usr/bin/app',
  ],
  ['an owner changed', { '/app/lazy.py': { content: 'lazy', uid: 0, gid: 33 } }, 'owner /app/lazy.py'],
  ['a group changed', { '/app/lazy.py': { content: 'lazy', uid: 33, gid: 0 } }, 'owner /app/lazy.py'],
  ['a link retargeted', { '/etc/localtime': link('/usr/share/zoneinfo/EST') }, 'link target /etc/localtime'],
  [
    'a link made relative',
    { '/etc/localtime': link('../usr/share/zoneinfo/UTC') },
    'link target /etc/localtime',
  ],
  ['a link followed into a file', { '/etc/localtime': 'utc' }, 'kind /etc/localtime'],
  ['a link of directories lost', { '/lib': undefined }, 'missing /lib'],
  [
    'the certificates removed',
    { '/etc/ssl/certs/ca-certificates.crt': undefined },
    'missing /etc/ssl/certs/ca-certificates.crt',
    'missing /etc/ssl',
    'missing /etc/ssl/certs',
  ],
  ['nsswitch.conf removed', { '/etc/nsswitch.conf': undefined }, 'missing /etc/nsswitch.conf'],
  ['a directory writable by the world', { '/usr/bin': directory(0o777) }, 'mode /usr/bin'],
  ['the sticky bit lost', { '/tmp': directory(0o777) }, 'mode /tmp'],
  ['a directory’s owner lost', { '/app': directory(0o755) }, 'owner /app'],
  ['the setuid bit lost', { '/usr/bin/su': { content: 's', mode: 0o755 } }, 'mode /usr/bin/su'],
  ['a capability lost', { '/usr/bin/ping': { content: 'p', mode: 0o755 } }, 'attributes /usr/bin/ping'],
  [
    'a capability widened',
    {
      '/usr/bin/ping': {
        content: 'p',
        mode: 0o755,
        xattrs: { 'security.capability': Uint8Array.of(1, 0, 0, 255) },
      },
    },
    'attributes /usr/bin/ping',
  ],
  ['a hard link split', { '/usr/bin/perl5': { content: 'perl', mode: 0o755 } }, 'hard link /usr/bin/perl5'],
  ['a log baked in', { '/app/run.log': 'GET /' }, 'added /app/run.log'],
  ['a pid file baked in', { '/run/app.pid': '1' }, 'added /run/app.pid', 'added /run'],
  ['resolv.conf baked in', { '/etc/resolv.conf': 'nameserver 10.0.0.1' }, 'added /etc/resolv.conf'],
  ['a name of this machine baked in', { '/etc/hosts': '10.0.0.1 db' }, 'added /etc/hosts'],
  ['a shadowing module', { '/app/site.py': 'evil' }, 'added /app/site.py', 'shadows /app/site.py'],
  [
    'a shadowing library',
    { '/usr/lib/hwcaps/libc.so.6': 'other' },
    'added /usr/lib/hwcaps/libc.so.6',
    'added /usr/lib/hwcaps',
    'shadows /usr/lib/hwcaps/libc.so.6',
  ],
  [
    'a library that is loaded first',
    { '/etc/ld.so.preload': '/x.so' },
    'added /etc/ld.so.preload',
    'shadows /etc/ld.so.preload',
  ],
  ['a module that is loaded late missing', { '/app/lazy.py': undefined }, 'missing /app/lazy.py'],
  ['an empty directory missing', { '/app/empty': undefined }, 'missing /app/empty'],
  ['a directory in place of a file', { '/app/lazy.py': directory() }, 'kind /app/lazy.py'],
  ['a pipe in place of which a file is', { '/app/pipe': { content: '', mode: 0o600 } }, 'kind /app/pipe'],
  ['a user’s shell changed', { '/etc/passwd': 'root:x:0:0::/root:/bin/bash\n' }, 'content /etc/passwd'],
  [
    'a user given the rights of root',
    { '/etc/passwd': 'root:x:0:0::/root:/bin/sh\nweb:x:0:0::/app:/bin/false\n' },
    'content /etc/passwd',
  ],
  ['all users removed', { '/etc/passwd': '' }, 'content /etc/passwd'],
  ['a setuid file added', { '/usr/bin/shell': { content: 'x', mode: 0o4755 } }, 'added /usr/bin/shell'],
]

describe('certifying files', () => {
  const cases = defects.map(([name, change, ...differences]) => ({ name, change, differences }))

  it.each(cases)('catches $name, by that and nothing else', async ({ change, differences }) => {
    const certificate = await certifyChange(change)
    expect(certificate.kind).toBe('different')
    expect([...found(certificate)].sort()).toEqual([...differences].sort())
    expect(certificate.benign).toEqual([])
  })

  it('counts a time of change, and lets it be', async () => {
    const certificate = await certifyChange({
      '/app/lazy.py': { content: 'lazy', mtime: 7, uid: 33, gid: 33 },
    })
    expect(certificate).toMatchObject({ kind: 'certified', differences: [], benign: [], times: 1 })
  })

  it('finds no difference between two builds of one file', async () => {
    const certificate = await certifyChange({
      '/app/__pycache__/main.cpython-313.pyc': 'compiled anew',
      '/app/main.py': { content: 'import lazy', mtime: 9, uid: 33, gid: 33 },
    })
    expect(certificate).toMatchObject({ kind: 'certified', differences: [], times: 1 })
    expect(certificate.benign.map(({ path }) => path)).toEqual(['/app/__pycache__/main.cpython-313.pyc'])
    expect(certificate.compared).toBeGreaterThan(Object.keys(image).length)
  })

  it('lets a user who is not needed go, and the metadata of packages come', async () => {
    const certificate = await certifyChange({
      '/etc/passwd': 'root:x:0:0::/root:/bin/sh\n',
      '/var/lib/dpkg/status.d/libc6': 'Package: libc6\n',
    })
    expect(found(certificate)).toEqual(['added /var', 'added /var/lib', 'added /var/lib/dpkg'])
    expect(certificate.benign.map(({ because }) => because)).toContain('fewer users')
  })

  it('looks only at what is required where the rest was replaced', async () => {
    const certificate = await certifyChange(
      { '/usr/lib/libc.so.6': 'musl', '/opt/other': 'x', '/usr/bin/su': undefined },
      {
        relation: 'rebuilt',
        required: ['/app/main.py', '/usr/lib/libc.so.6'],
        replaced: path => path.startsWith('/usr/lib/'),
      },
    )
    expect(certificate).toMatchObject({ kind: 'certified', compared: 1 })
  })

  it('certifies nothing while something was not seen, and still tells what differs', async () => {
    const refusals = ['3 events were not seen']
    expect(await certifyChange({}, { refusals })).toMatchObject({ kind: 'refused', refusals })
    expect((await certifyChange({ '/app/lazy.py': undefined }, { refusals })).kind).toBe('different')
  })
})
