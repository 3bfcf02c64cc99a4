import type { AppFiles } from '../app/app-files.ts'
import type { Diagnostic } from '../dockerfile/source.ts'
import type { BuildModel } from './build-model.ts'
import type { Change, Evidence } from './change.ts'

/** What a stack was told about the app: its files and, where there is a Dockerfile, the model of it. */
export interface StackInput {
  readonly app: AppFiles
  readonly build: BuildModel | undefined
}

/** A build stage that a stack asks for, already as instructions' text. */
export interface BuildStage {
  /** `build`, `jre`; unique within the candidate. */
  readonly name: string
  /** The image reference or the stage's name that follows FROM. */
  readonly from: string
  /** Instructions, one per entry, each possibly of several lines, each with the comments that belong to it. */
  readonly lines: readonly string[]
}

/** A file or folder that the last stage takes from a build stage or from the context. */
export interface NeededFile {
  /** A build stage's name, an image reference, or `context`. */
  readonly from: string
  readonly source: string
  readonly destination: string
  readonly because: string
  readonly chown?: string
}

/** What the result of the build needs in order to run. */
export interface Needs {
  /** What executes the app. */
  readonly runtime: Runtime
  readonly files: readonly NeededFile[]
  readonly env: readonly { readonly key: string; readonly value: string }[]
  readonly workdir: string | undefined
  /** `uid[:gid]` or a name that the base knows; undefined keeps the base's. */
  readonly user: string | undefined
  /** As written after EXPOSE: `8080`, `53/udp`. */
  readonly ports: readonly string[]
  readonly volumes: readonly string[]
  readonly labels: readonly { readonly key: string; readonly value: string }[]
  readonly entrypoint: readonly string[] | undefined
  readonly command: readonly string[] | undefined
  readonly stopSignal: string | undefined
  /** The whole HEALTHCHECK instruction, where one stays possible without a shell. */
  readonly healthcheck: string | undefined
}

/** The rungs of the ladder: what the last stage stands on. */
export type Runtime =
  /** A static binary: scratch, or distroless static where CA certificates, time zones or a user are wanted. */
  | { readonly kind: 'static-binary'; readonly certificates: boolean; readonly timezones: boolean }
  /** A binary that needs a libc: distroless base or cc, or a slim image. */
  | { readonly kind: 'dynamic-binary'; readonly libc: 'glibc' | 'musl'; readonly cxx: boolean }
  | { readonly kind: 'java'; readonly version: number; readonly via: 'distroless' | 'jlink' }
  | { readonly kind: 'static-site'; readonly server: 'nginx' | 'static-web-server' }
  /** A base that the stack names itself. */
  | { readonly kind: 'image'; readonly image: string }

/** One way to build and ship the app, as a stack sees it. A stack may offer several; each becomes a candidate. */
export interface Plan {
  /** Short and stable, the last part of the candidate's id: `distroless`, `jlink`, `nginx`. */
  readonly id: string
  readonly title: string
  readonly buildStages: readonly BuildStage[]
  readonly needs: Needs
  readonly changes: readonly Change[]
  /** Files to emit beside the Dockerfile, by path: `nginx.conf`. */
  readonly files: Readonly<Record<string, string>>
  /** Lines that `.dockerignore` should gain. */
  readonly ignore: readonly string[]
  /** True where the original is no reference for behaviour (a dev server shipped as production). */
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
}

/** An ecosystem: one folder under `stacks/`. */
export interface Stack {
  readonly id: string
  readonly title: string
  /** Undefined where the app is none of this stack's. Pure; never throws for what is in the files. */
  plan(input: StackInput): StackFacts | undefined
}
