import { randomBytes } from 'node:crypto'
import { formatOwner, thisProcess } from '../owner.ts'

export const labels = {
  ours: 'dev.laststage',
  run: 'dev.laststage.run',
  owner: 'dev.laststage.owner',
} as const

/** One connection to the engine, and the names and labels of all that it makes there. */
export interface Run {
  readonly id: string
  /** The process that it belongs to, as its label has it. */
  readonly owner: string
  /** `--label` arguments for whatever is made. */
  readonly labelArgs: readonly string[]
  /** A name that nothing else has: `laststage-3f…-7`. */
  nextName(): string
  /** An image reference that nothing else has: `laststage/3f…:7`. */
  nextImage(): string
}

export async function newRun(): Promise<Run> {
  const id = randomBytes(6).toString('hex')
  const owner = formatOwner(await thisProcess())
  const values = {
    [labels.ours]: '1',
    [labels.run]: id,
    [labels.owner]: owner,
  }
  let count = 0
  const next = () => {
    count += 1
    return count
  }
  return {
    id,
    owner,
    labelArgs: Object.entries(values).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
    nextName: () => `laststage-${id}-${next()}`,
    nextImage: () => `laststage/${id}:${next()}`,
  }
}

/** Whether a label is one of those above, which no observer should see as the image's own. */
export function isOurLabel(name: string): boolean {
  return name === labels.ours || name.startsWith(`${labels.ours}.`)
}
