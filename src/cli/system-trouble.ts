import { tmpdir } from 'node:os'

/** Trouble that the machine has, told as a person would: not our bug, though it comes as an exception. */
export interface SystemTrouble {
  readonly message: string
  readonly hint: string
  /** True where the user named the place: exit code 2. Else the machine lacks something: 1. */
  readonly isUsage: boolean
}

const full = (): string =>
  `Free some space there. Temporary files go to ${tmpdir()}; TMPDIR names another place.`
const rights = (): string => 'Give your user the right to it, or name another place.'

const kinds: Readonly<
  Record<string, { readonly what: string; readonly hint: () => string; readonly isUsage: boolean }>
> = {
  ENOSPC: { what: 'the disk is full', hint: full, isUsage: false },
  EDQUOT: { what: 'the disk quota is used up', hint: full, isUsage: false },
  EFBIG: { what: 'the limit on file sizes is reached (ulimit -f)', hint: full, isUsage: false },
  EIO: { what: 'the disk does not answer', hint: () => "Look at the machine's log.", isUsage: false },
  EMFILE: {
    what: 'too many files are open',
    hint: () => 'Raise the limit (ulimit -n), and try again.',
    isUsage: false,
  },
  EACCES: { what: 'permission denied', hint: rights, isUsage: true },
  EPERM: { what: 'permission denied', hint: rights, isUsage: true },
  EROFS: { what: 'it is on a read-only file system', hint: rights, isUsage: true },
  ENOTDIR: {
    what: 'a part of the path is no folder',
    hint: () => 'Name another place.',
    isUsage: true,
  },
}

/** Undefined for anything else: an absent file that was not expected to be absent is our own bug. */
export function systemTrouble(error: unknown): SystemTrouble | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined
  const kind = kinds[error.code]
  if (kind === undefined || !('syscall' in error)) return undefined
  const path = placeOf(error)
  return {
    message: path === undefined ? kind.what : `${path}: ${kind.what}`,
    hint: kind.hint(),
    isUsage: kind.isUsage,
  }
}

/** Of a copy, the file that is written: it is the one that runs out of space. */
function placeOf(error: Error): string | undefined {
  if ('dest' in error && typeof error.dest === 'string' && 'code' in error && error.code !== 'EACCES') {
    return error.dest
  }
  return 'path' in error && typeof error.path === 'string' ? error.path : undefined
}
