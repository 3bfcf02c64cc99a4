/** Where a call names a path: the position of the path, and of the descriptor that it is relative to. */
export interface PathArgument {
  readonly path: number
  readonly directory?: number
}

/**
 * - `read`: looks something up. `nofollow`: without following the last component.
 * - `write`: makes, changes or removes something at the path itself.
 */
export interface CallShape {
  readonly paths: readonly PathArgument[]
  readonly effect: 'read' | 'write' | 'execute' | 'chdir' | 'blind'
  /** Always, never, or where the flags at the position say so. */
  readonly nofollow: boolean | { readonly flags: number; readonly name: string }
}

const at = (path: number): PathArgument => ({ path, directory: path - 1 })
const plain = (path: number): PathArgument => ({ path })

const read = (paths: readonly PathArgument[], nofollow: CallShape['nofollow'] = false): CallShape => ({
  paths,
  effect: 'read',
  nofollow,
})
const write = (paths: readonly PathArgument[], nofollow: CallShape['nofollow'] = false): CallShape => ({
  paths,
  effect: 'write',
  nofollow,
})
const flag = (flags: number, name = 'AT_SYMLINK_NOFOLLOW') => ({ flags, name })

/** The calls of strace's `%file` class that name a path, by name. open and openat choose read or write by their flags. */
const shapes: Readonly<Record<string, CallShape>> = {
  open: read([plain(0)], flag(1, 'O_NOFOLLOW')),
  openat: read([at(1)], flag(2, 'O_NOFOLLOW')),
  openat2: read([at(1)], flag(2, 'O_NOFOLLOW')),
  creat: write([plain(0)]),
  stat: read([plain(0)]),
  stat64: read([plain(0)]),
  lstat: read([plain(0)], true),
  lstat64: read([plain(0)], true),
  newfstatat: read([at(1)], flag(3)),
  fstatat64: read([at(1)], flag(3)),
  statx: read([at(1)], flag(2)),
  statfs: read([plain(0)]),
  statfs64: read([plain(0)]),
  access: read([plain(0)]),
  faccessat: read([at(1)]),
  faccessat2: read([at(1)], flag(3)),
  readlink: read([plain(0)], true),
  readlinkat: read([at(1)], true),
  getxattr: read([plain(0)]),
  lgetxattr: read([plain(0)], true),
  listxattr: read([plain(0)]),
  llistxattr: read([plain(0)], true),
  inotify_add_watch: read([plain(1)], flag(2, 'IN_DONT_FOLLOW')),
  fanotify_mark: read([{ path: 4, directory: 3 }]),
  name_to_handle_at: read([at(1)], true),
  open_tree: read([at(1)], flag(2)),
  uselib: read([plain(0)]),
  chdir: { paths: [plain(0)], effect: 'chdir', nofollow: false },
  execve: { paths: [plain(0)], effect: 'execute', nofollow: false },
  execveat: { paths: [at(1)], effect: 'execute', nofollow: flag(4) },
  truncate: write([plain(0)]),
  truncate64: write([plain(0)]),
  mkdir: write([plain(0)], true),
  mkdirat: write([at(1)], true),
  mknod: write([plain(0)], true),
  mknodat: write([at(1)], true),
  rmdir: write([plain(0)], true),
  unlink: write([plain(0)], true),
  unlinkat: write([at(1)], true),
  rename: write([plain(0), plain(1)], true),
  renameat: write([at(1), at(3)], true),
  renameat2: write([at(1), at(3)], true),
  link: write([plain(0), plain(1)], true),
  linkat: write([at(1), at(3)], true),
  symlink: write([plain(1)], true),
  symlinkat: write([at(2)], true),
  chmod: write([plain(0)]),
  fchmodat: write([at(1)]),
  fchmodat2: write([at(1)], flag(3)),
  chown: write([plain(0)]),
  lchown: write([plain(0)], true),
  fchownat: write([at(1)], flag(4)),
  utime: write([plain(0)]),
  utimes: write([plain(0)]),
  futimesat: write([at(1)]),
  utimensat: write([at(1)], flag(3)),
  setxattr: write([plain(0)]),
  lsetxattr: write([plain(0)], true),
  removexattr: write([plain(0)]),
  lremovexattr: write([plain(0)], true),
  chroot: { paths: [plain(0)], effect: 'blind', nofollow: false },
  pivot_root: { paths: [plain(0), plain(1)], effect: 'blind', nofollow: false },
  mount: { paths: [plain(1)], effect: 'blind', nofollow: false },
  move_mount: { paths: [at(1), at(3)], effect: 'blind', nofollow: false },
}

/** Undefined for a call that names no path as far as we know it. */
export const callShape = (name: string): CallShape | undefined => shapes[name]

/** open's flags that change the file. */
export const writesByFlags = (flags: string): boolean => /\bO_(WRONLY|RDWR|CREAT|TRUNC)\b/.test(flags)
