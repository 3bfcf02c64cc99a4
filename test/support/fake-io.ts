import type { Io } from '../../src/cli/io.ts'

export interface FakeIo extends Io {
  readonly out: () => string
  readonly err: () => string
}

/** An `Io` that keeps what is written: a pipe of 80 columns in an empty environment, unless told otherwise. */
export function fakeIo(
  more: Partial<Pick<Io, 'env' | 'cwd' | 'signal' | 'ask' | 'readInput'>> & { isTTY?: boolean } = {},
): FakeIo {
  const out: string[] = []
  const err: string[] = []
  const output = (to: string[]) => ({
    isTTY: more.isTTY ?? false,
    columns: 80,
    write: (text: string) => {
      to.push(text)
    },
  })
  return {
    stdout: output(out),
    stderr: output(err),
    env: more.env ?? {},
    cwd: more.cwd ?? process.cwd(),
    ...(more.ask === undefined ? {} : { ask: more.ask }),
    ...(more.readInput === undefined ? {} : { readInput: more.readInput }),
    signal: more.signal ?? new AbortController().signal,
    out: () => out.join(''),
    err: () => err.join(''),
  }
}
