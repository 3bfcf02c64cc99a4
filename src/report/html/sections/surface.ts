import type { Surface } from '../../../measure/surface.ts'
import type { SecretLike } from '../../../measure/measured-image.ts'
import { some } from '../../terminal/fit.ts'
import { printableName } from '../../../image/tar/names.ts'
import { type Html, html, pathHtml } from '../html.ts'
import { table } from '../parts.ts'

const TOLD = 12

/** What somebody finds who gets in: of one image, or before and after. */
export function surface(before: Surface, after?: Surface): Html {
  const sides = after === undefined ? [before] : [before, after]
  const rows = facts.map(({ name, value }) => [name, ...sides.map(side => value(side))])
  const columns = after === undefined ? [{ title: '' }] : [{ title: 'Before' }, { title: 'After' }]
  return table('What an attacker finds', [{ title: 'What' }, ...columns], rows)
}

const list =
  (key: 'shells' | 'packageManagers' | 'networkTools' | 'setuid' | 'capabilities' | 'worldWritable') =>
  (side: Surface): string => {
    const names = side[key].map(printableName)
    return names.length === 0 ? 'none' : `${names.length}: ${some(names, TOLD)}`
  }
const number =
  (key: 'packages' | 'executables' | 'writableFiles') =>
  (side: Surface): string =>
    side[key].toLocaleString('en-US')

const facts: readonly { readonly name: string; readonly value: (side: Surface) => string }[] = [
  {
    name: 'User',
    value: ({ user, runsAsRoot }) => (runsAsRoot && user !== 'root' ? `${user} (root)` : user),
  },
  { name: 'Packages', value: number('packages') },
  { name: 'Shells', value: list('shells') },
  { name: 'Package managers', value: list('packageManagers') },
  { name: 'Network tools', value: list('networkTools') },
  { name: 'Setuid files', value: list('setuid') },
  { name: 'Files with capabilities', value: list('capabilities') },
  { name: 'World-writable paths', value: list('worldWritable') },
  { name: 'Files the user may write to', value: number('writableFiles') },
  { name: 'Executables', value: number('executables') },
]

/** Files that look like secrets; their content is nowhere in the report. */
export function secrets(found: readonly SecretLike[]): Html | undefined {
  if (found.length === 0) return undefined
  return html`<ul class="paths">${found.map(
    ({ path, why, layer, hidden }) =>
      html`<li>${pathHtml(path)} <span class="warn">${why}</span>, layer ${layer}${
        hidden ? ', hidden by a later layer, and in every pull all the same' : ''
      }</li>`,
  )}</ul>`
}
