import type { ImageTree } from '../image/root/image-tree.ts'
import type { InstalledPackage, InstalledPackages } from '../image/packages/package-database.ts'
import type { Ledger } from './ledger.ts'
import type { Trace } from './trace.ts'

/**
 * - `strict`: only what was touched, what the kernel opens for it, and what the image's configuration names.
 * - `safe`: that, the app's own directories whole, and whole each OS package of which a file was opened.
 */
export type ClosurePolicy = 'safe' | 'strict'

/** Of the image's configuration, what the closure depends on. */
export interface RuntimeConfig {
  readonly env: readonly string[]
  readonly workdir: string
  readonly user: string
  readonly entrypoint: readonly string[]
  readonly cmd: readonly string[]
  readonly volumes: readonly string[]
  readonly healthcheck: { readonly test: readonly string[] } | undefined
}

/** `# laststage: keep /path because …` in the Dockerfile. */
export interface KeepRequest {
  readonly path: string
  readonly because: string
  readonly line: number
}

export interface ClosureInput {
  readonly tree: ImageTree
  readonly packages: InstalledPackages
  readonly trace: Trace
  readonly config: RuntimeConfig
  readonly policy: ClosurePolicy
  /** Absolute paths that the last stage's COPY and ADD instructions brought: see `copied-paths.ts`. */
  readonly copies: readonly string[]
  readonly keeps: readonly KeepRequest[]
}

/** An OS package that is kept whole, but for its documentation. */
export interface KeptPackage {
  readonly manager: 'dpkg' | 'apk' | 'rpm'
  readonly installed: InstalledPackage
  /** Paths in the tree that it owns and that come along with its name. */
  readonly paths: readonly string[]
  readonly because: string
  /** True where none of its programs comes along, and so none need be named. */
  readonly withoutPrograms: boolean
}

/** A directory that is kept whole, but for what is pruned in it. */
export interface KeptTree {
  readonly path: string
  /** `runtime`: an interpreter's own files that no OS package owns; they change as seldom as the system does. */
  readonly kind: 'app' | 'runtime'
  readonly because: string
  readonly pruned: readonly PrunedTree[]
}

export interface PrunedTree {
  readonly path: string
  readonly because: string
}

/** What the last stage has to hold, and why. */
export interface Closure {
  readonly policy: ClosurePolicy
  readonly ledger: Ledger
  /** Every path kept, directories and links among them, sorted. */
  readonly kept: readonly string[]
  /** Those that the trace, the kernel and the configuration ask for. */
  readonly strict: ReadonlySet<string>
  /** Paths that were looked for and are not in the image: in the candidate they must not be either. */
  readonly negative: readonly string[]
  readonly packages: readonly KeptPackage[]
  /** The OS packages of which anything is kept. */
  readonly owners: readonly { readonly manager: KeptPackage['manager']; readonly name: string }[]
  /** What of these packages does not come along, and why, by path. */
  readonly withheld: ReadonlyMap<string, string>
  /** Of that, what lines have to name: not the programs of packages that come without any. Directories stand for all in them. */
  readonly left: readonly string[]
  readonly trees: readonly KeptTree[]
  /** The app's own directories: what changes with an edit. */
  readonly appTrees: readonly string[]
  /** Bytes of the files kept, and of all. */
  readonly bytes: { readonly kept: number; readonly strict: number; readonly image: number }
  /** Bytes of the app's own files, and of those that were opened while it was traced. */
  readonly app: { readonly present: number; readonly opened: number }
  /** Directories in which it wrote. */
  readonly written: readonly string[]
  /** Libraries that the loader would not find in the original either, each with a file that names it. */
  readonly unresolved: readonly string[]
  /** Worth knowing: a package database unread, a path to keep that is not there. */
  readonly notes: readonly string[]
}
