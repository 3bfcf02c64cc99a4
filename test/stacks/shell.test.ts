import { expect, test } from 'vitest'
import { memoryApp } from '../../src/app/memory-app.ts'
import { calledPrograms } from '../../src/stacks/shell/called-programs.ts'

const names = (text: string) => {
  const called = calledPrograms(memoryApp({ 'start.sh': text, 'lib/more.sh': 'jq .\n' }), 'start.sh')
  return typeof called === 'string' ? called : called.map(({ program }) => program)
}

test.each([
  ['echo ready; read line', []],
  ['exec >log 2>&1\nexec /usr/bin/curl -s x', ['curl']],
  ['command -v jq >/dev/null || exit 1', []],
  ['ls | xargs -n 1 gzip', ['ls', 'xargs', 'gzip']],
  ['A=1 nice -n 5 rsync a b', ['nice', 'rsync']],
  ['x=$(date)', ['date']],
  ["trap 'kill $p; rm -f a' TERM", ['rm']],
  ['find . -name x -exec sha256sum {} +', ['find', 'sha256sum']],
  ['greet() { curl x; }\ngreet', ['curl']],
  ['bash lib/more.sh', ['bash', 'jq']],
  ['. ./lib/more.sh', ['jq']],
  ['./build/tool', ['./build/tool']],
  ['"$TOOL" x', 'start.sh:1 starts a program by a computed name'],
  ['true\nsh -c "$1"', 'start.sh:2 starts a program by a computed name'],
  ['#!/bin/sh\neval "$x"', 'start.sh:2 starts a program by a computed name'],
])('%s', (text, expected) => {
  expect(names(text)).toEqual(expected)
})
