import type { GoMod } from '../../app/go-mod.ts'
import type { Evidence } from '../../model/change.ts'
import { isPureGo, needsCgo } from './cgo-modules.ts'
import { type GoProgram, importOf } from './go-sources.ts'

/**
 * Whether the program needs cgo.
 * - `off`: it cannot, or the original builds without it already; a static binary behaves the same.
 * - `on`: some package of it uses cgo.
 * - `unknown`: it uses modules whose sources are not here; cgo stays as it is.
 */
export interface CgoJudgement {
  readonly state: 'off' | 'on' | 'unknown'
  readonly because: string
  readonly evidence: readonly Evidence[]
}

/** What the original build says: its ENV, its base image, and whether it installs a C compiler. */
export interface CgoSetting {
  /** CGO_ENABLED where ENV or the command sets it. */
  readonly setting: string | undefined
  /** True where the build image has no C compiler, so that Go switches cgo off by itself (Go 1.20). */
  readonly noCompiler: boolean
  readonly evidence: Evidence
}

/** Judges cgo over the program's own files, its vendored modules and the names of the others. */
export function judgeCgo(program: GoProgram, mod: GoMod, original: CgoSetting): CgoJudgement {
  if (original.setting === '0') {
    return { state: 'off', because: 'the original already builds without cgo', evidence: [original.evidence] }
  }
  const own = importOf(withoutVendored(program, isPureGo), 'C')
  if (own) return { state: 'on', because: 'a package of the program is written in C', evidence: [own] }
  const needing = mod.requires.find(each => needsCgo(each.module))
  if (needing && program.foreign.length > 0) {
    const fact = `${needing.module} needs cgo`
    return { state: 'on', because: fact, evidence: [{ file: mod.path, range: needing.range, fact }] }
  }
  if (original.noCompiler) {
    const because = 'the build image has no C compiler, so Go builds without cgo already'
    return { state: 'off', because, evidence: [original.evidence] }
  }
  const unread = program.foreign.length === 0 ? undefined : mod.requires.find(each => !isPureGo(each.module))
  if (unread) {
    const fact = `${unread.module} may use cgo: its sources are not in the context`
    return { state: 'unknown', because: fact, evidence: [{ file: mod.path, range: unread.range, fact }] }
  }
  const fact =
    program.foreign.length === 0
      ? 'only the standard library and packages that are here'
      : 'only modules known to be pure Go'
  return {
    state: 'off',
    because: 'no package of the module graph uses cgo',
    evidence: [{ file: mod.path, range: mod.moduleRange, fact }],
  }
}

/** The program without vendored modules of a kind. Of golang.org/x a file or two is C for systems other than Linux. */
export function withoutVendored(program: GoProgram, is: (module: string) => boolean): GoProgram {
  const files = program.files.filter(({ path }) => !is(/(?:^|\/)vendor\/(.*)$/.exec(path)?.[1] ?? ''))
  return { ...program, files }
}
