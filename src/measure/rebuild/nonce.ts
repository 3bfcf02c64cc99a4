import { applyEdits, insertAfter, type TextEdit } from '../../dockerfile/edit.ts'
import { parseMount } from '../../dockerfile/mount.ts'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import type { Flag, Instruction } from '../../dockerfile/syntax.ts'

/**
 * The same Dockerfile on caches of its own: a new ARG after each FROM makes every RUN run again, and each cache mount
 * gets a new id. `--no-cache` would do more than that: it empties the user's own cache mounts.
 * @param nonce letters and digits, never used before
 */
export function coldDockerfile(text: string, nonce: string): string {
  const document = parseDockerfile(text, 'Dockerfile')
  const args = document.instructions
    .filter(({ name }) => name === 'FROM')
    .map(from => insertAfter(document, from, `ARG LASTSTAGE_COLD=${nonce}`))
  return applyEdits(text, [...args, ...document.instructions.flatMap(it => mountEdits(it, text, nonce))])
}

/**
 * The same Dockerfile with empty cache mounts for some of its RUNs. Only for those that run anyway: a mount's id is
 * part of what the layer cache looks for.
 * @param isEmptied told the offset at which an instruction begins
 */
export function emptyMounts(text: string, nonce: string, isEmptied: (offset: number) => boolean): string {
  const { instructions } = parseDockerfile(text, 'Dockerfile')
  const emptied = instructions.filter(({ range }) => isEmptied(range.start.offset))
  return applyEdits(
    text,
    emptied.flatMap(it => mountEdits(it, text, nonce)),
  )
}

/** Whether a RUN has a cache mount. */
export function hasCacheMount(instruction: Instruction): boolean {
  return instruction.flags.some(isCacheMount)
}

function mountEdits(instruction: Instruction, text: string, nonce: string): readonly TextEdit[] {
  if (instruction.name !== 'RUN') return []
  return instruction.flags.filter(isCacheMount).map(flag => idEdit(flag, text, nonce))
}

function isCacheMount({ name, value }: Flag): boolean {
  if (name !== 'mount' || value === undefined) return false
  const mount = parseMount(value)
  return typeof mount !== 'string' && mount.type === 'cache'
}

/** Two mounts of one id still share it, and those of two ids still do not. Without an id, the target is the id. */
function idEdit({ value = '', range }: Flag, text: string, nonce: string): TextEdit {
  const { start, end } = range
  const id = /[,="']id=/i.exec(text.slice(start.offset, end.offset))
  if (id !== null) {
    const at = start.offset + id.index + id[0].length
    return { from: at, to: at, text: `${nonce}-` }
  }
  const mount = parseMount(value)
  const target = typeof mount === 'string' ? '' : (mount.target ?? '')
  return { from: end.offset, to: end.offset, text: `,id=${nonce}-${target}` }
}
