import type { AppFiles } from '../../app/app-files.ts'
import { rangeOf } from '../../app/positions.ts'
import type { Evidence } from '../../model/change.ts'
import type { CopiedFile } from '../../model/context-copies.ts'

/** Programs of the full image that its slim one lacks, with the package that has them. */
const missing: Readonly<Record<string, string>> = {
  git: 'git',
  curl: 'curl',
  wget: 'wget',
  unzip: 'unzip',
  file: 'file',
  ssh: 'openssh-client',
  convert: 'imagemagick',
  identify: 'imagemagick',
  mogrify: 'imagemagick',
}

const call =
  /(?<!%[wWiI]\[[^\]\n]*)\b(?:system|spawn|Process\.spawn|Open3\.\w+|IO\.popen|Kernel\.exec)[ (]\s*(?:["']([\w./-]+)|([a-z_]\w*\b(?!\s*[:=])))|`([\w./-]+) /g

/** What the app's own code starts beside itself, as far as the slim image would lack it. */
export function startedPrograms(app: AppFiles, copied: readonly CopiedFile[]) {
  const found: { readonly name: string; readonly evidence: Evidence }[] = []
  let unclear: Evidence | undefined
  for (const { context } of copied) {
    const wanted =
      /\.(?:rb|rake|ru)$/.test(context) && !/(?:^|\/)(?:spec|test|bin|db|vendor|node_modules)\//.test(context)
    const text = wanted
      ? (app.read(context) ?? '').replaceAll(/^\s*#[^\n]*/gm, line => ' '.repeat(line.length))
      : ''
    for (const match of text.matchAll(call)) {
      const program = (match[1] ?? match[3])?.split('/').at(-1)
      const evidence = {
        file: context,
        range: rangeOf(text, match.index, match.index + match[0].length),
        fact: `starts ${program ?? 'a program by a computed name'}`,
      }
      const name = program === undefined ? undefined : missing[program]
      if (name !== undefined) found.push({ name, evidence })
      if (program === undefined) unclear ??= evidence
    }
  }
  return { packages: found, unclear }
}
