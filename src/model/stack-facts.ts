import type { AppFiles } from '../app/app-files.ts'
import type { Diagnostic } from '../dockerfile/source.ts'
import type { BuildModel } from './build-model.ts'
import type { Change, Evidence } from './change.ts'

/** What a stack was told about the app: its files and, where there is a Dockerfile, the model of it. */
export interface StackInput {
  readonly app: AppFiles
  readonly build: BuildModel | undefined
}

/** A stage that a stack asks for, as text: FROM first, each instruction with the comments that belong to it. */
export interface BuildStage {
  readonly lines: readonly string[]
}

/** A file or folder that the last stage takes from a build stage, an image or the context. */
export interface NeededFile {
  /** A build stage's name, an image reference, or `context`. */
  readonly from: string
  readonly source: string
  readonly destination: string
  /** Printed as a comment above the COPY, where it is not plain from the names. */
  readonly because?: string
  readonly chown?: string
}

/** What the result of the build needs in order to run: the last stage, whose base `compose` chooses. */
export interface Needs {
  /** What executes the app. */
  readonly runtime: Runtime
  readonly files: readonly NeededFile[]
  /** Instructions before the files, as text: ENV, LABEL, WORKDIR. */
  readonly before: readonly string[]
  /** Instructions after the files, as text: USER, EXPOSE, VOLUME, HEALTHCHECK, STOPSIGNAL, ENTRYPOINT, CMD. */
  readonly after: readonly string[]
}

/** The rungs of the ladder: what the last stage stands on. */
export type Runtime =
  /** A static binary: scratch, or distroless static where a time zone database, users or /tmp are wanted. */
  | { readonly kind: 'static-binary'; readonly skeleton: boolean }
  /** A binary that needs a libc: distroless base, or cc where it needs the C++ library too. */
  | { readonly kind: 'dynamic-binary'; readonly cxx: boolean }
  | { readonly kind: 'java'; readonly version: number }
  /** A base that the stack names itself. */
  | { readonly kind: 'image'; readonly image: string }

/** One way to build and ship the app, as a stack sees it. A stack may offer several; each becomes a candidate. */
export interface Plan {
  /** Short and stable, the last part of the candidate's id: `distroless`, `jlink`, `nginx`; empty for the only one. */
  readonly id: string
  readonly title: string
  readonly buildStages: readonly BuildStage[]
  /** The last stage: what it needs, or its text where the user's own stays. */
  readonly needs: Needs | { readonly kept: BuildStage; readonly base: string }
  readonly changes: readonly Change[]
  /** Files to emit beside the Dockerfile, by path: `nginx.conf`. */
  readonly files: Readonly<Record<string, string>>
  /** Lines that `.dockerignore` should gain; a path that a COPY reads must not be among them. */
  readonly ignore: readonly string[]
  /** Why the original is no reference for behaviour, where it is none (a dev server shipped as production). */
  readonly contractOnly?: string
}

/** What a stack found out: what the app is, with evidence, the ways to ship it, and what stands in the way. */
export interface StackFacts {
  readonly stack: string
  readonly evidence: readonly Evidence[]
  readonly plans: readonly Plan[]
  readonly diagnostics: readonly Diagnostic[]
  /** Why there is no plan, where there is none: said to the user in place of a guess. */
  readonly refused?: string
  /** True where the reason is that the app is another stack's: told only where no other stack has a reason. */
  readonly handsOver?: boolean
}

/** An ecosystem: one folder under `stacks/`. */
export interface Stack {
  readonly id: string
  readonly title: string
  /** Undefined where the app is none of this stack's. Pure; never throws for what is in the files. */
  plan(input: StackInput): StackFacts | undefined
}
