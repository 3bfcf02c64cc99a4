import type { Mount } from '../dockerfile/mount.ts'
import type { Range } from '../dockerfile/source.ts'
import type { DockerfileDocument, Instruction } from '../dockerfile/syntax.ts'
import type { ShellScript } from '../shell/script.ts'

/** The stage graph of a Dockerfile and what each instruction does. */
export interface BuildModel {
  readonly document: DockerfileDocument
  /** ARGs before the first FROM, with their defaults. */
  readonly globalArgs: ReadonlyMap<string, string | undefined>
  readonly stages: readonly Stage[]
  /** The stage that ships: the last one, or the named target. Undefined where the file has no FROM. */
  readonly final: Stage | undefined
}

export interface Stage {
  readonly index: number
  readonly name: string | undefined
  readonly from: Extract<Instruction, { readonly name: 'FROM' }>
  /** What FROM means after expansion. */
  readonly base: Base
  /** Stages that this one needs built: its base, and what COPY and RUN take files from. Sorted. */
  readonly needs: readonly number[]
  readonly steps: readonly Step[]
}

export type Base =
  | { readonly kind: 'scratch' }
  | { readonly kind: 'stage'; readonly stage: number }
  | { readonly kind: 'image'; readonly reference: string }
  /** The reference holds a variable that has no value here. */
  | { readonly kind: 'unknown'; readonly reference: string; readonly reason: string }

/** One instruction of a stage, with the state that it finds and what it does. */
export interface Step {
  readonly instruction: Instruction
  /** Before the instruction runs; variables expanded, `/` where nothing is known. */
  readonly workdir: string
  /** False where the working directory rests on the base image's, or on a variable without a value. */
  readonly workdirKnown: boolean
  /** Undefined where the base image's user is still in place. */
  readonly user: string | undefined
  /** ENV and ARG in scope before the instruction. */
  readonly variables: ReadonlyMap<string, string>
  /** The script of a RUN, CMD, ENTRYPOINT or HEALTHCHECK in shell form, heredocs put in their place. Read when first asked for. */
  readonly script: ShellScript | undefined
  /** Worked out when first asked for. */
  readonly effects: readonly Effect[]
}

export type Effect =
  | {
      readonly kind: 'copies-from-context'
      readonly sources: readonly string[]
      readonly destination: string
    }
  | {
      readonly kind: 'copies-from-stage'
      /** Undefined where `--from` names an image. */
      readonly stage: number | undefined
      readonly image: string | undefined
      readonly sources: readonly string[]
      readonly destination: string
    }
  /** A `--mount` of RUN; `stage` or `image` where its `from` names one. */
  | {
      readonly kind: 'mounts'
      readonly mount: Mount
      readonly stage: number | undefined
      readonly image: string | undefined
    }
  /** Paths are absolute where the working directory is known; a `/` at the end means something below it; `~` is the user's home. */
  | { readonly kind: 'writes'; readonly path: string }
  | { readonly kind: 'removes'; readonly path: string }
  | { readonly kind: 'installs-packages'; readonly manager: string; readonly packages: readonly string[] }
  /** Runs the project's own build or install: `npm ci`, `mvn package`, `go build`. */
  | {
      readonly kind: 'runs-tool'
      readonly tool: string
      readonly args: readonly string[]
      readonly range: Range
    }
  | { readonly kind: 'sets-env'; readonly key: string; readonly value: string }
  | { readonly kind: 'sets-user'; readonly user: string }
  | { readonly kind: 'uses-network'; readonly tool: string }
  /** Both undefined where they hold an expansion; `path` also where the tool names the file itself. */
  | { readonly kind: 'downloads'; readonly url: string | undefined; readonly path: string | undefined }
  | { readonly kind: 'unknown'; readonly reason: string; readonly range: Range }
