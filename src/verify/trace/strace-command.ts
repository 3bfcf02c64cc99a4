/** How strace is to run. */
export interface StraceMode {
  /**
   * Where an executable is setuid or has file capabilities, `--seccomp-bpf` must go, since it sets NoNewPrivs; the
   * container then runs as root and strace itself changes to the image's user.
   */
  readonly privileged?: { readonly user: string }
}

export const traceOutput = '/.trace/out'

/**
 * The command that runs a program under the injected strace.
 *
 * - `-D`: strace is a grandchild, so that the program stays PID 1 and gets the signals.
 * - `-y`: paths behind descriptors. `-s 4096`: whole paths (PATH_MAX). `-qq -e signal=none`: calls alone.
 * - io_uring opens files past every system call, so it is made to fail; `inject` counts only for calls in `trace=`.
 * - clone and its kin tell which working directory a child begins in. `?`: not every architecture has the call.
 */
export const straceCommand = (
  command: readonly string[],
  output: string,
  mode: StraceMode,
): readonly string[] => [
  '/.trace/ld.so',
  '--library-path',
  '/.trace/lib',
  '/.trace/strace',
  '-D',
  '-f',
  ...(mode.privileged === undefined ? ['--seccomp-bpf'] : ['-u', mode.privileged.user]),
  '-qq',
  '-y',
  '-s',
  '4096',
  '-e',
  'signal=none',
  '-e',
  'trace=%file,getdents64,?getdents,fchdir,connect,bind,io_uring_setup,clone,?clone3,?fork,?vfork',
  '-e',
  'inject=io_uring_setup:error=ENOSYS',
  '-o',
  output,
  '--',
  ...command,
]
