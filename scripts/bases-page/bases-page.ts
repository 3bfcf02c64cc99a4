import { publishedRows } from '../../src/image/bases/architectures.ts'
import { baseFamilies } from '../../src/image/bases/base-facts.ts'
import { recordedSizes } from '../../src/image/bases/base-sizes.ts'
import { formatSize } from '../../src/report/terminal/size.ts'

const yesNo = (value: boolean | undefined) => (value === undefined ? 'unknown' : value ? 'yes' : 'no')
const bytes = (value: number | undefined) => (value === undefined ? 'unknown' : formatSize(value))

/** The page of base images, from the tables that the code reads. */
export function basesPage(): string {
  return [
    '# Base images',
    '',
    'What laststage knows of base images without asking a registry. Made by `scripts/bases-page`; a test holds it against the code. What no source says is unknown, never guessed.',
    '',
    'It is used to choose, to warn and to estimate: the smallest image that has what a program needs becomes the last stage’s base, with the reason why each smaller one was passed over; `check` tells where a shell, a C library, CA certificates or a platform is missing; `optimize --static` and `init` estimate from it. `optimize --static --online` asks the registries instead, and falls back on this page where one does not answer.',
    '',
    '## What is in them',
    '',
    'Current tags; those of years ago may have had something else.',
    '',
    ...table(
      'Family | libc | Shell | Packages | User | ENTRYPOINT | CA certificates | Time zones | OpenSSL | C++ library | Loader (amd64) | Source | As of',
      baseFamilies.map(each => [
        each.family,
        each.libc,
        each.shell ?? 'unknown',
        each.packageManager ?? 'unknown',
        each.user ?? 'unknown',
        entrypoint(each.entrypoint),
        yesNo(each.certificates),
        yesNo(each.timezones),
        yesNo(each.openssl),
        yesNo(each.cxx),
        each.loader ?? 'unknown',
        each.source,
        each.asOf,
      ]),
    ),
    '',
    '## For which platforms',
    '',
    'Of images that are not here, nothing is known.',
    '',
    ...table(
      'Images | linux/… | Source | As of',
      publishedRows.map(each => [each.images, each.architectures.join(', '), each.source, each.asOf]),
    ),
    '',
    '## How large they are',
    '',
    'For linux/amd64. The version that was recorded stands for its whole line, so a figure is an estimate, and is shown as one.',
    '',
    ...table(
      'Recorded image | To pull | Unpacked | Source | As of',
      recordedSizes.map(each => [
        each.of,
        bytes(each.compressed),
        bytes(each.unpacked),
        each.source,
        each.asOf,
      ]),
    ),
    '',
  ].join('\n')
}

function entrypoint(words: readonly string[] | undefined): string {
  if (words === undefined) return 'unknown'
  return words.length === 0 ? 'none' : `\`${words.join(' ')}\``
}

function table(head: string, rows: readonly (readonly string[])[]): readonly string[] {
  const count = head.split('|').length
  return [`| ${head} |`, `|${' --- |'.repeat(count)}`, ...rows.map(row => `| ${row.join(' | ')} |`)]
}
