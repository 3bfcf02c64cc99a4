import type { DockerfileDocument, Instruction } from '../dockerfile/syntax.ts'
import type { Step } from './build-model.ts'
import type { TextEdit } from './instruction-text.ts'

/** The folders that cache mounts of a RUN are at already. */
export function cacheTargets(run: Instruction): readonly string[] {
  return run.flags
    .filter(flag => flag.name === 'mount' && /(^|,)type=cache(,|$)/.test(flag.value ?? ''))
    .flatMap(flag => /(?:^|,)(?:target|dst|destination)=([^,]+)/.exec(flag.value ?? '')?.[1] ?? [])
    .map(target => target.replace(/(.)\/$/, '$1'))
}

/**
 * Puts cache mounts in front of a RUN's command, each on a line of its own, with the file's own escape character.
 * Folders that a mount is at already are left out. Empty where nothing is to be added.
 */
export function cacheMountEdits(
  document: DockerfileDocument,
  step: Step,
  targets: readonly string[],
): readonly TextEdit[] {
  const { instruction } = step
  if (instruction.name !== 'RUN') return []
  const present = cacheTargets(instruction)
  const missing = targets.filter(target => !present.includes(target))
  if (missing.length === 0) return []
  const start = instruction.keywordRange.end.offset
  const mounts = missing.map(target => `--mount=type=cache,target=${target}`)
  const lead = ` ${mounts.join(` ${document.escape}\n    `)} ${document.escape}\n    `
  const gap = /^[ \t]*/.exec(document.text.slice(start))?.[0].length ?? 0
  return [{ start, end: start + gap, text: lead }]
}

/** True where a RUN's tools keep their caches in root's home: no USER before it. */
export function runsAsRoot(step: Step): boolean {
  return step.user === undefined || /^(?:root|0)(?::|$)/.test(step.user)
}
