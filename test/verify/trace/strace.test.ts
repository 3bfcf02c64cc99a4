import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeName } from '../../../src/image/tar/names.ts'
import { readStrace } from '../../../src/verify/trace/strace/read-strace.ts'

const read = (text: string, workdir = '/app') => readStrace([Buffer.from(text, 'latin1')], workdir)
const paths = (list: readonly { readonly path: string }[]) => list.map(({ path }) => path)

describe('reading strace', () => {
  it('joins a call that another process interrupted', async () => {
    const trace = await read(`7 execve("/bin/a", ["a"], 0x7ff /* 3 vars */) = 0
7 clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|SIGCHLD, child_tidptr=0x7f) = 8
8 openat(AT_FDCWD</app>, "one", O_RDONLY <unfinished ...>
7 openat(AT_FDCWD</app>, "two", O_RDONLY) = 3</app/two>
8 <... openat resumed>)             = 4</app/one>
`)
    expect(paths(trace.found)).toEqual(['/app/one', '/app/two', '/bin/a'])
    expect(trace.blind).toEqual([])
  })

  it('takes a call whose arguments came only with its return', async () => {
    const trace = await read(`7 readlink( <unfinished ...>
7 <... readlink resumed>"/proc/self/exe", "/bin/a", 4096) = 6
`)
    expect(trace.found).toEqual([{ path: '/proc/self/exe', follow: false, by: [''] }])
  })

  it('resolves relative paths by working directory, descriptor and chdir', async () => {
    const trace = await read(`7 access("a", R_OK) = 0
7 chdir("sub") = 0
7 access("b", R_OK) = -1 ENOENT (No such file or directory)
7 newfstatat(5</etc/nginx>, "mime.types", {st_mode=S_IFREG|0644, st_size=5, ...}, 0) = 0
7 fchdir(5</etc/nginx>) = 0
7 stat("c", {st_mode=S_IFREG}) = 0
`)
    expect(paths(trace.found)).toEqual(['/app/a', '/app/sub', '/etc/nginx/c', '/etc/nginx/mime.types'])
    expect(paths(trace.missing)).toEqual(['/app/sub/b'])
  })

  it('waits for the parent before it resolves what a child named relatively', async () => {
    const trace = await read(`7 chdir("/srv") = 0
7 vfork( <unfinished ...>
8 access("x", R_OK) = 0
8 execve("./tool", ["tool"], 0x1 /* 1 var */) = 0
8 stat("y", {}) = 0
7 <... vfork resumed>) = 8
7 stat("z", {}) = 0
`)
    expect(paths(trace.found)).toEqual(['/srv', '/srv/tool', '/srv/x', '/srv/y', '/srv/z'])
    expect(trace.executed).toEqual([{ path: '/srv/tool', follow: true, by: ['/srv/tool'] }])
    expect(trace.found.find(({ path }) => path === '/srv/y')?.by).toEqual(['/srv/tool'])
  })

  it('follows what a program started, and that in turn, after it ended itself', async () => {
    const trace = await read(`7 execve("/app/main", ["main"], 0x1 /* 1 var */) = 0
7 clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|SIGCHLD, child_tidptr=0x7f) = 8
7 +++ exited with 3 +++
8 chdir("/srv") = 0
8 vfork() = 9
8 +++ exited with 0 +++
9 execve("./late", ["late"], 0x1 /* 1 var */) = 0
9 openat(AT_FDCWD</srv>, "data", O_RDONLY) = 3</srv/data>
`)
    expect(paths(trace.executed)).toEqual(['/app/main', '/srv/late'])
    expect(trace.opened.find(({ path }) => path === '/srv/data')?.by).toEqual(['/srv/late'])
    expect(trace.blind).toEqual([])
  })

  it('lets threads move together and processes apart', async () => {
    const thread = await read(`7 access("/", F_OK) = 0
7 clone3({flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_THREAD, exit_signal=0}, 88) = 8
8 chdir("/moved") = 0
7 stat("a", {}) = 0
`)
    expect(paths(thread.found)).toContain('/moved/a')
    const child = await read(`7 access("/", F_OK) = 0
7 clone(child_stack=NULL, flags=SIGCHLD) = 8
8 chdir("/moved") = 0
7 stat("a", {}) = 0
`)
    expect(paths(child.found)).toContain('/app/a')
  })

  it('counts a path that strace could not read, and not one that the kernel could not', async () => {
    const trace = await read(`7 openat(AT_FDCWD</>, 0x7ffd1234, O_RDONLY) = 3</etc/x>
7 openat(AT_FDCWD</>, 0x7ffd1234, O_RDONLY) = -1 ENOENT (No such file or directory)
7 openat(AT_FDCWD</>, 0x1, O_RDONLY) = -1 EFAULT (Bad address)
`)
    expect(trace.blind).toMatchObject([{ reason: 'pointer', count: 2 }])
  })

  it('counts a shortened path, an io_uring that came to be, a chroot and a torn line as blind', async () => {
    const trace = await read(`7 stat("/aaa"..., {}) = 0
7 io_uring_setup(8, {flags=0}) = 5<anon_inode:[io_uring]>
7 io_uring_setup(8, {flags=0}) = -1 ENOSYS (Function not implemented) (INJECTED)
7 chroot("/jail") = 0
7 openat(AT_FDCWD</>, "/x
`)
    expect(trace.blind.map(({ reason, count }) => [reason, count])).toEqual([
      ['chroot', 1],
      ['io_uring', 1],
      ['pointer', 1],
      ['unreadable', 1],
    ])
  })

  it('keeps what failed for another reason than absence', async () => {
    const trace = await read(`7 openat(AT_FDCWD</>, "/root/secret", O_RDONLY) = -1 EACCES (Permission denied)
7 execve("/bin/none", ["none"], 0x1 /* 1 var */) = -1 ENOENT (No such file or directory)
7 mkdir("/tmp", 0777) = -1 EEXIST (File exists)
`)
    expect(paths(trace.found)).toEqual(['/root/secret', '/tmp'])
    expect(paths(trace.missing)).toEqual(['/bin/none'])
    expect(trace.written).toEqual([])
  })

  it('tells what was written, listed and connected to', async () => {
    const trace = await read(`7 execve("/bin/a", ["a"], 0x1 /* 1 var */) = 0
7 openat(AT_FDCWD</app>, "log", O_WRONLY|O_CREAT|O_APPEND, 0666) = 3</app/log>
7 getdents64(4</etc/conf.d>, 0x55 /* 3 entries */, 32768) = 80
7 connect(5<socket:[9]>, {sa_family=AF_INET, sin_port=htons(5432), sin_addr=inet_addr("10.0.0.2")}, 16) = 0
7 connect(5<socket:[9]>, {sa_family=AF_UNIX, sun_path="/run/nscd/socket"}, 110) = -1 ENOENT (No such file)
7 bind(5<socket:[9]>, {sa_family=AF_INET6, sin6_port=htons(80), inet_pton(AF_INET6, "::", &sin6_addr)}, 28) = 0
`)
    expect(paths(trace.written)).toEqual(['/app/log'])
    expect(paths(trace.listed)).toEqual(['/etc/conf.d'])
    expect(paths(trace.missing)).toEqual(['/run/nscd/socket'])
    expect(trace.sockets.map(({ call, address }) => `${call} ${address}`)).toEqual([
      'bind [::]:80',
      'connect 10.0.0.2:5432',
      'connect /run/nscd/socket',
    ])
  })

  it('reads any name back, however the calls of two processes interleave', async () => {
    const name = fc
      .uint8Array({ minLength: 1, maxLength: 12 })
      .map(bytes => bytes.map(byte => (byte === 0 || byte === 0x2f ? 0x61 : byte)))
      .filter(bytes => !/^\.{1,2}$/.test(Buffer.from(bytes).toString('latin1')))
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(name, fc.boolean(), fc.boolean()), { maxLength: 12 }),
        async calls => {
          const lines = ['7 clone(child_stack=NULL, flags=SIGCHLD) = 8']
          const late: string[] = []
          for (const [bytes, split, found] of calls) {
            const pid = lines.length % 2 === 0 ? 7 : 8
            const other = late.findIndex(line => line.startsWith(`${pid} `))
            if (other >= 0) lines.push(...late.splice(other, 1))
            const end = found ? '= 3' : '= -1 ENOENT (No such file or directory)'
            const begin = `${pid} openat(AT_FDCWD</app>, "${quote(bytes)}", O_RDONLY`
            if (split) {
              lines.push(`${begin} <unfinished ...>`)
              late.push(`${pid} <... openat resumed>) ${end}`)
            } else lines.push(`${begin}) ${end}`)
          }
          const trace = await read([...lines, ...late].join('\n'))
          const seen = [
            ...trace.found.map(({ path }) => `+${hex(path)}`),
            ...trace.missing.map(({ path }) => `-${hex(path)}`),
          ]
          const expected = calls.map(
            ([bytes, , found]) =>
              `${found ? '+' : '-'}${Buffer.from('/app/').toString('hex')}${Buffer.from(bytes).toString('hex')}`,
          )
          expect(new Set(seen)).toEqual(new Set(expected))
          expect(trace.blind).toEqual([])
        },
      ),
    )
  })
})

const hex = (path: string) => Buffer.from(encodeName(path)).toString('hex')

/** As strace quotes: short octal unless a digit follows. */
const quote = (bytes: Uint8Array): string =>
  [...bytes]
    .map((byte, index) => {
      if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`
      if (byte === 0x0a) return '\\n'
      if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte)
      const next = bytes[index + 1] ?? 0
      return next >= 0x30 && next <= 0x39 ? `\\${byte.toString(8).padStart(3, '0')}` : `\\${byte.toString(8)}`
    })
    .join('')
