/** Faults that the parser tells of by itself: they have no folder, and pragmas and configurations name them by code. */
export const syntaxFaults: readonly {
  readonly code: string
  readonly title: string
  readonly hadolint?: readonly string[]
  readonly buildkit?: readonly string[]
}[] = [
  { code: 'unknown-instruction', title: 'No instruction has this name' },
  { code: 'too-few-arguments', title: 'The instruction needs more arguments' },
  { code: 'bad-flag', title: 'The instruction has no such flag, or not with this value' },
  { code: 'bad-flag-value', title: 'The value of a flag cannot be read' },
  { code: 'bad-from', title: 'FROM that cannot be read' },
  { code: 'bad-stage-name', title: 'A stage name that is none' },
  { code: 'bad-pair', title: 'ENV or LABEL without a value' },
  { code: 'bad-heredoc', title: 'A heredoc that cannot be read' },
  { code: 'bad-healthcheck', title: 'HEALTHCHECK that cannot be read' },
  { code: 'bad-onbuild', title: 'ONBUILD of what it cannot hold', hadolint: ['DL3043'] },
  { code: 'bad-volume', title: 'VOLUME of an empty path' },
  { code: 'json-not-strings', title: 'A JSON array of something else than strings' },
  { code: 'shell-not-json', title: 'SHELL that is no JSON array' },
  { code: 'before-from', title: 'An instruction other than ARG before the first FROM' },
  { code: 'no-instructions', title: 'The file is empty' },
  { code: 'unterminated-heredoc', title: 'A heredoc is never closed' },
  { code: 'bad-escape', title: 'The escape directive names no escape token' },
  { code: 'duplicate-directive', title: 'A directive is given twice' },
  { code: 'too-large', title: 'The file is larger than any rule looks at' },
  { code: 'line-too-long', title: 'A line is longer than BuildKit reads' },
  {
    code: 'empty-continuation-line',
    title: 'An empty line inside a continued instruction',
    buildkit: ['NoEmptyContinuation'],
  },
]
