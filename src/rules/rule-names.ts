import { nearest } from '../dockerfile/nearest.ts'
import { rules } from './index.ts'
import { syntaxFaults } from './syntax-faults.ts'

/** What a rule or a fault of syntax is called, by its id: here, by hadolint, by BuildKit. */
function called(): readonly { readonly id: string; readonly names: readonly string[] }[] {
  return [
    ...rules.map(({ id, counterparts }) => ({ id, theirs: counterparts })),
    ...syntaxFaults.map(({ code, ...theirs }) => ({ id: code, theirs })),
  ].map(({ id, theirs: { hadolint = [], buildkit = [] } }) => ({ id, names: [id, ...hadolint, ...buildkit] }))
}

/** Our ids for a name, which may be another tool's; none where nothing is called that. */
export function idsOfName(name: string): readonly string[] {
  const low = name.toLowerCase()
  return called()
    .filter(({ names }) => names.some(each => each.toLowerCase() === low))
    .map(({ id }) => id)
}

/** The id that was probably meant. */
export function nearestId(name: string): string | undefined {
  return nearest(
    name.toLowerCase(),
    called().map(({ id }) => id),
  )
}
