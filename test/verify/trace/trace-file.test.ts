import { expect, it } from 'vitest'
import { formatTrace, parseTrace } from '../../../src/verify/trace/trace-file.ts'

const strace = `7 execve("/bin/a", ["a"], 0x1 /* 1 var */) = 0
7 openat(AT_FDCWD</app>, "x", O_RDONLY) = 3</app/x>
7 connect(5<socket:[9]>, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.2")}, 16) = 0
7 stat(0x7ff, {}) = 0
`

it('keeps a trace, and reads what strace wrote', () => {
  const trace = parseTrace(strace, 'out', '/app')
  expect(trace.found.map(({ path }) => path)).toEqual(['/app/x', '/bin/a'])
  expect(parseTrace(formatTrace(trace), 'kept', '/')).toEqual(trace)
})

it('takes nothing else for a trace', () => {
  expect(() => parseTrace('{}', 'x.json', '/')).toThrow(/x\.json is no trace/)
  expect(() => parseTrace('{"found": 1', 'x.json', '/')).toThrow(/x\.json is no trace/)
  expect(() => parseTrace('hello\nworld\n', 'notes.txt', '/')).toThrow(/notes\.txt holds no traced calls/)
})
