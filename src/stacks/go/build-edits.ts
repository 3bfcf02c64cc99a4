import type { DockerfileDocument } from '../../dockerfile/syntax.ts'
import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { standsAt, type TextEdit } from '../../model/instruction-text.ts'
import type { CgoJudgement } from './cgo.ts'
import type { GoApp } from './go-app.ts'
import type { GoCommand } from './go-commands.ts'
import type { GoNeeds } from './go-needs.ts'

/** Edits in the user's own go commands, and what they change. */
export interface CommandEdits {
  readonly edits: readonly TextEdit[]
  readonly changes: readonly Change[]
}

/** Makes each `go build` write a smaller binary: no symbol table, no paths of the build machine, no libc. */
export function editGoCommands(go: GoApp, cgo: CgoJudgement, needs: GoNeeds): CommandEdits {
  const { document } = go.build
  const commands = [...new Set(go.outputs.map(each => each.command))]
  const strip = commands.flatMap(command => stripEdits(document, command))
  const trim = needs.sourcePaths ? [] : commands.flatMap(command => trimEdits(document, command))
  const off = cgo.state === 'off' ? commands.flatMap(command => cgoEdits(document, command)) : []
  const at = evidenceOf(go.build, go.command.step.instruction)
  const changes: Change[] = []
  if (off.length > 0) {
    changes.push({
      id: 'go-cgo-off',
      title: 'Build without cgo',
      because: `A binary without cgo is static and needs no libc: ${cgo.because}.`,
      evidence: cgo.evidence,
      applicability: 'needs-verification',
    })
  }
  if (strip.length > 0) {
    changes.push({
      id: 'go-strip',
      title: 'Leave out the symbol table (-ldflags="-s -w")',
      because: 'Only debuggers read it; stack traces of a panic keep their function names.',
      evidence: [at],
      applicability: 'needs-verification',
    })
  }
  if (trim.length > 0) {
    changes.push({
      id: 'go-trimpath',
      title: 'Leave out the paths of the build machine (-trimpath)',
      because: 'The binary no longer depends on where it was built, and the program shows no source paths.',
      evidence: [at],
      applicability: 'needs-verification',
    })
  }
  return { edits: merged([...off, ...trim, ...strip]), changes }
}

function cgoEdits(document: DockerfileDocument, go: GoCommand): readonly TextEdit[] {
  const program = go.command.words[0]
  const set = go.command.assignments.some(each => each.key === 'CGO_ENABLED')
  if (set || !program || go.step.variables.get('CGO_ENABLED') !== undefined) return []
  if (!standsAt(document, program.range, program.raw)) return []
  const { offset } = program.range.start
  return [{ start: offset, end: offset, text: 'CGO_ENABLED=0 ' }]
}

function trimEdits(document: DockerfileDocument, go: GoCommand): readonly TextEdit[] {
  if (go.flags.has('trimpath') || go.step.variables.get('GOFLAGS')?.includes('-trimpath')) return []
  return afterVerb(document, go, ' -trimpath')
}

function stripEdits(document: DockerfileDocument, go: GoCommand): readonly TextEdit[] {
  const given = go.flags.get('ldflags')
  if (!given) {
    return go.step.variables.get('GOFLAGS')?.includes('ldflags')
      ? []
      : afterVerb(document, go, ' -ldflags="-s -w"')
  }
  const present = (given.value ?? given.word.raw).split(/[\s"']+/)
  const missing = ['-s', '-w'].filter(flag => !present.includes(flag))
  const quote = given.word.raw.search(/["']/)
  if (missing.length === 0 || quote < 0 || !standsAt(document, given.word.range, given.word.raw)) return []
  // -s implies -w since Go 1.22, and where -s is there the symbol table has gone.
  if (!missing.includes('-s')) return []
  const at = given.word.range.start.offset + quote + 1
  return [{ start: at, end: at, text: `${missing.join(' ')} ` }]
}

function afterVerb(document: DockerfileDocument, go: GoCommand, text: string): readonly TextEdit[] {
  if (!standsAt(document, go.verbWord.range, go.verbWord.raw)) return []
  const at = go.verbWord.range.end.offset
  return [{ start: at, end: at, text }]
}

/** Insertions at one place become one, in their order. */
function merged(edits: readonly TextEdit[]): readonly TextEdit[] {
  const byPlace = new Map<string, TextEdit>()
  for (const edit of edits) {
    const key = `${edit.start}:${edit.end}`
    byPlace.set(key, { ...edit, text: (byPlace.get(key)?.text ?? '') + edit.text })
  }
  return [...byPlace.values()]
}
