import { expect, test } from 'vitest'
import { memoryApp } from '../../src/app/memory-app.ts'
import { suggestProbes } from '../../src/optimize/suggest-probes.ts'
import { candidate, report, verdict } from '../support/reports.ts'

const routes = "app.get('/', home)\napp.get('/api/items', list)\napp.get('/api/items/:id', one)\n"
const only = 'only / was reached; declare what it answers under `http:` in laststage.yaml'

test('the routes that the sources name are suggested where too little was reached', () => {
  const open = report({
    candidates: [candidate('a', { verdict: verdict('inconclusive', { reasons: [only] }) })],
  })
  expect(suggestProbes(memoryApp({ 'server.js': routes }), open)).toBe(
    'http:\n  - /api/items\n  # - "/api/items/:id"  # fill in the parameters',
  )
  expect(suggestProbes(memoryApp({}), open)).toBe('http:\n  - { path: /what/matters, expect: 200 }')
})

test('nothing is suggested where something was proved, or where it is not requests that lack', () => {
  const app = memoryApp({ 'server.js': routes })
  const proved = candidate('a', { verdict: verdict('equivalent') })
  const open = candidate('b', { verdict: verdict('inconclusive', { reasons: [only] }) })
  const other = candidate('c', { verdict: verdict('inconclusive', { reasons: ['it printed nothing'] }) })
  expect(suggestProbes(app, report({ candidates: [open, proved] }))).toBeUndefined()
  expect(suggestProbes(app, report({ candidates: [other] }))).toBeUndefined()
})
