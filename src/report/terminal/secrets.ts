import type { SecretLike } from '../../measure/measured-image.ts'
import { cutPath } from './fit.ts'
import type { Style } from './style.ts'
import { wrap } from './text.ts'

const TOP = 8

/** Files that look like secrets; never their content. */
export function secretLines(title: string, secrets: readonly SecretLike[], style: Style): readonly string[] {
  if (secrets.length === 0) return []
  return [
    style.bad(title),
    ...secrets.slice(0, TOP).flatMap(one => {
      const hidden = one.hidden ? '; a later layer hides it, and whoever pulls has it' : ''
      return [
        ` ${cutPath(one.path, style.width - 2, style)}`,
        ...wrap(`${one.why}, layer ${one.layer}${hidden}`, style.width - 4).map(line =>
          style.dim(`   ${line}`),
        ),
      ]
    }),
    ...(secrets.length > TOP ? [` and ${secrets.length - TOP} more`] : []),
  ]
}
