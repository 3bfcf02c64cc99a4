import type { AppFiles } from '../../app/app-files.ts'
import { rangeOf } from '../../app/positions.ts'
import type { Evidence } from '../../model/change.ts'
import type { CopiedFile } from '../../model/context-copies.ts'

/** Programs of the full Python image that its slim one lacks, with the package that has them. */
const missing: Readonly<Record<string, string>> = {
  git: 'git',
  curl: 'curl',
  wget: 'wget',
  file: 'file',
  unzip: 'unzip',
  ssh: 'openssh-client',
  scp: 'openssh-client',
  svn: 'subversion',
  hg: 'mercurial',
  convert: 'imagemagick',
  identify: 'imagemagick',
  mogrify: 'imagemagick',
}

const call =
  /\b(?:subprocess\.(?:run|call|Popen|check_output|check_call|getoutput)|os\.(?:system|popen|exec[lv]p?e?)|Popen|create_subprocess_(?:exec|shell)|shutil\.which)\(\s*\[?\s*(?:(?:["'])([\w./-]+)|(sys\.executable))?/g

/** What the app starts beside itself, as far as the slim image would lack it. */
export interface StartedPrograms {
  readonly packages: readonly { readonly name: string; readonly evidence: Evidence }[]
  /** A program whose name is computed, or a compiler. */
  readonly unclear: Evidence | undefined
}

/** What a test runner starts, and the app does not. Source: pytest's python_files. */
const tests = /(?:^|\/)(?:tests?\/|test_\w+\.py$|\w+_test\.py$|conftest\.py$)/

/** Searches the sources and shell scripts that the image has. */
export function startedPrograms(app: AppFiles, copied: readonly CopiedFile[]): StartedPrograms {
  const packages = new Map<string, Evidence>()
  let unclear: Evidence | undefined
  for (const { context } of copied) {
    const python = context.endsWith('.py')
    const text = python || /\.(?:sh|bash)$|entrypoint/.test(context) ? app.read(context) : undefined
    if (text === undefined || tests.test(context)) continue
    const at = (index: number, length: number, fact: string) => ({
      file: context,
      range: rangeOf(text, index, index + length),
      fact,
    })
    const words = python ? text.matchAll(call) : text.matchAll(/\b(git|curl|wget|unzip|ssh|scp|svn|hg)\s/g)
    for (const match of words) {
      const name = match[1]?.split('/').at(-1)
      const evidence = at(match.index, match[0].length, `starts ${name ?? 'a program'}`)
      const own = match[2] !== undefined
      if (!own && (name === undefined || /^(?:gcc|g\+\+|cc|make|cmake|pip3?|poetry|uv|pdm)$/.test(name))) {
        unclear ??=
          name === undefined ? { ...evidence, fact: 'starts a program by a computed name' } : evidence
      }
      const found = name === undefined ? undefined : missing[name]
      if (found !== undefined && !packages.has(found)) packages.set(found, evidence)
    }
  }
  return { packages: [...packages].map(([name, evidence]) => ({ name, evidence })), unclear }
}
