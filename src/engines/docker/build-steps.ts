import type { BuildProgress, BuiltImage } from '../engine.ts'

/** A step as far as it has come. */
interface Step {
  readonly name: string
  started: boolean
  cached: boolean
  ms: number
  error: string | undefined
  /** The last lines that it printed. */
  readonly log: string[]
  /** The beginning of a line that has not ended yet. */
  rest: string
}

/** What both progress formats say, told by the step's own key. */
export interface StepLog {
  started(key: string, name: string): void
  cached(key: string, name: string): void
  done(key: string, name: string, ms: number): void
  failed(key: string, name: string, error: string): void
  printed(key: string, text: string): void
  /** A line outside of any step: the error at the end, warnings. */
  outside(line: string): void
  /** Ends lines that were begun. */
  end(): void
  steps(): BuiltImage['steps']
  failure(): { readonly name: string; readonly error: string; readonly log: string } | undefined
  /** The last lines outside of any step. */
  text(): string
}

/** Lines kept for an error message, per step. */
const keptLines = 200
const longestLine = 4_000

/** Collects a build's steps and tells each event as it comes, with `hide` applied to all that is printed. */
export function stepLog(onProgress: (event: BuildProgress) => void, hide: (text: string) => string): StepLog {
  const steps = new Map<string, Step>()
  const outside: string[] = []

  const stepOf = (key: string, name: string): Step => {
    const known = steps.get(key)
    if (known !== undefined) return known
    const step: Step = { name, started: false, cached: false, ms: 0, error: undefined, log: [], rest: '' }
    steps.set(key, step)
    return step
  }
  const tell = (step: Step, state: BuildProgress['state'], log?: string) => {
    if (!isInstruction(step.name)) return
    onProgress(log === undefined ? { step: hide(step.name), state } : { step: hide(step.name), state, log })
  }
  const line = (step: Step, text: string) => {
    const shown = hide(text.slice(0, longestLine))
    keep(step.log, shown)
    tell(step, 'log', shown)
  }
  const flush = (step: Step) => {
    if (step.rest !== '') line(step, step.rest)
    step.rest = ''
  }

  return {
    started(key, name) {
      const step = stepOf(key, name)
      if (!step.started) tell(step, 'started')
      step.started = true
    },
    cached(key, name) {
      const step = stepOf(key, name)
      if (!step.cached) tell(step, 'cached')
      step.cached = true
    },
    done(key, name, ms) {
      const step = stepOf(key, name)
      flush(step)
      if (!step.cached && step.ms === 0) tell(step, 'done')
      step.ms = Math.max(step.ms, ms, 1)
    },
    failed(key, name, error) {
      const step = stepOf(key, name)
      flush(step)
      if (step.error === undefined) tell(step, 'failed')
      step.error = hide(error)
    },
    printed(key, text) {
      const step = steps.get(key)
      if (step === undefined) return
      const lines = (step.rest + text).split('\n')
      step.rest = (lines.pop() ?? '').slice(0, longestLine)
      for (const each of lines) line(step, each.replace(/\r$/, ''))
    },
    outside: text => keep(outside, hide(text.slice(0, longestLine))),
    end: () => steps.forEach(flush),
    steps: () =>
      [...steps.values()]
        .filter(step => isInstruction(step.name) && (step.started || step.cached))
        .map(step => ({ name: hide(step.name), cached: step.cached, ms: step.cached ? 0 : step.ms })),
    failure() {
      const step = [...steps.values()].find(({ error }) => error !== undefined && !isFollowUp(error))
      if (step?.error === undefined) return undefined
      return { name: hide(step.name), error: step.error, log: step.log.join('\n') }
    },
    text: () => outside.join('\n'),
  }
}

/** `[build 2/5] RUN …`, and none of BuildKit's own errands. */
function isInstruction(name: string): boolean {
  return name.startsWith('[') && !/^\[(?:internal|auth)\]/.test(name)
}

/** Other steps are cancelled when one fails. */
function isFollowUp(error: string): boolean {
  return /context canceled|operation was canceled/i.test(error)
}

function keep(lines: string[], line: string): void {
  lines.push(line)
  if (lines.length > keptLines) lines.shift()
}
