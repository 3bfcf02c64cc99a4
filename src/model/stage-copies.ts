import { posix } from 'node:path'
import type { BuildModel } from './build-model.ts'
import type { Evidence } from './change.ts'
import { evidenceOf } from './evidence-of.ts'
import { absolutePath } from './final-state.ts'
import { shippedSteps } from './launch.ts'

/** A path that the image that ships has from another stage or image. */
export interface StageCopy {
  readonly path: string
  readonly evidence: Evidence
}

/** Folders that a base image fills itself: what is copied there lies among its own files. */
const shared =
  /^\/(?:usr(?:\/local)?\/)?(?:s?bin|lib(?:64|exec)?|share|include)$|^\/(?:etc|opt|srv|var|home|root|tmp)?$/

/**
 * What the shipped stages copy from other stages, which no file of the context shows. A string says which copy
 * cannot be told from what was there before.
 */
export function stageCopies(build: BuildModel, workdir: string): readonly StageCopy[] | string {
  const found: StageCopy[] = []
  for (const step of shippedSteps(build)) {
    for (const effect of step.effects) {
      if (effect.kind !== 'copies-from-stage') continue
      const evidence = evidenceOf(build, step.instruction)
      const target = absolutePath(step.workdir, effect.destination)
      const folder = target.replace(/(.)\/$/, '$1')
      const mixed = folder === workdir || shared.test(folder)
      if (!mixed) {
        found.push({ path: folder, evidence })
        continue
      }
      if (effect.sources.some(source => /[*?[]|\/$|^\.?$/.test(source))) return evidence.fact
      for (const source of effect.sources)
        found.push({ path: posix.join(folder, posix.basename(source)), evidence })
    }
  }
  return found
}
