import type { Change } from '../model/change.ts'
import type { RunObservation } from './verdict.ts'

/** What stood before the program as process 1 and does no longer, as a Change names it: `npm`, `pnpm`, `yarn`. */
export function replacedLauncher(changes: readonly Change[]): string | undefined {
  return changes
    .map(({ replaces }) => /^(\S+) as process 1$/.exec(replaces?.what ?? '')?.[1])
    .find(name => name !== undefined)
}

/**
 * A run without what npm, pnpm or Yarn says around the program: the script and its command (`> app@1.0.0 start`,
 * `$ node index.js`), pnpm's warnings before them, Yarn's `Done in 0.10s.`. A program that begins with such a line
 * itself loses it here too, and then differs from the candidate, which is not cut.
 */
export function withoutLauncher(run: RunObservation): RunObservation {
  return { ...run, stdout: withoutItsLines(run.stdout), stderr: withoutItsLines(run.stderr) }
}

const before = /^(?:[ \t]*\n|> .*\n| ?WARN .*\n|yarn run v.*\n|\$ .*\n|warning .*\n)+/
const after = /^Done in \d+(?:\.\d+)?s\.\n$/m

const withoutItsLines = (text: string): string =>
  /^(?:> \S+@\S* |yarn run v|\$ )/m.test(before.exec(text)?.[0] ?? '')
    ? text.replace(before, '').replace(after, '')
    : text
