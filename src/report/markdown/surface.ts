import type { Surface } from '../../measure/surface.ts'
import { code, table } from './text.ts'

/** What changes for an attacker, as a table; empty where nothing does. */
export function surfaceTable(before: Surface, after: Surface): string {
  const rows = facts
    .map(({ name, value }) => [name, value(before), value(after)])
    .filter(([, was, is]) => was !== is)
  return rows.length === 0 ? '' : table([['', 'before', 'after'], ...rows], ['left', 'left', 'left'])
}

const names =
  (key: 'shells' | 'packageManagers' | 'networkTools' | 'setuid' | 'capabilities' | 'worldWritable') =>
  (surface: Surface): string => {
    const all = surface[key]
    if (all.length === 0) return 'none'
    return `${all.length}: ${code(all.slice(0, 6).join(', '))}${all.length > 6 ? ', …' : ''}`
  }
const number =
  (key: 'packages' | 'writableFiles') =>
  (surface: Surface): string =>
    surface[key].toLocaleString('en-US')

const facts: readonly { readonly name: string; readonly value: (surface: Surface) => string }[] = [
  { name: 'user', value: ({ user, runsAsRoot }) => code(runsAsRoot ? 'root' : user) },
  { name: 'packages', value: number('packages') },
  { name: 'shells', value: names('shells') },
  { name: 'package managers', value: names('packageManagers') },
  { name: 'network tools', value: names('networkTools') },
  { name: 'setuid files', value: names('setuid') },
  { name: 'files with capabilities', value: names('capabilities') },
  { name: 'world-writable paths', value: names('worldWritable') },
  { name: 'files the user may write to', value: number('writableFiles') },
]
