import { parseMount } from '../../src/dockerfile/mount.ts'
import { parseDockerfile } from '../../src/dockerfile/parse.ts'
import type { Command, DockerfileDocument, Instruction } from '../../src/dockerfile/syntax.ts'

/** What the harness prints of one instruction (see `harness/main.go`). */
export interface ReadInstruction {
  readonly keyword: string
  readonly start: number
  readonly end: number
  readonly flags?: readonly string[]
  readonly heredocs?: readonly {
    readonly name: string
    readonly expand: boolean
    readonly chomp: boolean
    readonly fd: number
    readonly content: string
  }[]
  readonly args?: readonly string[]
  readonly json?: boolean
  readonly mounts?: readonly string[]
  readonly error?: string
}

export interface ReadFile {
  /** The parser refuses the file. */
  readonly rejected?: string
  /** An instruction is refused, or the file has no stages. */
  readonly refused?: string
  readonly escape?: string
  readonly syntax?: string
  readonly instructions?: readonly ReadInstruction[]
}

/** Our reading of a file in the harness's terms. Messages are our own, so only whether there is one is compared. */
export function project(text: string): ReadFile {
  const document = parseDockerfile(text)
  const errors = document.diagnostics.filter(({ severity }) => severity === 'error')
  const syntax = document.directives.find(({ name }) => name === 'syntax')?.value
  return {
    ...(errors.length > 0 ? { refused: errors.map(({ code }) => code).join(' ') } : {}),
    escape: document.escape,
    ...(syntax === undefined ? {} : { syntax }),
    instructions: document.instructions.map(instruction => projectInstruction(instruction, document)),
  }
}

function projectInstruction(instruction: Instruction, document: DockerfileDocument): ReadInstruction {
  const { range, flags, heredocs } = instruction
  const keyword = keywordOf(instruction, document)
  const error = faultIn(instruction, document, 'error')
  return {
    keyword,
    start: range.start.line,
    end: range.end.line,
    ...(flags.length > 0 ? { flags: flagsOf(instruction) } : {}),
    ...(heredocs.length > 0
      ? {
          heredocs: heredocs.map(({ name, expand, chomp, fileDescriptor, content }) => ({
            name,
            expand,
            chomp,
            fd: fileDescriptor,
            content,
          })),
        }
      : {}),
    ...(error === undefined ? projectArguments(instruction, document) : { error }),
  }
}

function faultIn(
  { range, keywordRange }: Instruction,
  { diagnostics }: DockerfileDocument,
  severity: 'error' | 'warning',
): string | undefined {
  const end = Math.max(range.end.offset, keywordRange.end.offset)
  return diagnostics.find(
    found =>
      found.severity === severity &&
      found.range.start.offset >= keywordRange.start.offset &&
      found.range.end.offset <= end &&
      !FILE_FAULTS.has(found.code),
  )?.code
}

function flagsOf({ flags }: Instruction): string[] {
  return flags.map(({ name, value }) => `--${name}${value === undefined ? '' : `=${value}`}`)
}

const FILE_FAULTS = new Set([
  'no-from',
  'no-instructions',
  'before-from',
  'line-too-long',
  'unterminated-heredoc',
  'lost-continuation',
  'empty-continuation-line',
])

function keywordOf(instruction: Instruction, { text, escape }: DockerfileDocument): string {
  if (instruction.name === 'invalid') return instruction.keyword
  const { start, end } = instruction.keywordRange
  const written = text.slice(start.offset, end.offset)
  if (!written.includes('\n')) return written
  // A keyword that goes on in the next line: only its letters count.
  return written.replaceAll(escape, '').replace(/\s+/g, '')
}

function projectArguments(instruction: Instruction, document: DockerfileDocument): Partial<ReadInstruction> {
  const args = argumentsOf(instruction, document)
  const json = isJson(instruction)
  const mounts = instruction.name === 'RUN' ? mountsOf(instruction) : []
  return {
    ...(args.length > 0 ? { args } : {}),
    ...(json ? { json } : {}),
    ...(mounts.length > 0 ? { mounts } : {}),
  }
}

function isJson(instruction: Instruction): boolean {
  switch (instruction.name) {
    case 'RUN':
    case 'CMD':
    case 'ENTRYPOINT':
    case 'HEALTHCHECK':
      return instruction.command !== 'NONE' && instruction.command.form === 'exec'
    case 'SHELL':
      return true
    // Which form a list has is not kept.
    default:
      return false
  }
}

function argumentsOf(instruction: Instruction, document: DockerfileDocument): readonly string[] {
  switch (instruction.name) {
    case 'FROM':
      return [instruction.image.value, instruction.as?.value.toLowerCase() ?? '', instruction.platform ?? '']
    case 'RUN':
    case 'CMD':
    case 'ENTRYPOINT':
      return commandLine(instruction.command)
    case 'COPY':
    case 'ADD':
      return [
        instruction.from ?? '',
        instruction.destination.value,
        ...instruction.sources.map(({ value }) => value),
      ]
    case 'ENV':
    case 'LABEL':
      return instruction.pairs.flatMap(({ key, value }) => [key.value, value.value])
    case 'ARG':
      return instruction.args.map(({ key, value }) =>
        value === undefined ? key.value : `${key.value}=${value.value}`,
      )
    case 'EXPOSE':
      return instruction.values
        .map(({ value }) => value)
        .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    case 'VOLUME':
      return instruction.values.map(({ value }) => value)
    case 'USER':
    case 'WORKDIR':
    case 'STOPSIGNAL':
    case 'MAINTAINER':
      return [instruction.value.value]
    case 'SHELL':
      return instruction.shell
    case 'HEALTHCHECK':
      return healthTest(instruction.command)
    case 'ONBUILD':
      return triggerOf(instruction.inner, document)
    case 'invalid':
      return []
  }
}

function triggerOf(inner: Instruction, document: DockerfileDocument): readonly string[] {
  const failed = inner.name === 'invalid' || faultIn(inner, document, 'warning') !== undefined
  const args = failed ? ['error'] : argumentsOf(inner, document)
  return [keywordOf(inner, document), ...flagsOf(inner), ...args]
}

function commandLine(command: Command): readonly string[] {
  if (command.form === 'exec') return command.args
  return command.script === '' ? [] : [command.script]
}

function healthTest(command: Command | 'NONE'): readonly string[] {
  if (command === 'NONE') return ['NONE']
  return command.form === 'exec' ? ['CMD', ...command.args] : ['CMD-SHELL', command.script]
}

function mountsOf({ flags }: Instruction): string[] {
  const mounts = flags.filter(({ name }) => name === 'mount').map(({ value }) => parseMount(value ?? ''))
  const texts: string[] = []
  for (const mount of mounts) {
    if (typeof mount === 'string') return ['error']
    const { type, from = '', source = '', target = '', readOnly, id = '', sharing = '', required } = mount
    const optional = [
      mount.env === undefined ? '' : ` env=${mount.env}`,
      mount.mode === undefined ? '' : ` mode=${Number.parseInt(mount.mode, 8).toString(8)}`,
      mount.uid === undefined ? '' : ` uid=${Number(mount.uid)}`,
      mount.gid === undefined ? '' : ` gid=${Number(mount.gid)}`,
    ]
    texts.push(
      `${type} from=${from} source=${source} target=${target} ro=${readOnly} id=${id} sharing=${sharing} required=${required}${optional.join('')}`,
    )
  }
  return texts
}
