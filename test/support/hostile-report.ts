import type { ComparedImages } from '../../src/report/html/diffed-page.ts'
import { optimizedPage } from '../../src/report/html/optimized-page.ts'
import type { PageAssets } from '../../src/report/html/page.ts'
import { hostile } from './hostile-images.ts'
import { candidate, range, report, size, verdict } from './reports.ts'

/** The page of `optimize`, with hostile words wherever words of others stand. */
export function hostileOptimized(images: ComparedImages, assets: PageAssets): string {
  return optimizedPage(
    report({
      app: { name: hostile.script, stacks: [{ id: 'go', title: 'Go "1.23"', evidence: [] }] },
      original: {
        dockerfile: 'FROM golang:1.23\nCOPY . .\n',
        path: 'Dockerfile',
        diagnostics: [],
        size: size(283e6),
      },
      candidates: [
        candidate('staged', {
          size: size(1.5e6),
          verdict: verdict('equivalent', { notes: [`Not exercised: ${hostile.script}`] }),
          changes: [
            {
              id: 'go-first',
              title: `go.mod first ${hostile.script}`,
              because: 'dependencies survive "edits"',
              evidence: [{ file: 'Dockerfile', range: range(2), fact: 'COPY . .' }],
              applicability: 'safe',
            },
          ],
        }),
        candidate('closure', {
          verdict: verdict('different', {
            differences: [{ probe: 'GET /', what: 'body', original: hostile.script, candidate: '' }],
          }),
        }),
      ],
      chosen: 'staged',
      whyChosen: 'the only one that was proved',
    }),
    {
      current: new Map([['Dockerfile', `FROM golang:1.23\nRUN echo ${hostile.script}\n`]]),
      images,
      receipt: undefined,
      outcome: ['Nothing was written.'],
    },
    '1.2.3',
    assets,
  )
}
