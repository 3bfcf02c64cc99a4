import { leadingComments } from '../dockerfile/edit.ts'
import type { DockerfileDocument, Instruction } from '../dockerfile/syntax.ts'
import type { Rule } from './rule.ts'
import { syntaxFaults } from './syntax-faults.ts'

/** Findings that the file itself asks not to be told of. */
export interface Suppression {
  readonly codes: ReadonlySet<string> | 'all'
  /** Offsets, the end excluded. */
  readonly within: 'file' | { readonly from: number; readonly to: number }
  readonly because?: string
}

interface Pragma {
  readonly tool: 'hadolint' | 'laststage'
  readonly everywhere: boolean
  readonly names: readonly string[]
  readonly because: string | undefined
}

/**
 * The pragmas of a file: ShellCheck's `# shellcheck disable=…`, BuildKit's `# check=skip=…`, hadolint's `# hadolint [global] ignore=…` and our own
 * `# laststage [global] ignore=… because …`. Above an instruction, or inside it, they mean that instruction; above a
 * FROM our own means its stage; `global` means the file.
 */
export function suppressions(document: DockerfileDocument, rules: readonly Rule[]): readonly Suppression[] {
  const skipped = document.directives
    .filter(({ name }) => name === 'check')
    .flatMap(({ value }) => skips(value))
  const found: Suppression[] =
    skipped.length === 0 ? [] : [{ codes: codesOf('buildkit', skipped, rules), within: 'file' }]
  if (!/ignore\s*=|disable\s*=/.test(document.text)) return found
  for (const { text } of document.comments) {
    const pragma = readPragma(text)
    if (pragma?.everywhere === true) found.push(suppression(pragma, 'file', rules))
  }
  for (const [index, instruction] of document.instructions.entries()) {
    const comments = [...leadingComments(document, instruction), ...inside(document, instruction)]
    for (const text of [...comments.map(each => each.text), ...inHeredocs(instruction)]) {
      const pragma = readPragma(text)
      if (pragma === undefined || pragma.everywhere) continue
      found.push(suppression(pragma, reachOfPragma(document, pragma, index), rules))
    }
  }
  return found
}

/** `skip=A,B;error=true`: what is skipped. */
function skips(value: string): readonly string[] {
  return value
    .split(';')
    .map(part => part.trim())
    .filter(part => part.startsWith('skip='))
    .flatMap(part => names(part.slice('skip='.length)))
}

function readPragma(comment: string): Pragma | undefined {
  const shell = /^#\s*shellcheck\s+.*?\bdisable=([\w,-]+)/i.exec(comment)
  if (shell !== null) {
    return { tool: 'hadolint', everywhere: false, names: names(shell[1] ?? ''), because: undefined }
  }
  const match = /^#\s*(hadolint|laststage)\s+(global\s+)?(?:ignore\s*=\s*)([^#]*)/i.exec(comment)
  if (match === null) return undefined
  const [list = '', because] = (match[3] ?? '').split(/\s+because\s+/i)
  return {
    tool: match[1]?.toLowerCase() === 'hadolint' ? 'hadolint' : 'laststage',
    everywhere: match[2] !== undefined,
    names: names(list),
    because: because?.trim(),
  }
}

function names(list: string): readonly string[] {
  return list.split(/[\s,]+/).filter(name => name !== '')
}

function suppression(pragma: Pragma, within: Suppression['within'], rules: readonly Rule[]): Suppression {
  return {
    codes: codesOf(pragma.tool, pragma.names, rules),
    within,
    ...(pragma.because === undefined ? {} : { because: pragma.because }),
  }
}

/** Our own pragma also takes the names of the other tools. */
function codesOf(
  tool: 'hadolint' | 'buildkit' | 'laststage',
  wanted: readonly string[],
  rules: readonly Rule[],
): Suppression['codes'] {
  if (tool !== 'hadolint' && wanted.includes('all')) return 'all'
  const low = new Set(wanted.map(name => name.toLowerCase()))
  const named = [
    ...rules.map(({ id, counterparts }) => ({ id, ...counterparts })),
    ...syntaxFaults.map(({ code, ...theirs }) => ({ id: code, ...theirs })),
  ]
  const counted = named.filter(({ id, hadolint = [], buildkit = [] }) => {
    const theirs =
      tool === 'laststage' ? [id, ...hadolint, ...buildkit] : tool === 'hadolint' ? hadolint : buildkit
    return theirs.some(name => low.has(name.toLowerCase()))
  })
  return new Set([...(tool === 'laststage' ? low : []), ...counted.map(({ id }) => id)])
}

/** Comments of the shell, in a script of several lines. */
function inHeredocs({ name, heredocs }: Instruction): readonly string[] {
  if (name !== 'RUN') return []
  return heredocs.flatMap(({ content }) =>
    content
      .split('\n')
      .map(line => line.trim())
      .filter(line => line.startsWith('#')),
  )
}

function inside({ comments }: DockerfileDocument, { range }: Instruction): DockerfileDocument['comments'] {
  return comments.filter(
    comment =>
      comment.range.start.offset > range.start.offset && comment.range.end.offset <= range.end.offset,
  )
}

function reachOfPragma(document: DockerfileDocument, { tool }: Pragma, index: number): Suppression['within'] {
  const { instructions, text } = document
  const instruction = instructions[index]
  if (instruction === undefined) return 'file'
  const from = instruction.range.start.offset
  if (tool === 'hadolint' || instruction.name !== 'FROM')
    return { from, to: instruction.range.end.offset + 1 }
  const next = instructions.slice(index + 1).find(each => each.name === 'FROM')
  return { from, to: next?.range.start.offset ?? text.length + 1 }
}
