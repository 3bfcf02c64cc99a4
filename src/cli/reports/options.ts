import type { Command } from 'commander'

/** Where a report for people goes, beside the answer itself. */
export interface ReportOptions {
  /** An HTML page. */
  readonly report?: string
  /** A comment for a pull request; `-` is standard output, in the answer's place. */
  readonly markdown?: string
  /** An SVG with the size. */
  readonly badge?: string
}

export function addReportOptions(command: Command): Command {
  return command
    .option('--report <file>', 'also write an HTML page that needs nothing else: maps, layers, differences')
    .option(
      '--markdown <file>',
      'also write a comment for a pull request; - prints it in place of the answer',
    )
    .option('--badge <file>', 'also write an SVG badge with the size')
}
