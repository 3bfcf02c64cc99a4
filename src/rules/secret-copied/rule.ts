import type { AppFiles } from '../../app/app-files.ts'
import type { Step } from '../../model/build-model.ts'
import { copiedFiles } from '../../model/context-copies.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'
import { ignoreFix } from '../ignore-fix.ts'
import { holdsSecret, isSecret, isSecretFile } from '../secret-files.ts'

export const secretCopied: Rule = {
  id: 'secret-copied',
  title: 'COPY takes a file of secrets into the image',
  family: 'security',
  severity: 'warning',
  notShipped: 'info',
  counterparts: {},
  *check(context: RuleContext): Iterable<Finding> {
    const { model, app, dockerfile } = context
    for (const { steps } of model.stages) {
      for (const step of steps) {
        const written = writtenSecrets(step, app)
        const found = written.length > 0 || app === undefined ? [] : foundSecrets(app, step, dockerfile)
        // The program may read it when it runs: leaving it out needs a look.
        const fix = ignoreFix(context, found, 'unsafe')
        if (written.length > 0) yield finding(step, written)
        else if (found.length > 0) yield { ...finding(step, found), ...(fix === undefined ? {} : { fix }) }
      }
    }
  },
}

function finding({ instruction }: Step, found: readonly string[]): Finding {
  const shown = found.slice(0, 3).join(', ') + (found.length > 3 ? ` and ${found.length - 3} more` : '')
  return {
    message: `it copies ${shown}, which whoever has the image can read`,
    range: instruction.range,
    help: 'add it to .dockerignore; use RUN --mount=type=secret in the build, and a mount or variables later',
  }
}

/** Sources that the instruction itself names. */
function writtenSecrets({ instruction }: Step, app: AppFiles | undefined): readonly string[] {
  if (instruction.name !== 'COPY' && instruction.name !== 'ADD') return []
  if (instruction.from !== undefined) return []
  return instruction.sources
    .filter(({ value }) => !value.includes('://'))
    .map(({ value }) => value.replace(/^(?:\.?\/)+/, ''))
    .filter(path => isSecretFile(path) && (app === undefined || !app.has(path) || holdsSecret(path, app)))
}

/** What a whole folder brings along. */
function foundSecrets(app: AppFiles, step: Step, file: string): readonly string[] {
  return copiedFiles(app, [step], file)
    .map(({ context }) => context)
    .filter(path => isSecret(path, app))
}
