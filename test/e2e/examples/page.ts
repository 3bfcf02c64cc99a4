import { formatSize, formatTime } from '../../../src/report/terminal/size.ts'
import type { ExampleResult } from './example-result.ts'

/**
 * `docs/examples.md`, made of what the examples came to.
 * @param names every example; one without a result has a line that says so
 */
export function examplesPage(names: readonly string[], results: readonly ExampleResult[]): string {
  const found = names.flatMap(name => results.find(each => each.name === name) ?? [])
  const missing = names.filter(name => !found.some(each => each.name === name))
  const begun = found.filter(({ init }) => init !== undefined)
  return [
    '# Examples, built and proved',
    '',
    'Made by `npm run e2e:all` from what it kept of each run; not edited by hand.',
    '',
    ...(missing.length === 0
      ? []
      : [
          `**Missing in this table**, since there is no result of a whole run yet: ${missing.join(', ')}.`,
          '',
        ]),
    `${found.length} of ${names.length} [examples](../examples) were built from a naive Dockerfile with one stage, and all of`,
    `these are proved and smaller: ${counted(found, 'contract')} of them by contract, since the original ships a development`,
    'server, which is no reference. Sizes are those of the layers, unpacked.',
    '**Floor** is what the running original was seen to open.',
    'Rebuild is of one added line of source with the layer cache alone, before and after, where it was measured.',
    'Where a closure has no size there is none: the original is no reference, so that nothing of it was traced.',
    '',
    conditions(found),
    '',
    ...table(found),
    '',
    '## With no Dockerfile',
    '',
    'The same apps without their Dockerfile: what `laststage init` wrote was built and compared with the original image;',
    'where that is no reference, with what the example declares.',
    '',
    '| Example | What init wrote |',
    '| --- | --- |',
    ...begun.map(({ name, init }) => `| ${link(name)} | ${cell(init ?? '')} |`),
    '',
  ].join('\n')
}

function conditions(results: readonly ExampleResult[]): string {
  const [first] = results
  if (first === undefined) return 'Nothing was measured yet.'
  const dates = results.map(({ date }) => date).sort()
  const bases = results.some(({ standIns }) => standIns)
    ? 'Base images are the stand-ins of the lab, made from Debian’s packages, and not the genuine ones.'
    : 'Base images are the genuine ones.'
  const days = dates[0] === dates.at(-1) ? `on ${dates[0]}` : `from ${dates[0]} to ${dates.at(-1)}`
  return `Measured ${days} with ${first.engine} on ${first.platform}, on two cores that were busy with other builds.\n${bases}`
}

function table(results: readonly ExampleResult[]): readonly string[] {
  return [
    '| Example | Original | Staged | Closure | Floor | Last stage | Rebuild | Proof |',
    '| --- | ---: | ---: | ---: | ---: | --- | --- | --- |',
    ...results.map(
      each =>
        `| ${[
          link(each.name),
          formatSize(each.original),
          sized(each.staged),
          sized(each.closure),
          sized(each.floor),
          each.chosen.startsWith('closure')
            ? 'closure'
            : each.base.replace('gcr.io/', '').replace(/^ghcr\.io\/[^/]+\//, ''),
          rebuilt(each),
          `${each.verdict}, ${each.basis}`,
        ].join(' | ')} |`,
    ),
  ]
}

const counted = (results: readonly ExampleResult[], basis: string): number =>
  results.filter(each => each.basis === basis).length
const link = (name: string): string => `[${name}](../examples/${name})`
const sized = (bytes: number | undefined): string => (bytes === undefined ? '–' : formatSize(bytes))
const cell = (text: string): string => text.replaceAll('|', '\\|')

function rebuilt({ rebuildBefore, rebuildAfter }: ExampleResult): string {
  if (rebuildBefore === undefined || rebuildAfter === undefined) return '–'
  return `${formatTime(rebuildBefore)} → ${formatTime(rebuildAfter)}`
}
