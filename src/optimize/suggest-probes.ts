import type { AppFiles } from '../app/app-files.ts'
import { yamlPath } from '../init/config-text.ts'
import { findProbes } from '../init/find-probes.ts'
import type { Report } from '../report/report.ts'

/**
 * Lines for laststage.yaml where too little was asked to call anything alike: the routes that the sources name and that
 * were not reached. Undefined where something was proved, or where requests are not what is missing.
 */
export function suggestProbes(app: AppFiles, report: Report): string | undefined {
  const verdicts = report.candidates.flatMap(({ verdict }) => (verdict === undefined ? [] : [verdict]))
  if (verdicts.some(({ kind }) => kind === 'equivalent')) return undefined
  const reasons = verdicts.flatMap(({ reasons }) => reasons)
  if (!reasons.some(reason => reason.includes('`http:`'))) return undefined
  const { repaired, dockerfile } = report.original
  const { routes, withParameters } = findProbes(app, repaired?.dockerfile ?? dockerfile ?? '')
  const found = routes.map(({ path }) => path).filter(path => path !== '/')
  const open = withParameters.map(path => `  # - ${yamlPath(path)}  # fill in the parameters`)
  const lines = [...found.map(path => `  - ${yamlPath(path)}`), ...open]
  const blank = ['  - { path: /what/matters, expect: 200 }']
  return ['http:', ...(lines.length > 0 ? lines : blank)].join('\n')
}
