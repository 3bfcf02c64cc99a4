import { posix } from 'node:path'
import type { Evidence } from '../../model/change.ts'
import type { CopiedFile } from '../../model/context-copies.ts'
import { absolutePath } from '../../model/final-state.ts'
import { type GoProgram, placesOf } from './go-sources.ts'

/** Source: SupportedExts of pkg.go.dev/github.com/spf13/viper */
const endings = 'json,toml,yaml,yml,properties,props,prop,hcl,tfvars,dotenv,env,ini'.split(',')

/** Settings that Viper finds by a name without its ending, in the folders that it is given. */
export function viperFiles(
  program: GoProgram,
  original: readonly Pick<CopiedFile, 'container'>[],
  workdir: string,
): readonly Evidence[] {
  if (!program.imports.has('github.com/spf13/viper')) return []
  const there = new Set(original.map(({ container }) => container))
  const folders = placesOf(program, /\.AddConfigPath\(\s*["`]([^"`\n]+)["`]/, match => match[1] ?? '')
  const computed = placesOf(program, /\.SetConfig(?:Name|File)\(\s*[^"`\s]/, () => '').length > 0
  const names = placesOf(
    program,
    computed ? /["`]([\w./-]{1,80})["`]/ : /\.SetConfigName\(\s*["`]([^"`\n]+)["`]/,
    match => match[1] ?? '',
  )
  return ['.', ...folders.map(({ fact }) => fact)].flatMap(folder =>
    names.flatMap(place =>
      endings
        .map(ending => posix.join(folder, `${place.fact}.${ending}`))
        .filter(path => there.has(absolutePath(workdir, path)))
        .map(path => ({ ...place, fact: path })),
    ),
  )
}
