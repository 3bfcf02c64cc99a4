import type { AppFiles } from '../app/app-files.ts'
import type { BuildModel } from '../model/build-model.ts'
import { launchOf, shippedStages } from '../model/launch.ts'
import { otherEcosystem } from '../model/other-ecosystem.ts'

/** What is said where no stack takes an app for its own: what was found all the same. */
export function unknownStack(app: AppFiles, build: BuildModel | undefined): string {
  const manifest = otherEcosystem(app, 'c')
  if (manifest === undefined) return 'no stack that laststage knows was found in this folder'
  if (!build)
    return `${manifest} is here, and no stack that laststage knows finds in it what starts or what is built`
  const [first] = shippedStages(build)
  const base = first?.base.kind === 'image' ? first.base.reference : (first?.base.kind ?? 'nothing')
  const launch = launchOf(build)
  const started = launch?.kind === 'program' ? launch.argv.join(' ') : launch?.script
  const starts = started === undefined ? 'what the base image starts' : `\`${started}\``
  return `${manifest} is here, and no stack that laststage knows ships ${starts} on ${base}`
}
