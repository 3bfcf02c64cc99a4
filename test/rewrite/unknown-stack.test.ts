import { expect, test } from 'vitest'
import { memoryApp } from '../../src/app/memory-app.ts'
import { propose } from '../../src/rewrite/propose.ts'

test.each([
  ['notes.txt', 'no stack that laststage knows was found in this folder'],
  ['gleam.toml', 'gleam.toml is here: Gleam is not known to laststage yet'],
  ['hello.cabal', 'hello.cabal is here: Haskell is not known to laststage yet'],
  [
    'bot.py',
    'bot.py is here without a requirements.txt that names its packages (an empty one where there are none)',
  ],
  [
    'server.go',
    'server.go is here without a go.mod: run go mod init, or laststage in the folder above that has one',
  ],
  ['src/main.go', 'no stack that laststage knows was found in this folder'],
  ['start.sh', 'what `x` (start.sh:1) would need is not known: install it in a Dockerfile'],
])('of a folder with %s alone it is said what would help', (file, reason) => {
  expect(propose({ app: memoryApp({ [file]: 'x' }) }).refused?.reason).toBe(reason)
})
