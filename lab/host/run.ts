import { execa } from 'execa'
import { EngineError } from '../../src/errors.ts'

export interface RunOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  /** Milliseconds after which the program is ended. */
  readonly timeout?: number
}

/** Runs a program to its end; answers what it printed. Throws an `EngineError` that ends with its last lines. */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const result = await tryRun(command, args, options)
  if (result.ok) return result.stdout
  throw new EngineError(`${command} ${args.slice(0, 3).join(' ')} failed: ${lastLines(result.output)}`, {
    transient: true,
  })
}

/** As `run`, for a program that may fail. */
export async function tryRun(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<{ ok: boolean; timedOut: boolean; stdout: string; output: string }> {
  const result = await execa(command, args, {
    reject: false,
    all: true,
    maxBuffer: 64 * 1024 * 1024,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
  })
  const output = result.all || (result.shortMessage ?? '')
  return { ok: !result.failed, timedOut: result.timedOut, stdout: result.stdout, output }
}

/** Runs one program's output into another: `a | b`. */
export async function pipe(
  from: readonly [string, ...string[]],
  into: readonly [string, ...string[]],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const [first, ...firstArgs] = from
  const [second, ...secondArgs] = into
  const result = await execa(first, firstArgs, { buffer: { stdout: false }, env }).pipe(second, secondArgs, {
    env,
  })
  return result.stdout
}

/** Tries something that needs the network up to three times, after 2 and 8 seconds of rest. */
export async function withRetries<T>(
  work: () => Promise<T>,
  rests: readonly number[] = [2000, 8000],
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const [rest, ...further] = rests
    if (rest === undefined) throw error
    await new Promise(resolve => setTimeout(resolve, rest))
    return withRetries(work, further)
  }
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-40).join('\n')
}
