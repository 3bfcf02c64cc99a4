import type { Surface } from '../../measure/surface.ts'
import { cutEnd } from './fit.ts'
import type { Style } from './style.ts'

/** What changes for an attacker; nothing where nothing does. */
export function surfaceChange(old: Surface, now: Surface, style: Style): readonly string[] {
  const { arrow } = style.signs
  const lists: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['shells', old.shells, now.shells],
    ['package managers', old.packageManagers, now.packageManagers],
    ['network tools', old.networkTools, now.networkTools],
    ['setuid files', old.setuid, now.setuid],
    ['files with capabilities', old.capabilities, now.capabilities],
    ['world-writable paths', old.worldWritable, now.worldWritable],
  ]
  const facts = [
    ...(old.packages === now.packages ? [] : [` packages ${old.packages} ${arrow} ${now.packages}`]),
    ...(userName(old) === userName(now) ? [] : [` user ${userName(old)} ${arrow} ${userName(now)}`]),
    ...lists.flatMap(([name, was, is]) => {
      const gone = was.filter(one => !is.includes(one))
      const come = is.filter(one => !was.includes(one))
      if (gone.length + come.length === 0) return []
      const listed = [...come.map(one => `+${one}`), ...gone.map(one => `-${one}`)].join(' ')
      return [` ${cutEnd(`${name} ${was.length} ${arrow} ${is.length}: ${listed}`, style.width - 1, style)}`]
    }),
    ...(old.writableFiles === now.writableFiles
      ? []
      : [
          ` files the user may write to ${old.writableFiles.toLocaleString('en-US')} ${arrow} ${now.writableFiles.toLocaleString('en-US')}`,
        ]),
  ]
  return facts.length === 0 ? [] : [style.bold('What an attacker finds'), ...facts]
}

/** The user 0 is root by another name. */
function userName({ user, runsAsRoot }: Surface): string {
  return runsAsRoot ? 'root' : user
}
