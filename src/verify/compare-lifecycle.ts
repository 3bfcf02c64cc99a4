import type { ImageConfig } from '../engines/engine.ts'
import type { Change } from '../model/change.ts'
import { difference } from './finding.ts'
import { unlikelyPath } from './probes.ts'
import { replacedLauncher } from './replaced-launcher.ts'
import { skeleton } from './tokens.ts'
import type { Difference, Observation } from './verdict.ts'

export interface Lifecycle {
  readonly differences: readonly Difference[]
  readonly notes: readonly string[]
  readonly reasons: readonly string[]
}

/** What an image promises beside its answers: how it stops, who it runs as, its health check, ports and volumes. */
export function compareLifecycle(
  originals: readonly Observation[],
  candidate: Observation,
  changes: readonly Change[],
  ignore: readonly RegExp[],
): Lifecycle {
  const parts = [
    compareStop(originals, candidate, changes),
    compareUser(originals, candidate, changes),
    compareImage(originals[0]?.image ?? candidate.image, candidate.image, changes),
    compareHealth(originals, candidate),
    compareLogs(originals, candidate, ignore),
  ]
  return {
    differences: parts.flatMap(({ differences = [] }) => differences),
    notes: parts.flatMap(({ notes = [] }) => notes),
    reasons: parts.flatMap(({ reasons = [] }) => reasons),
  }
}

type Part = Partial<Lifecycle>

/**
 * A candidate that has to be killed where the original obeyed is different (its work is lost on every deploy), one
 * that obeys where the original had to be killed is better. How long it takes is only told.
 */
export function compareStop(
  originals: readonly Observation[],
  candidate: Observation,
  changes: readonly Change[] = [],
): Part {
  const stops = originals.flatMap(({ stop }) => (stop ? [stop] : []))
  const [first] = stops
  const theirs = candidate.stop
  if (!first || !theirs) return {}
  const obeyed = stops.every(({ killed }) => !killed)
  const signal = stopSignal(candidate.image)
  if (theirs.killed && obeyed) {
    return {
      differences: [difference(signal, 'stop', `ends with ${first.exitCode}`, 'ignores it and is killed')],
    }
  }
  if (theirs.killed) return { notes: [`${signal} is ignored, and the container killed`] }
  if (stops.every(({ killed }) => killed)) {
    return { notes: [`${signal} ends it in ${theirs.ms} ms; the original ignored it and was killed`] }
  }
  if (!stops.some(({ exitCode }) => exitCode === theirs.exitCode)) {
    // Its exit code is not the program's.
    const other = replacedLauncher(changes)
    if (other !== undefined && endsBySignal.has(theirs.exitCode)) {
      return {
        notes: [
          `${signal} ends it with ${theirs.exitCode}, the program's own; ${other} made ${first.exitCode} of it`,
        ],
      }
    }
    return { differences: [difference(signal, 'exit code', String(first.exitCode), String(theirs.exitCode))] }
  }
  const slowest = Math.max(...stops.map(({ ms }) => ms))
  const slower = theirs.ms > slowest * 2 && theirs.ms > slowest + 1_000
  return slower ? { notes: [`${signal} takes ${theirs.ms} ms, the original took at most ${slowest} ms`] } : {}
}

/** What a program that obeys ends with: nothing wrong, or 128 and the number of the signal. */
const endsBySignal = new Set([0, 129, 130, 131, 143])

/** Another user is a change of rights: a difference, unless a Change names it. */
function compareUser(
  originals: readonly Observation[],
  candidate: Observation,
  changes: readonly Change[],
): Part {
  const original = originals[0]?.user ?? ''
  if (original === candidate.user) return {}
  const drop = original === '0' && candidate.user !== '0'
  if (drop && isNamed(changes, /\b(?:user|non-?root)\b/i)) {
    return { notes: [`runs as user ${candidate.user} in place of root`] }
  }
  return { differences: [difference('user', 'user', original, candidate.user)] }
}

function isNamed(changes: readonly Change[], what: RegExp): boolean {
  return changes.some(({ id }) => what.test(id.replaceAll('-', ' ')) || what.test(id))
}

function compareImage(original: ImageConfig, candidate: ImageConfig, changes: readonly Change[]): Part {
  const differences: Difference[] = []
  const notes: string[] = []
  const check = healthcheckOf(original)
  if (check !== undefined && healthcheckOf(candidate) === undefined) {
    if (isNamed(changes, /\bhealth/i)) notes.push('the health check is gone, as its change says')
    else differences.push(difference('image', 'HEALTHCHECK', check, '(none)'))
  }
  for (const port of original.exposedPorts) {
    if (candidate.exposedPorts.some(other => fullPort(other) === fullPort(port))) continue
    differences.push(difference('image', 'EXPOSE', port, '(not exposed)'))
  }
  for (const path of original.volumes) {
    if (candidate.volumes.includes(path)) continue
    if (changes.some(({ replaces }) => replaces?.what === `the volume ${path}`)) {
      notes.push(`the volume ${path} is gone, as its change says`)
      continue
    }
    differences.push(difference('image', 'VOLUME', path, '(no volume)'))
  }
  const signals = [stopSignal(original), stopSignal(candidate)] as const
  if (signals[0] !== signals[1]) differences.push(difference('image', 'STOPSIGNAL', ...signals))
  return {
    differences,
    notes: [...notes, ...commandNotes(original, candidate), ...environmentNotes(original, candidate)],
  }
}

/** The image's signal, as `docker stop` sends it. */
export function stopSignal(image: ImageConfig): string {
  return image.stopSignal ?? 'SIGTERM'
}

/** `HEALTHCHECK NONE` is none. */
function healthcheckOf({ healthcheck }: ImageConfig): string | undefined {
  return healthcheck && healthcheck.test[0] !== 'NONE' ? healthcheck.test.join(' ') : undefined
}

/** `8080` means `8080/tcp`. */
function fullPort(port: string): string {
  return port.includes('/') ? port : `${port}/tcp`
}

function variables({ env }: ImageConfig): ReadonlyMap<string, string> {
  return new Map(env.map(entry => [entry.split('=')[0] ?? '', entry.slice(entry.indexOf('=') + 1)]))
}

function environmentNotes(original: ImageConfig, candidate: ImageConfig): readonly string[] {
  const theirs = variables(candidate)
  const mine = variables(original)
  const gone = [...mine.keys()].filter(name => !theirs.has(name))
  const changed = [...mine].filter(([name, value]) => theirs.has(name) && theirs.get(name) !== value)
  return [
    ...(gone.length === 0 ? [] : [`environment variables that are gone: ${gone.join(', ')}`]),
    ...(changed.length === 0
      ? []
      : [`environment variables that changed: ${changed.map(([name]) => name).join(', ')}`]),
  ]
}

/** What `docker run IMAGE ARGS` and `docker exec` meet, and no probe asks. */
function commandNotes(original: ImageConfig, candidate: ImageConfig): readonly string[] {
  const notes: string[] = []
  if ((original.entrypoint.length === 0) !== (candidate.entrypoint.length === 0)) {
    const now = candidate.entrypoint.length === 0 ? 'replace the command' : 'are added to the command'
    notes.push(`arguments of \`docker run\` now ${now}`)
  }
  if ((original.workdir || '/') !== (candidate.workdir || '/')) {
    notes.push(`the working directory is ${candidate.workdir || '/'} in place of ${original.workdir || '/'}`)
  }
  return notes
}

function compareHealth(originals: readonly Observation[], candidate: Observation): Part {
  const wasWell = originals.every(({ health }) => health !== 'unhealthy')
  if (candidate.health !== 'unhealthy' || !wasWell) return {}
  return { differences: [difference('image', 'health', originals[0]?.health ?? '', 'unhealthy')] }
}

/** A line that says that something went wrong. */
const alarm =
  /\b(?:error|exception|fatal|panic|traceback|cannot|unable to|not found|no such file|segmentation fault|permission denied)\b/i

/**
 * What a server logs is no answer to anyone, and threads and timers shuffle it: other lines are no difference. A new
 * kind of error line, though, tells of a part that no probe reached and that no longer works.
 */
function compareLogs(
  originals: readonly Observation[],
  candidate: Observation,
  ignore: readonly RegExp[],
): Part {
  if (candidate.ready === undefined) return {}
  const fresh = (['stdout', 'stderr'] as const).flatMap(stream => {
    const known = originals.flatMap(({ logs }) => logs[stream].split('\n')).filter(line => alarm.test(line))
    return (
      candidate.logs[stream]
        .split('\n')
        // That nothing is at our own made-up path is no news; what was answered there is compared.
        .filter(line => !line.includes(unlikelyPath))
        .filter(line => alarm.test(line) && !ignore.some(rule => line.search(rule) >= 0))
        .filter(line => !known.some(other => sameNews(other, line)))
    )
  })
  const [line] = fresh
  return line === undefined
    ? {}
    : { reasons: [`its log has an error that the original's has not: ${line.slice(0, 200)}`] }
}

/** Whether two lines differ in dates, ids and numbers only. */
function sameNews(known: string, line: string): boolean {
  return known === line || skeleton(known) === skeleton(line)
}
