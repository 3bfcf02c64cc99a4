import type { AppFiles } from '../app/app-files.ts'
import type { Diagnostic } from '../dockerfile/source.ts'
import type { BuildModel } from '../model/build-model.ts'
import { shippedStages } from '../model/launch.ts'
import { certificatesMissing } from '../rules/certificates-missing/rule.ts'
import { type Checked, checkDockerfile } from '../rules/check-document.ts'
import { shellFormWithoutShell } from '../rules/shell-form-without-shell/rule.ts'
import { timeZoneMissing } from '../rules/time-zone-missing/rule.ts'
import type { Candidate } from './candidate.ts'

/** What the catalogue of base images and the app's own files tell of an image. */
const rules = [certificatesMissing, timeZoneMissing, shellFormWithoutShell]

/** What the app names and a candidate's base lacks, where the original had it: said, though the proof may find it too. */
export function baseLacks(candidate: Candidate, app: AppFiles, build: BuildModel): readonly Diagnostic[] {
  const [root] = shippedStages(build)
  const found = foundIn(candidate.files[candidate.dockerfile] ?? '', candidate, app)
  if (root === undefined || found.length === 0) return []
  const before = new Set(foundIn(build.document.text, candidate, app).map(({ code }) => code))
  // Places of a file that is only proposed cannot be shown: the line that it replaces can.
  return found
    .filter(({ code }) => !before.has(code))
    .map(({ code, severity, message, help }) => ({
      code,
      severity,
      message: `in ${candidate.id}: ${message}`,
      file: build.document.file,
      range: root.from.image.range,
      ...(help === undefined ? {} : { help }),
    }))
}

function foundIn(text: string, { dockerfile }: Candidate, app: AppFiles): readonly Checked[] {
  const { findings } = checkDockerfile(text, dockerfile, { app, dockerfile, rules })
  return findings.filter(({ code }) => rules.some(({ id }) => id === code))
}
