import type { Step } from '../model/build-model.ts'
import type { FoundCommand } from './commands.ts'

/**
 * Whether a folder keeps nothing of a RUN: a mount lies on it or above it, or a command of the RUN removes it. Where a
 * cleaner's name or its arguments are not known before it runs, it counts as cleaned.
 */
export function isCleaned(
  step: Step,
  found: readonly FoundCommand[],
  ...folders: readonly string[]
): boolean {
  return (
    step.effects.some(
      effect =>
        effect.kind === 'mounts' &&
        (effect.mount.type === 'cache' || effect.mount.type === 'tmpfs') &&
        folders.some(folder => within(folder, effect.mount.target ?? '')),
    ) || found.some(command => removes(command, folders) || /clean|slim|purge|minify/.test(command.name))
  )
}

function removes({ name, words, raw }: FoundCommand, folders: readonly string[]): boolean {
  if (name !== 'rm' && name !== 'find') return false
  return words.slice(1).some(({ value }, at) => {
    const path = (value ?? raw[at] ?? '').replace(/^["']|["']$/g, '')
    if (value === undefined && /[${]/.test(path))
      return folders.some(folder => path.includes(folder.split('/')[2] ?? folder))
    return folders.some(folder => within(folder, path.replace(/\/?\*$/, '')) || path.startsWith(`${folder}/`))
  })
}

function within(folder: string, above: string): boolean {
  const top = above.replace(/\/+$/, '')
  return top !== '' && (folder === top || folder.startsWith(`${top}/`))
}
