import type { Range } from '../../dockerfile/source.ts'
import { BuildFailure, type EngineError } from '../../errors.ts'
import type { BuildRequest } from '../engine.ts'
import type { StepLog } from './build-steps.ts'
import { engineError, firstError, isEngineTrouble } from './trouble.ts'

/** What a build that exited with an error should throw: the Dockerfile's failure, or the engine's. */
export function buildError(request: BuildRequest, log: StepLog): BuildFailure | EngineError {
  const printed = log.text()
  const reason = rootCause(printed)
  const failed = log.failure()
  const image = missingImage(failed?.name ?? '', reason)
  const lines = failingLines(printed) ?? linesThatName(request.dockerfile, image, reason)
  const range = lines === undefined ? undefined : rangeOfLines(request.dockerfile, lines.first, lines.last)
  const at = { file: request.dockerfileName, range, step: failed?.name, log: failed?.log ?? printed }
  const place = range === undefined ? request.dockerfileName : `${request.dockerfileName}:${range.start.line}`
  if (image !== undefined) {
    return new BuildFailure(`${place}: cannot get the image ${image}: ${whyMissing(reason)}`, {
      ...at,
      missingImage: image,
    })
  }
  const ofFile =
    range !== undefined || failed !== undefined || /failed to (?:solve|build)|parse error/i.test(printed)
  if (!ofFile || (isEngineTrouble(reason) && !isOfStep(reason)))
    return engineError('build the image', printed)
  return new BuildFailure(`${place}: ${readable(reason, failed?.name)}`, at)
}

/** The text after the last `ERROR:`, with BuildKit's layers of prefixes taken off. */
function rootCause(printed: string): string {
  const last = printed.split('\n').findLast(line => /^ERROR: |^error: /i.test(line))
  return (last ?? firstError(printed))
    .replace(/^error: /i, '')
    .replace(/^failed to (?:build|solve)(?: with frontend \S+)?: /, '')
    .replace(/^failed to load LLB: /, '')
    .replace(/^rpc error: code = \w+ desc = /, '')
}

/** BuildKit prints an excerpt of the Dockerfile whose failing lines carry `>>>`. */
function failingLines(printed: string): { readonly first: number; readonly last: number } | undefined {
  const numbers = [...printed.matchAll(/^ *(\d+) \| >>>/gm)].map(match => Number(match[1]))
  const first = numbers[0] ?? lineInMessage(printed)
  if (first === undefined) return undefined
  return { first, last: numbers.at(-1) ?? first }
}

function lineInMessage(printed: string): number | undefined {
  const [, line] = /parse error (?:on )?line (\d+)/.exec(printed) ?? []
  return line === undefined ? undefined : Number(line)
}

/** The reference that could not be had, as the Dockerfile would write it. */
function missingImage(step: string, reason: string): string | undefined {
  const [, fromStep] =
    /^\[internal\] load metadata for (\S+)|^resolve image config for (?:docker-image:\/\/)?(\S+)/
      .exec(step)
      ?.filter(Boolean) ?? []
  const [, fromReason] =
    /failed to resolve source metadata for (\S+?): /.exec(reason) ??
    /^(?:\S+: )?(\S+): (?:pull access denied|not found)/.exec(reason) ??
    []
  const found = fromStep ?? fromReason
  if (found === undefined || found.startsWith('"')) return undefined
  return found.replace(/^docker\.io\/(?:library\/)?/, '')
}

/** Where BuildKit prints no excerpt: the line of `# syntax=` or FROM that names the image, or that asks for a right. */
function linesThatName(dockerfile: string, image: string | undefined, reason: string) {
  const asks = /is not allowed/.test(reason) ? /--(?:network=host|security=insecure)/ : undefined
  const isIt = (line: string) =>
    image === undefined
      ? asks?.test(line) === true
      : /^\s*(?:#\s*syntax\s*=|from\s)/i.test(line) && line.includes(image)
  const index = dockerfile.split('\n').findIndex(isIt)
  return index === -1 ? undefined : { first: index + 1, last: index + 1 }
}

function whyMissing(reason: string): string {
  if (/toomanyrequests|429/i.test(reason)) return 'the registry refuses more downloads for now'
  if (/pull access denied|401|403|unauthorized|authorization/i.test(reason)) {
    return 'it does not exist, or needs a `docker login`'
  }
  if (/dial tcp|lookup|timeout|connection|certificate|EOF/i.test(reason)) {
    return `its registry cannot be reached (${lastPart(reason)})`
  }
  if (/no match for platform/i.test(reason)) return 'it does not exist for this platform'
  if (/not found|manifest unknown/i.test(reason)) return 'it does not exist'
  return lastPart(reason)
}

function lastPart(reason: string): string {
  return reason.split(': ').slice(-2).join(': ')
}

/** An instruction's own process may fail for such a reason, which says nothing of the engine. */
function isOfStep(reason: string): boolean {
  return reason.includes('did not complete successfully')
}

function readable(reason: string, step: string | undefined): string {
  const instruction = step?.replace(/^\[[^\]]*\] /, '')
  const [, end] = /did not complete successfully: (.*)$/.exec(reason) ?? []
  if (end !== undefined) return `${shortened(instruction ?? 'RUN')} failed: ${end.replace(': ', ' ')}`
  const [, path] = /failed to calculate checksum of ref [^"]*("[^"]+"): not found/.exec(reason) ?? []
  if (path !== undefined) return `${shortened(instruction ?? 'COPY')}: ${path} is not in the build context`
  const [, entitlement] = /(network\.host|security\.insecure) is not allowed/.exec(reason) ?? []
  if (entitlement !== undefined)
    return `the build asks for the entitlement ${entitlement}, which is never granted`
  return reason
}

function shortened(instruction: string): string {
  return instruction.length > 80 ? `${instruction.slice(0, 79)}…` : instruction
}

/** From the first line's start to the last line's end. */
function rangeOfLines(text: string, first: number, last: number): Range {
  const lines = text.split('\n')
  const offsetOf = (line: number) => lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0)
  const lastText = (lines[last - 1] ?? '').replace(/\r$/, '')
  return {
    start: { offset: offsetOf(first), line: first, column: 1 },
    end: { offset: offsetOf(last) + lastText.length, line: last, column: lastText.length + 1 },
  }
}
