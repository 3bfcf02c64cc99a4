import { posix } from 'node:path'
import type { BuildModel, Step } from './build-model.ts'
import type { Change } from './change.ts'
import type { CopiedFile } from './context-copies.ts'
import { evidenceOf } from './evidence-of.ts'
import { absolutePath, expand } from './final-state.ts'
import { shippedSteps } from './launch.ts'
import type { NeededFile } from './stack-facts.ts'

/** Folders that the RUNs of the image make with `mkdir`, with the owner that `chown` gives them. */
export function madeFolders(
  build: BuildModel,
): readonly { readonly path: string; readonly owner: string | undefined }[] {
  const made = new Set<string>()
  const owners = new Map<string, string>()
  for (const step of shippedSteps(build)) {
    if (step.instruction.name !== 'RUN') continue
    for (const { words } of step.script?.commands ?? []) {
      const [name, ...rest] = words.map(word => expand(word.value ?? word.raw, step))
      const operands = rest.filter(word => !word.startsWith('-'))
      if (name === 'mkdir') for (const path of operands) made.add(pathOf(step, path))
      if (name === 'chown')
        for (const path of operands.slice(1)) owners.set(pathOf(step, path), operands[0] ?? '')
    }
  }
  return [...made].filter(path => !path.includes('$')).map(path => ({ path, owner: owners.get(path) }))
}

const pathOf = (step: Step, path: string) => absolutePath(step.workdir, path).replace(/(.)\/$/, '$1')

/**
 * What the author copies to a place outside the sources is for the running program. The sources are in the manifest's
 * folder, or in another that is given.
 */
export function copiedOutside(
  build: BuildModel,
  copied: readonly CopiedFile[],
  manifest: string,
  sources?: string,
) {
  const own = copied.find(file => file.context === manifest)
  const root = sources ?? (own && posix.dirname(own.container))
  if (root === undefined || root === '/') return []
  return copied
    .filter(file => file.container !== root && !file.container.startsWith(`${root}/`))
    .map(file => ({ path: file.container, evidence: evidenceOf(build, file.step.instruction) }))
}

/** A file that the last stage takes, with the change that says why. */
export interface KeptFile extends NeededFile {
  readonly change?: Change
}
