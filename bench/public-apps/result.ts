/** What became of one app, as it is kept between runs and told in the report. */
export interface AppResult {
  readonly set: string
  readonly app: string
  /** Without an engine. */
  readonly plans: {
    /** `node-server`, `python`: empty where none was recognised. */
    readonly stacks: readonly string[]
    /** `optimize --static`, where the app has a Dockerfile. */
    readonly optimize?: Plan
    /** `init`, with the Dockerfile left out where there is one. */
    readonly init: Plan
    readonly ms: number
  }
  readonly built?: Built
  /** Laststage's own at the time, abbreviated. */
  readonly commit?: string
}

/** What is proposed: the candidates' ids, or why there is none. */
export interface Plan {
  readonly candidates: readonly string[]
  readonly refused?: string
}

/** There is nothing to be compared with: counted, and not among those that were tried. */
interface NotTried {
  readonly outcome: 'no original' | 'original fails' | 'original times out'
  readonly because: string
}

export interface Tried {
  readonly outcome:
    | 'equivalent'
    | 'contract'
    | 'inconclusive'
    | 'different'
    | 'refused'
    | 'candidate fails'
    | 'timed out'
    /** It builds, and fails by itself when it is run: no reference for anything. */
    | 'original does not run'
    | 'wrong'
  readonly because: string
  readonly date: string
  readonly origin: string
  readonly bases: readonly string[]
  readonly before: number | undefined
  readonly after: number | undefined
  readonly chosen: string | null
  /** By candidate: what was found of it. */
  readonly candidates: Readonly<Record<string, string>>
  /** What the app's own test says of the original and of the chosen image. */
  readonly ownTest: string
}

export type Built = NotTried | Tried
