import type { AppFiles } from '../app/app-files.ts'
import { parseDockerfile } from '../dockerfile/parse.ts'
import type { DockerfileDocument } from '../dockerfile/syntax.ts'
import type { Change } from '../model/change.ts'
import { deriveBase } from '../rules/no-from/derive-base.ts'

/** A Dockerfile that was mended, and what was done to it. */
export interface Repaired {
  readonly document: DockerfileDocument
  readonly changes: readonly Change[]
}

/** The smallest mending that makes a Dockerfile build; undefined where nothing is to be mended, or it is not known how. */
export function repair(app: AppFiles, document: DockerfileDocument): Repaired | undefined {
  const joined = joinAll(document)
  const based = addBase(app, joined?.document ?? document)
  const changes = [...(joined?.changes ?? []), ...(based?.changes ?? [])]
  const mended = based?.document ?? joined?.document
  return mended && { document: mended, changes }
}

/** A continued line may itself have lost its own continuation: each turn mends one more line. */
function joinAll(document: DockerfileDocument): Repaired | undefined {
  let mended: Repaired | undefined
  for (let turn = 0; turn < 50; turn++) {
    const next = joinLostContinuations(mended?.document ?? document)
    if (!next) break
    mended = { document: next.document, changes: [...(mended?.changes ?? []), ...next.changes] }
  }
  return mended
}

/** `RUN a &&` at the end of a line without the escape character: the next line belongs to it. */
function joinLostContinuations(document: DockerfileDocument): Repaired | undefined {
  const ends = document.instructions.filter((instruction, index) => {
    const next = document.instructions[index + 1]
    return (
      instruction.name === 'RUN' &&
      next?.name === 'invalid' &&
      /(?:&&|\|\||\|)\s*$/.test(instruction.logical.text)
    )
  })
  if (ends.length === 0) return undefined
  const text = ends
    .map(instruction => instruction.range.end.offset)
    .sort((a, b) => b - a)
    .reduce((done, at) => {
      const before = done.slice(0, at).trimEnd()
      return `${before} ${document.escape}${done.slice(at).replace(/^[ \t]+/, '')}`
    }, document.text)
  const changes = ends.map(
    (instruction): Change => ({
      id: 'repair-continuation',
      title: `Continue line ${instruction.range.end.line} on the next one`,
      because: `The line ends in an operator, and without a ${document.escape} the next line is read as an instruction.`,
      evidence: [{ file: document.file, range: instruction.range, fact: 'no continuation' }],
      applicability: 'safe',
    }),
  )
  return { document: parseDockerfile(text, document.file), changes }
}

/** A Dockerfile without any FROM gets the base that its own commands and the app's manifests ask for. */
function addBase(app: AppFiles, document: DockerfileDocument): Repaired | undefined {
  if (document.instructions.length === 0 || document.instructions.some(each => each.name === 'FROM'))
    return undefined
  const base = deriveBase(app, document)
  if (!base) return undefined
  const at = document.instructions.find(each => each.name !== 'ARG')?.range.start.offset ?? 0
  const text = `${document.text.slice(0, at)}FROM ${base.image}\n\n${document.text.slice(at)}`.replace(
    /^\n+/,
    '',
  )
  const change: Change = {
    id: 'repair-from',
    title: `Start from ${base.image}`,
    because: `The file has no FROM, so nothing can be built; ${base.because}.`,
    evidence: base.evidence,
    applicability: 'needs-verification',
  }
  return { document: parseDockerfile(text, document.file), changes: [change] }
}
