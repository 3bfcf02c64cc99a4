/** What is written in a Compose or Bake file, or why it is not known before somebody builds. */
export type Known =
  | { readonly kind: 'known'; readonly value: string }
  | { readonly kind: 'unknown'; readonly reason: string }

/** A build that a Compose or Bake file describes. Paths are relative to the folder that was read. */
export interface NamedBuild {
  /** As a person would say it: `service web`, `target app`. */
  readonly name: string
  readonly by: 'compose' | 'bake'
  /** Where it stands. */
  readonly file: string
  readonly line: number
  /** The empty string for the folder itself. */
  readonly context: string
  /** The Dockerfile; for an inline one the file that it is written in. */
  readonly dockerfile: string
  readonly inline: InlineDockerfile | undefined
  /** The stage to build; the last one where undefined. */
  readonly target: string | undefined
  /** Build arguments whose value is known. */
  readonly args: Readonly<Record<string, string>>
  /** Names that COPY --from and FROM may use beside the stages. */
  readonly contexts: readonly string[]
  /** As in `--platform`, where it is said and known. */
  readonly platforms?: readonly string[]
  /** False where the result is thrown away: a build that only lints or tests. */
  readonly ships: boolean
}

/** A Dockerfile that is written in a Compose or Bake file. */
export interface InlineDockerfile {
  readonly text: string
  /** The line of its first line, and how far it is indented; undefined where its lines are not those of the file. */
  readonly place: { readonly line: number; readonly indent: number } | undefined
}

/** What a Compose or Bake file says that cannot be told from here. */
export interface UnknownBuild {
  readonly file: string
  readonly line: number
  readonly message: string
}

export interface NamedBuilds {
  readonly builds: readonly NamedBuild[]
  readonly unknown: readonly UnknownBuild[]
}
