/** `laststage.yaml`, or the `laststage` key of package.json, once read and validated. Every part is optional. */
export interface Config {
  readonly http?: readonly HttpProbe[]
  readonly exec?: readonly ExecProbe[]
  /** Replaces the image's CMD while it is observed. */
  readonly command?: readonly string[]
  readonly ready?: {
    readonly path?: string
    readonly port?: number
    readonly log?: string
    readonly timeoutMs?: number
  }
  readonly env?: Readonly<Record<string, string>>
  /** Paths in the container that get a fresh volume. */
  readonly volumes?: readonly string[]
  readonly network?: 'none' | 'open'
  readonly budget?: { readonly total?: number; readonly compressed?: number }
  /** Regular expressions: what they match in a body or an output is masked. */
  readonly ignore?: readonly string[]
  readonly check?: CheckConfig
}

/** How `laststage check` judges. */
export interface CheckConfig {
  /** By rule id, or by the code of a fault of syntax. */
  readonly rules?: Readonly<Record<string, 'off' | 'info' | 'warning' | 'error'>>
  /** Registries that images may come from; any where not given. */
  readonly registries?: readonly string[]
}

export interface HttpProbe {
  readonly method: string
  readonly path: string
  readonly port?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly expect?: HttpExpectation
}

export interface HttpExpectation {
  readonly status?: number
  readonly contains?: string
  /** The media type, without parameters: `text/html`. */
  readonly type?: string
}

export interface ExecProbe {
  /** Arguments given to the image's entrypoint, in a container of its own. */
  readonly args: readonly string[]
  readonly stdin?: string
  readonly expect?: { readonly exitCode?: number; readonly stdout?: string; readonly stderr?: string }
}
