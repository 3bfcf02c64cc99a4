import type { Coverage, Verdict } from './verdict.ts'

/** `equivalent (12 probes, 9 assets, SIGTERM)`: the word is never given without what it rests on. */
export function formatVerdict({ kind, basis, coverage }: Verdict): string {
  const word = basis === 'contract' && kind === 'equivalent' ? 'contract met' : kind
  return `${word} (${exercised(coverage)})`
}

function exercised(coverage: Coverage): string {
  const parts = [
    counted(coverage.probes, 'probe'),
    counted(coverage.assets, 'asset'),
    counted(coverage.runs, 'run'),
    counted(coverage.files, 'file'),
    ...coverage.signals,
  ].filter(part => part !== '')
  return parts.length === 0 ? 'nothing exercised' : parts.join(', ')
}

function counted(count: number, what: string): string {
  if (count === 0) return ''
  return count === 1 ? `1 ${what}` : `${count} ${what}s`
}
