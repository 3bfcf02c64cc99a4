import type { NamedRoutes } from '../model/routes/named-routes.ts'

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
  readonly budget?: Budget
  /** Regular expressions: what they match in a body or an output is masked. */
  readonly ignore?: readonly string[]
  readonly check?: CheckConfig
  /** What the app talks to: started beside it, afresh for each observation. Empty: none, whatever the Compose file says. */
  readonly services?: readonly Service[]
  /** Commands that try the running app. */
  readonly probes?: readonly CommandProbe[]
  /** Requests that an OpenAPI document of the app names. */
  readonly documented?: readonly HttpProbe[]
  /** What the app's sources say that it answers. */
  readonly inSources?: NamedRoutes
  /** Where those of `probes` run that run on this machine. */
  readonly host?: {
    readonly folder: string
    readonly env: Readonly<Record<string, string | undefined>>
  }
}

/** A container beside the app: a database, a broker, a stand-in for another system. */
export interface Service {
  /** The host name under which the app finds it. */
  readonly name: string
  /** `.` is the image that is observed itself: another role of the app, such as the job that makes its tables. */
  readonly image: string
  readonly entrypoint?: readonly string[]
  readonly command?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly user?: string
  /** Further host names. */
  readonly aliases?: readonly string[]
  /** TCP ports; where there is no health check, it is there once all of them accept connections. */
  readonly ports?: readonly number[]
  /** In place of the image's own. */
  readonly healthcheck?: ServiceHealth
  readonly files?: readonly ServiceFile[]
  /** Services that have to be there first. */
  readonly after?: readonly string[]
  /** A job: it is there once it has ended with exit code 0. */
  readonly ends?: boolean
  readonly readyMs?: number
}

export interface ServiceHealth {
  /** As Docker has it: `[CMD, pg_isready]`, `[CMD-SHELL, "curl -f http://localhost"]`. */
  readonly test: readonly string[]
  readonly timeoutMs?: number
}

/** A file that is copied into a service. */
export interface ServiceFile {
  /** On this machine: relative to the folder of the file that names it, until that is known. */
  readonly from: string
  /** In the container. */
  readonly to: string
}

export interface CommandProbe {
  /** What it is called in the verdict. */
  readonly name: string
  /** Through a shell where it is a text. */
  readonly command: string | readonly string[]
  /** On this machine, with the app's address in its environment, or in the app's container. */
  readonly where: 'host' | 'container'
  /** Whether what it prints counts, too. */
  readonly compareOutput: boolean
  /** What it has to be; undefined: what it is for the original. */
  readonly exitCode: number | undefined
  readonly timeoutMs?: number
}

/** What an image may weigh. Bytes. */
export interface Budget {
  /** All layers, unpacked. */
  readonly total?: number
  /** All layers, as they are pulled. */
  readonly compressed?: number
  /** The largest layer, unpacked. */
  readonly layer?: number
  /** The largest file. */
  readonly file?: number
  /** `excluded`: what the base image brings counts in none of the limits. */
  readonly base?: 'included' | 'excluded'
  /** The file with the size that was last accepted. */
  readonly baseline?: string
  /** How much larger than that the image may be, unpacked. */
  readonly maxGrowth?: Growth
}

export type Growth = { readonly bytes: number } | { readonly percent: number }

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
