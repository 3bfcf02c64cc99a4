import { asObject, objects, parseJson, stringMap, strings, text } from './archive/json.ts'

/** An image's OCI configuration. */
export interface ImageDocument {
  readonly os: string
  readonly architecture: string
  readonly variant: string | undefined
  readonly created: string | undefined
  readonly user: string
  readonly env: readonly string[]
  readonly entrypoint: readonly string[]
  readonly cmd: readonly string[]
  readonly workdir: string
  readonly exposedPorts: readonly string[]
  readonly volumes: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly stopSignal: string | undefined
  /** The test of HEALTHCHECK; undefined where there is none. */
  readonly healthcheck: readonly string[] | undefined
  /** Digests of the unpacked layer tars, lowest first. */
  readonly diffIds: readonly string[]
  readonly history: readonly HistoryEntry[]
}

export interface HistoryEntry {
  readonly createdBy: string
  readonly comment: string
  readonly created: string | undefined
  /** True for what made no layer: ENV, CMD, … */
  readonly emptyLayer: boolean
}

/** Reads a configuration. Throws `ImageError` where it is no JSON; what is missing in it is empty. */
export function parseImageDocument(bytes: Buffer): ImageDocument {
  const document = asObject(parseJson(bytes, 'the image configuration'))
  const config = asObject(document['config'])
  const health = strings(asObject(config['Healthcheck'])['Test'])
  return {
    os: text(document['os']) ?? 'unknown',
    architecture: text(document['architecture']) ?? 'unknown',
    variant: text(document['variant']),
    created: text(document['created']),
    user: text(config['User']) ?? '',
    env: strings(config['Env']),
    entrypoint: strings(config['Entrypoint']),
    cmd: strings(config['Cmd']),
    workdir: text(config['WorkingDir']) || '/',
    exposedPorts: Object.keys(asObject(config['ExposedPorts'])),
    volumes: Object.keys(asObject(config['Volumes'])),
    labels: stringMap(config['Labels']),
    stopSignal: text(config['StopSignal']),
    healthcheck: health.length === 0 || health[0] === 'NONE' ? undefined : health,
    diffIds: strings(asObject(document['rootfs'])['diff_ids']),
    history: objects(document['history']).map(entry => ({
      createdBy: text(entry['created_by']) ?? '',
      comment: text(entry['comment']) ?? '',
      created: text(entry['created']),
      emptyLayer: entry['empty_layer'] === true,
    })),
  }
}

/**
 * The history entry that made each layer, lowest first. Undefined for all where the counts differ (squashed
 * images, foreign builders): a wrong instruction would be worse than none.
 */
export function layerHistory(document: ImageDocument, layers: number): readonly (HistoryEntry | undefined)[] {
  const made = document.history.filter(entry => !entry.emptyLayer)
  return made.length === layers ? made : Array.from({ length: layers }, () => undefined)
}
