import type { BuildModel, Step } from './build-model.ts'
import type { Change } from './change.ts'
import { evidenceOf } from './evidence-of.ts'
import { execText } from './exec-text.ts'
import type { Launch } from './launch.ts'

/**
 * ENTRYPOINT and CMD in exec form, for a last stage that has no shell. With `runner`, the tool that stood before the
 * program is gone from `argv`, so what is in exec form already is written again too.
 */
export function execLaunch(
  build: BuildModel,
  launch: Extract<Launch, { readonly kind: 'program' }>,
  runner?: string,
) {
  const instead = new Map<Step, string>()
  const changes: Change[] = []
  for (const step of launch.steps) {
    const { instruction } = step
    if (
      (instruction.name !== 'CMD' && instruction.name !== 'ENTRYPOINT') ||
      (instruction.command.form === 'exec' && runner === undefined)
    )
      continue
    const isEntrypoint = instruction.name === 'ENTRYPOINT'
    const argv = isEntrypoint ? launch.argv.slice(0, launch.fixed) : launch.argv.slice(launch.fixed)
    instead.set(step, execText(build, step, instruction.name, argv))
    changes.push({
      id: 'exec-form',
      title:
        runner === undefined ? `${instruction.name} in exec form` : `Start the program without ${runner}`,
      because: 'The program becomes process 1 and gets the signals itself, and the image needs no shell.',
      evidence: [evidenceOf(build, instruction)],
      applicability: 'needs-verification',
    })
  }
  return { instead, changes }
}
