import { posix } from 'node:path'
import type { Step } from './build-model.ts'
import type { CopiedFile } from './context-copies.ts'
import { fromWorkdir } from './data-files.ts'
import type { NeededFile } from './stack-facts.ts'

/** What ships as it is: the author's own COPYs, once more; none whose files a later one copies again. */
export function copiedAgain(copied: readonly CopiedFile[], workdir: string): readonly NeededFile[] {
  const steps = [...new Set(copied.map(({ step }) => step))]
  const placesOf = (step: Step) => copied.filter(file => file.step === step).map(file => file.container)
  const wanted = steps.filter((step, index) => {
    const later = new Set(steps.slice(index + 1).flatMap(placesOf))
    return !placesOf(step).every(place => later.has(place))
  })
  return wanted.flatMap(step =>
    step.effects.flatMap(effect => {
      if (effect.kind !== 'copies-from-context') return []
      const chown = step.instruction.flags.find(flag => flag.name === 'chown')?.value
      const target = posix.resolve(workdir, effect.destination)
      const folder = effect.destination.endsWith('/') ? '/' : ''
      const destination = target === workdir ? './' : `${fromWorkdir(workdir, target)}${folder}`
      return effect.sources.map(source => ({
        from: 'context',
        source,
        destination,
        ...(chown === undefined || chown === null ? {} : { chown }),
      }))
    }),
  )
}
