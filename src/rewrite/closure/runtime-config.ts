/** Of a built image's configuration, what its last stage has to say again when it begins from scratch. */
export interface ShippedConfig {
  readonly env: readonly string[]
  readonly workdir: string
  readonly user: string
  readonly entrypoint: readonly string[]
  readonly cmd: readonly string[]
  readonly exposedPorts: readonly string[]
  readonly volumes: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly stopSignal: string | undefined
  readonly healthcheck:
    | {
        readonly test: readonly string[]
        readonly interval?: number
        readonly timeout?: number
        readonly startPeriod?: number
        readonly startInterval?: number
        readonly retries?: number
      }
    | undefined
  readonly shell?: readonly string[]
}

/** The instructions that give an image this configuration. Undefined where a value cannot be written in a Dockerfile. */
export const configInstructions = (config: ShippedConfig): readonly string[] | undefined => {
  const labels = Object.entries(config.labels).sort(([a], [b]) => (a < b ? -1 : 1))
  const texts = [...config.env, ...labels.flat(), config.workdir, config.user, ...config.volumes]
  if (texts.some(text => /[\r\n]/.test(text))) return undefined
  return [
    ...config.env.map(entry => `ENV ${assignment(entry)}`),
    ...labels.map(([key, value]) => `LABEL ${quote(key)}=${quote(value)}`),
    ...(config.workdir === '' ? [] : [`WORKDIR ${expansionFree(config.workdir)}`]),
    ...(config.exposedPorts.length === 0 ? [] : [`EXPOSE ${config.exposedPorts.join(' ')}`]),
    ...(config.volumes.length === 0 ? [] : [`VOLUME ${json(config.volumes.map(expansionFree))}`]),
    ...(config.stopSignal === undefined ? [] : [`STOPSIGNAL ${config.stopSignal}`]),
    ...(config.shell === undefined || config.shell.length === 0 ? [] : [`SHELL ${json(config.shell)}`]),
    ...healthcheck(config),
    ...(config.user === '' ? [] : [`USER ${expansionFree(config.user)}`]),
    ...(config.entrypoint.length === 0 ? [] : [`ENTRYPOINT ${json(config.entrypoint)}`]),
    ...(config.cmd.length === 0 ? [] : [`CMD ${json(config.cmd)}`]),
  ]
}

const assignment = (entry: string): string => {
  const equals = entry.indexOf('=')
  return `${entry.slice(0, equals)}=${quote(entry.slice(equals + 1))}`
}

/** ENV and LABEL expand `$` and undo `\` also between quotes. */
const quote = (value: string): string =>
  /^[\w@%+:,./=-]+$/.test(value) ? value : `"${value.replace(/[\\"$]/g, '\\$&')}"`

/** WORKDIR, USER and VOLUME expand variables; a literal `$` is escaped. */
const expansionFree = (value: string): string => value.replace(/[\\$]/g, '\\$&')

const json = (words: readonly string[]): string => `[${words.map(word => JSON.stringify(word)).join(', ')}]`

const healthcheck = ({ healthcheck: health, shell }: ShippedConfig): readonly string[] => {
  if (health === undefined) return []
  const [kind, ...test] = health.test
  if (kind === 'NONE') return ['HEALTHCHECK NONE']
  const flags = [
    flag('interval', health.interval),
    flag('timeout', health.timeout),
    flag('start-period', health.startPeriod),
    flag('start-interval', health.startInterval),
    health.retries === undefined || health.retries === 0 ? '' : `--retries=${health.retries} `,
  ].join('')
  if (kind === 'CMD') return [`HEALTHCHECK ${flags}CMD ${json(test)}`]
  const command = test.join(' ')
  // The shell form keeps its words, but a line break in it would end the instruction.
  const words = /[\r\n]/.test(command) ? json([...(shell ?? ['/bin/sh', '-c']), command]) : command
  return [`HEALTHCHECK ${flags}CMD ${words}`]
}

/** Docker keeps durations in nanoseconds. */
const flag = (name: string, nanoseconds: number | undefined): string =>
  nanoseconds === undefined || nanoseconds === 0
    ? ''
    : `--${name}=${nanoseconds / 1e6}ms `.replace(/000ms/, 's')
