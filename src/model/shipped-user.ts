import type { BuildModel, Step } from './build-model.ts'
import { shippedSteps } from './launch.ts'
import type { NeededFile } from './stack-facts.ts'

/** A USER given by name has to be known in the last stage too: the files that name it. */
export function userFiles(build: BuildModel, from: string): readonly NeededFile[] {
  const user = shippedSteps(build).findLast(({ instruction }) => instruction.name === 'USER')
  const value = user?.instruction.name === 'USER' ? user.instruction.value.value : ''
  if (value === '' || /^[\d:]+$/.test(value)) return []
  return ['passwd', 'group'].map(name => ({
    from,
    source: `/etc/${name}`,
    destination: '/etc/',
    ...(name === 'passwd' ? { because: `The user ${value} by its name` } : {}),
  }))
}

/** The packages that steps install with the system's package manager. */
export function installedPackages(steps: readonly Step[]): readonly string[] {
  return steps.flatMap(step =>
    step.effects.flatMap(effect => (effect.kind === 'installs-packages' ? effect.packages : [])),
  )
}
