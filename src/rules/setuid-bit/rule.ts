import { chmodModes } from '../chmod.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const setuidBit: Rule = {
  id: 'setuid-bit',
  title: 'A program gets the setuid bit',
  family: 'security',
  severity: 'warning',
  notShipped: 'off',
  counterparts: {},
  *check(context: RuleContext): Iterable<Finding> {
    for (const { mode, paths, range } of chmodModes(context)) {
      if (!setsUid(mode) || (paths.length > 0 && paths.every(isFolder))) continue
      yield {
        message: `chmod ${mode} lets others run it with the rights of its owner`,
        range,
        help: 'leave the bit out, or give the one capability that is needed with setcap',
      }
    }
  },
}

/** On a folder the bit means nothing. */
function isFolder(path: string | undefined): boolean {
  return /\/$|^\/(?:home(?:\/[^/]+)?|root|tmp|var(?:\/[^/]+)?|opt|srv)$/.test(path ?? '')
}

/** `4755`, `u+s`, `+s`; the bit of the group is common on folders, and harmless there. */
function setsUid(mode: string): boolean {
  return /^0?[4-7][0-7]{3}$/.test(mode) || /(?:^|,)(?:[ugo]*[ua][ugo]*)?[+=][rwxXt]*s/.test(mode)
}
