import type { LayeredEntry } from '../../measure/files/layered-files.ts'
import { padded } from './cells.ts'

/** Kind, mode, owner and group as `ls -n` writes them: `-rwxr-xr-x    0:0`. Empty where the image shows it no more. */
export function rightsText({ kind, rights }: Pick<LayeredEntry, 'kind' | 'rights'>): string {
  if (!rights) return ' '.repeat(22)
  const type = { folder: 'd', file: '-', symlink: 'l', special: '?' }[kind]
  return `${type}${modeText(rights.mode)} ${padded(`${rights.uid}:${rights.gid}`, 11, 'right')}`
}

function modeText(mode: number): string {
  return [
    three(mode >> 6, (mode & 0o4000) !== 0, 's'),
    three(mode >> 3, (mode & 0o2000) !== 0, 's'),
    three(mode, (mode & 0o1000) !== 0, 't'),
  ].join('')
}

function three(bits: number, isSpecial: boolean, letter: 's' | 't'): string {
  const execute = (bits & 1) !== 0
  const last = isSpecial ? (execute ? letter : letter.toUpperCase()) : execute ? 'x' : '-'
  return `${(bits & 4) === 0 ? '-' : 'r'}${(bits & 2) === 0 ? '-' : 'w'}${last}`
}
