import { known, unknown } from './attributes.ts'
import type { HclValue } from './hcl.ts'
import type { Known } from './named-build.ts'

/** What the variables of a Bake file are by default, and those of a matrix for one of its targets. */
export type HclScope = ReadonlyMap<string, HclValue>

/** A variable's default may hold another variable. */
const DEEPEST = 20

/** A value as text. The environment may set another one than the default, which nobody knows from here. */
export function textOf(value: HclValue, scope: HclScope, depth = 0): Known {
  if (depth > DEEPEST) return unknown('its variables nest too deep')
  switch (value.kind) {
    case 'scalar':
      return known(value.text)
    case 'variable': {
      const set = lookUp(value.name, scope)
      return set === undefined ? unknown(`${value.name} has no default`) : textOf(set, scope, depth + 1)
    }
    case 'template': {
      let text = ''
      for (const part of value.parts) {
        const piece = 'literal' in part ? known(part.literal) : textOf(part.value, scope, depth + 1)
        if (piece.kind === 'unknown') return piece
        text += piece.value
      }
      return known(text)
    }
    case 'list':
    case 'object':
      return unknown('it is no text')
    case 'unknown':
      return unknown(`${value.text.replace(/\s+/g, ' ').slice(0, 60)} is worked out by Bake`)
  }
}

/** What a variable holds, or a member of it. */
function lookUp(name: string, scope: HclScope): HclValue | undefined {
  const [first = '', ...members] = name.split('.')
  return members.reduce<HclValue | undefined>(
    (value, member) => (value?.kind === 'object' ? value.entries.get(member) : undefined),
    scope.get(first),
  )
}

/** Whether a value is `null`, itself or by way of a variable: then it counts as not given. It is read as a list of nothing. */
export function isNull(value: HclValue, scope: HclScope, depth = 0): boolean {
  if (value.kind !== 'variable' || depth > DEEPEST) return value.kind === 'list' && value.items.length === 0
  const set = lookUp(value.name, scope)
  return set !== undefined && isNull(set, scope, depth + 1)
}

/** The items of a list; none where it is none. */
export function itemsOf(value: HclValue | undefined, scope: HclScope, depth = 0): readonly HclValue[] {
  if (value?.kind === 'list') return value.items
  if (value?.kind !== 'variable' || depth > DEEPEST) return []
  return itemsOf(lookUp(value.name, scope), scope, depth + 1)
}

/** The texts of a list that are known. */
export function textsOf(value: HclValue | undefined, scope: HclScope): readonly string[] {
  return itemsOf(value, scope).flatMap(item => {
    const text = textOf(item, scope)
    return text.kind === 'known' ? [text.value] : []
  })
}
