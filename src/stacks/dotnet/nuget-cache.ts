import type { BuildModel, Stage, Step } from '../../model/build-model.ts'
import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import type { TextEdit } from '../../model/instruction-text.ts'
import { sharedCacheEdits } from '../../model/shared-cache.ts'

const folder = '/root/.nuget/packages'

/** A cache mount for the packages of NuGet, on every RUN that calls `dotnet`; `mount` is its text, for a RUN that is added. */
export interface NugetCache {
  readonly edits: readonly TextEdit[]
  readonly changes: readonly Change[]
  readonly mount: string
}

/** Nothing where the author keeps the packages elsewhere, has a mount, or publishes from the layer of a restore alone. */
export function nugetCache(build: BuildModel, stage: Stage, step: Step): NugetCache {
  const moved =
    step.variables.has('NUGET_PACKAGES') || /RestorePackagesPath|--packages/.test(build.document.text)
  const edits = moved
    ? []
    : sharedCacheEdits(build, stage, folder, {
        calls: ([program]) => program === 'dotnet',
        // Where the layer of the restore is there and the mount is empty, it would find no package.
        offline: /^--no-(?:restore|build)$/,
      })
  if (edits.length === 0) return { edits, changes: [], mount: '' }
  const change: Change = {
    id: 'dotnet-cache',
    title: 'Keep NuGet’s packages between builds',
    because: 'After an edit nothing is downloaded again, and no package is in a layer.',
    evidence: [evidenceOf(build, step.instruction)],
    applicability: 'safe',
  }
  return { edits, changes: [change], mount: `--mount=type=cache,target=${folder} \\\n    ` }
}
