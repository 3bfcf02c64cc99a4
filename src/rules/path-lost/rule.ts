import { baseReference } from '../base-image.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const pathLost: Rule = {
  id: 'path-lost',
  title: 'ENV PATH leaves out the folders of the system',
  family: 'correctness',
  severity: 'warning',
  counterparts: {},
  *check({ model }: RuleContext): Iterable<Finding> {
    for (const stage of model.stages) {
      // What no file names may keep its programs elsewhere.
      if (baseReference(model, stage) === undefined) continue
      for (const { instruction } of stage.steps) {
        if (instruction.name !== 'ENV') continue
        for (const { key, value } of instruction.pairs) {
          if (key.value !== 'PATH' || !losesPath(value.value)) continue
          yield {
            message: 'PATH no longer has /bin and /usr/bin, so programs of the base image are not found',
            range: value.range,
            help: `keep what is there: ${value.value.replace(/["']/g, '')}:$PATH`,
          }
        }
      }
    }
  },
}

/** A variable may hold anything; `\\` and `;` are Windows'. */
function losesPath(value: string): boolean {
  if (/[$;\\%]/.test(value)) return false
  const folders = value.replace(/["']/g, '').split(':')
  return !folders.some(folder => /^(?:\/usr)?\/bin\/?$|^\/busybox/.test(folder))
}
