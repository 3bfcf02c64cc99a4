import type { Dialect } from './script.ts'

/** The dialect of a shell by the words of SHELL, or of `#!`. Only shells whose grammar we read are known. */
export function dialectOf(shell: readonly string[]): Dialect {
  const words =
    shell[0]?.endsWith('/env') === true ? shell.slice(1).filter(word => !word.startsWith('-')) : shell
  const name = words[0]?.split('/').at(-1)
  switch (name) {
    case 'sh':
    case 'dash':
      return 'sh'
    case 'bash':
      return 'bash'
    case 'ash':
    case 'busybox':
      return 'ash'
    default:
      return 'unknown'
  }
}

/** The dialect of `/bin/sh` in an image, as far as its reference tells. */
export function dialectOfImage(reference: string): Dialect {
  if (/windows|nanoserver|servercore/i.test(reference)) return 'unknown'
  return /(^|[/:-])(alpine|busybox)/i.test(reference) ? 'ash' : 'sh'
}
