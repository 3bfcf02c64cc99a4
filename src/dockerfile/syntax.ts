import type { Diagnostic, Range } from './source.ts'

/**
 * A parsed Dockerfile. Lossless: `printDockerfile(document)` gives back `text` byte for byte, whatever was in it.
 * Errors are in `diagnostics`; what could be read is in `instructions` all the same.
 */
export interface DockerfileDocument {
  readonly file: string
  readonly text: string
  readonly escape: '\\' | '`'
  readonly directives: readonly Directive[]
  readonly comments: readonly Comment[]
  /** Every instruction in order, those that are unknown or malformed included. */
  readonly instructions: readonly Instruction[]
  readonly diagnostics: readonly Diagnostic[]
}

/** `# syntax=…`, `# escape=…`, `# check=…` at the top of the file. */
export interface Directive {
  readonly name: string
  readonly value: string
  readonly range: Range
}

/** A whole-line comment, `#` included. */
export interface Comment {
  readonly text: string
  readonly range: Range
}

/** A word of the file as the user wrote it (`raw`) and as BuildKit reads it (`value`, quotes kept where BuildKit keeps them). */
export interface Word {
  readonly value: string
  readonly range: Range
}

/** `--name=value`; `value` is undefined for a bare `--link`. */
export interface Flag {
  readonly name: string
  readonly value: string | undefined
  readonly range: Range
}

export interface Heredoc {
  /** The delimiter's name: `EOF` in `<<EOF`. */
  readonly name: string
  /** False where the delimiter was quoted. */
  readonly expand: boolean
  /** True for `<<-`. */
  readonly chomp: boolean
  readonly fileDescriptor: number
  readonly content: string
  readonly contentRange: Range
}

/**
 * The argument text of an instruction as BuildKit sees it: continued lines joined, comments inside dropped.
 * `offsets[i]` is the offset in the file of `text[i]`; `offsets[text.length]` is the offset after the last.
 */
export interface LogicalText {
  readonly text: string
  readonly offsets: Uint32Array
}

interface InstructionBase {
  /** From the keyword to the end of its last line (heredoc bodies included), without the newline. */
  readonly range: Range
  /** As written: `run`, `Run`, `RUN`. */
  readonly keywordRange: Range
  readonly flags: readonly Flag[]
  readonly heredocs: readonly Heredoc[]
  /** Everything after the keyword and the flags. */
  readonly logical: LogicalText
}

/** Shell form is one script; exec form is a JSON array of arguments. */
export type Command =
  | { readonly form: 'shell'; readonly script: string }
  | { readonly form: 'exec'; readonly args: readonly string[] }

export interface KeyValue {
  readonly key: Word
  readonly value: Word
}

/** One member per name, so that `InstructionOf` and a check of `name` narrow to it. */
type Named<Name extends string, Fields> = Name extends Name
  ? InstructionBase & { readonly name: Name } & Fields
  : never

export type Instruction =
  | Named<
      'FROM',
      { readonly image: Word; readonly as: Word | undefined; readonly platform: string | undefined }
    >
  | Named<'RUN' | 'CMD' | 'ENTRYPOINT', { readonly command: Command }>
  | Named<
      'COPY' | 'ADD',
      {
        /** Without heredoc sources, whose content is in `heredocs`. */
        readonly sources: readonly Word[]
        readonly destination: Word
        readonly from: string | undefined
      }
    >
  | Named<'ENV' | 'LABEL', { readonly pairs: readonly KeyValue[] }>
  | Named<'ARG', { readonly args: readonly { readonly key: Word; readonly value: Word | undefined }[] }>
  | Named<'WORKDIR' | 'USER' | 'STOPSIGNAL' | 'MAINTAINER', { readonly value: Word }>
  | Named<'EXPOSE' | 'VOLUME', { readonly values: readonly Word[] }>
  | Named<'SHELL', { readonly shell: readonly string[] }>
  | Named<'HEALTHCHECK', { readonly command: Command | 'NONE' }>
  | Named<'ONBUILD', { readonly inner: Instruction }>
  /** What BuildKit would reject: an unknown keyword, or arguments that do not fit. A diagnostic says which. */
  | Named<'invalid', { readonly keyword: string }>

export type InstructionOf<Name extends Instruction['name']> = Extract<Instruction, { readonly name: Name }>
