/** What one check found, and what to do where something is not as it should be. */
export interface CheckResult {
  /** `warning`: something will work less well; `failed`: something will not work; `skipped`: could not be looked at. */
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped'
  readonly what: string
  readonly todo?: string
}

export interface Check {
  readonly id: string
  readonly title: string
  readonly run: (probes: Probes) => Promise<CheckResult>
}

/** What `docker info` tells, as far as it is looked at. */
export interface EngineInfo {
  readonly HttpProxy?: string | undefined
  readonly HttpsProxy?: string | undefined
  readonly DockerRootDir?: string | undefined
  readonly MemoryLimit?: boolean | undefined
  readonly PidsLimit?: boolean | undefined
}

/** An attempt: undefined where it worked, else what was said. */
export type Attempt = string | undefined

/** The machine as the checks see it; tests pass their own. */
export interface Probes {
  readonly env: Readonly<Record<string, string | undefined>>
  /** The engine that answers, or why none does. */
  engine(): Promise<
    | { readonly version: string; readonly platform: string; readonly local: boolean }
    | { readonly failure: string; readonly hint: string | undefined }
  >
  info(): Promise<EngineInfo>
  /** Builds a Dockerfile in an empty context. It stands on scratch, so that nothing is fetched. */
  build(dockerfile: string, secret: boolean): Promise<Attempt>
  /** Whether a build tells its progress as data. */
  rawProgress(): Promise<Attempt>
  /** Asks the registry for a manifest, and fetches no layer. */
  manifest(reference: string): Promise<Attempt>
  /** Proxies of `~/.docker/config.json`, which builds get. */
  buildProxy(): Promise<boolean>
  /** Free bytes where a path lies; undefined where that cannot be told. */
  freeBytes(path: string): Promise<number | undefined>
  readText(path: string): Promise<string | undefined>
  /** Undefined where there is no git. */
  gitVersion(): Promise<string | undefined>
  readonly tmpdir: string
}
