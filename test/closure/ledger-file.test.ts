import { expect, it } from 'vitest'
import { explainFromLedger } from '../../src/closure/ledger-file.ts'

const ledger = `# comment
/app\t0\tholds /app/main
/app/main\t12\topened by /bin/sh
-/usr/share/doc\t900\tdocumentation
-/usr/bin/gcc\t70\tpackage gcc is not used
`

it('tells why a path is kept, and what it was left behind with', () => {
  expect(explainFromLedger(ledger, '/app/main')).toEqual({
    kept: true,
    path: '/app/main',
    bytes: 12,
    because: 'opened by /bin/sh',
  })
  expect(explainFromLedger(ledger, '/usr/share/doc/gcc/README')).toEqual({
    kept: false,
    path: '/usr/share/doc',
    bytes: 900,
    because: 'documentation',
  })
  expect(explainFromLedger(ledger, '/usr/share/docs')).toBeUndefined()
})
