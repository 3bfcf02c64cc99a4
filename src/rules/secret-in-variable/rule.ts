import type { Word } from '../../dockerfile/syntax.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'
import { namesSecret } from '../secrets.ts'

export const secretInVariable: Rule = {
  id: 'secret-in-variable',
  title: 'A secret in ARG or ENV',
  family: 'security',
  severity: 'warning',
  notShipped: 'info',
  counterparts: { buildkit: ['SecretsUsedInArgOrEnv'] },
  *check({ document }: RuleContext): Iterable<Finding> {
    for (const instruction of document.instructions) {
      if (instruction.name === 'ARG') {
        for (const { key, value } of instruction.args) {
          if (isSecret(key, value)) yield finding('ARG', key, 'docker history shows')
        }
      } else if (instruction.name === 'ENV') {
        for (const { key, value } of instruction.pairs) {
          if (isSecret(key, value)) yield finding('ENV', key, 'docker inspect shows')
        }
      }
    }
  },
}

/** An ARG without a default is given one when building; an empty value is there to be replaced. */
function isSecret(key: Word, value: Word | undefined): boolean {
  if (!namesSecret(key.value)) return false
  const text = value?.value.replace(/^["']|["']$/g, '')
  return (
    text === undefined ||
    (text !== '' && !isPlaceholder(text) && !/^(?:[01]|true|false|yes|no|on|off|none|null|\/.*)$/i.test(text))
  )
}

/** `<token>`, `[your-password]`, `**ChangeMe**`: it says itself that it is none. */
function isPlaceholder(text: string): boolean {
  return /^(?:<.*>|\[.*\]|\*.*\*)$|your|change_?(?:me|it|this)|replace|example|placeholder|dummy|x{4}/i.test(
    text,
  )
}

function finding(name: string, { value, range }: Word, shown: string): Finding {
  return {
    message: `${value} looks like a secret, which ${shown} to whoever has the image`,
    range,
    help:
      name === 'ARG'
        ? 'use RUN --mount=type=secret, which leaves nothing in the image'
        : 'give it to the container when it starts',
  }
}
