import { chmodModes } from '../chmod.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const worldWritable: Rule = {
  id: 'world-writable',
  title: 'Everyone may write to a file of the image',
  family: 'security',
  severity: 'warning',
  notShipped: 'off',
  counterparts: {},
  *check(context: RuleContext): Iterable<Finding> {
    for (const { mode, paths, range } of chmodModes(context)) {
      if (!opens(mode) || (paths.length > 0 && paths.every(isTemporary))) continue
      yield {
        message: `chmod ${mode} lets every user of the container change it`,
        range,
        help: 'give it to the user that needs it: chown, or COPY --chown',
      }
    }
  },
}

/** With the sticky bit, as in /tmp, users cannot touch each other's files. */
function opens(mode: string): boolean {
  return /^0?[0246]?[0-7]{2}[2367]$/.test(mode) || /(?:^|,)[ug]*[ao][ugoa]*[+=][rxXst]*w/.test(mode)
}

function isTemporary(path: string | undefined): boolean {
  return path !== undefined && /^\/(?:var\/)?tmp(?:\/|$)/.test(path)
}
