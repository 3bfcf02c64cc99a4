import type { ReadFile, ReadInstruction } from './project.ts'

/** The first thing in which our reading differs from BuildKit's; undefined where they agree. */
export function difference(theirs: ReadFile, ours: ReadFile): string | undefined {
  if (theirs.rejected !== undefined)
    return ours.refused === undefined ? `only BuildKit rejects it: ${theirs.rejected}` : undefined
  const refusals = [theirs.refused ?? '', ours.refused ?? '']
  if ((refusals[0] === '') !== (refusals[1] === ''))
    return `BuildKit: ${refusals[0] || 'accepted'}; ours: ${refusals[1] || 'accepted'}`
  if (theirs.escape !== ours.escape) return `escape ${theirs.escape} / ${ours.escape}`
  if ((theirs.syntax ?? '') !== (ours.syntax ?? '')) return `syntax ${theirs.syntax} / ${ours.syntax}`
  const [their, our] = [theirs.instructions ?? [], ours.instructions ?? []]
  if (their.length !== our.length) return `${their.length} / ${our.length} instructions`
  for (const [at, one] of their.entries()) {
    const found = instructionDifference(one, our[at])
    if (found !== undefined) return `line ${one.start}: ${found}`
  }
  return undefined
}

function instructionDifference(
  theirs: ReadInstruction,
  ours: ReadInstruction | undefined,
): string | undefined {
  if (ours === undefined) return 'missing'
  if ((theirs.error === undefined) !== (ours.error === undefined) && !lostContinuation(theirs))
    return `error ${theirs.error} / ${ours.error}`
  for (const key of ['keyword', 'start', 'end', 'flags', 'heredocs', 'args', 'mounts'] as const) {
    if (theirs.error !== undefined && (key === 'args' || key === 'mounts')) continue
    if (JSON.stringify(theirs[key]) !== JSON.stringify(ours[key]))
      return `${key} ${JSON.stringify(theirs[key])} / ${JSON.stringify(ours[key])}`
  }
  return hasJsonForm(theirs) && theirs.json !== ours.json ? `json ${theirs.json} / ${ours.json}` : undefined
}

/** We name that fault where the continuation is missing, not on the next line. */
function lostContinuation({ error }: ReadInstruction): boolean {
  return error?.startsWith('unknown instruction') ?? false
}

function hasJsonForm({ keyword }: ReadInstruction): boolean {
  return /^(run|cmd|entrypoint|shell|healthcheck)$/i.test(keyword)
}
