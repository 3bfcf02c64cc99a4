import type { ImageConfig } from '../../engines/engine.ts'
import type { Difference } from '../verdict.ts'

/** Compares what an image's configuration says of how it runs. All of it counts: a health check lost is a change. */
export const compareConfigs = (original: ImageConfig, candidate: ImageConfig): readonly Difference[] =>
  [
    pair('environment', sorted(original.env), sorted(candidate.env)),
    pair('ENTRYPOINT', original.entrypoint, candidate.entrypoint),
    pair('CMD', original.cmd, candidate.cmd),
    pair('WORKDIR', original.workdir || '/', candidate.workdir || '/'),
    pair('USER', original.user, candidate.user),
    pair('EXPOSE', sorted(original.exposedPorts), sorted(candidate.exposedPorts)),
    pair('VOLUME', sorted(original.volumes), sorted(candidate.volumes)),
    pair('LABEL', entries(original.labels), entries(candidate.labels)),
    pair('STOPSIGNAL', original.stopSignal ?? 'SIGTERM', candidate.stopSignal ?? 'SIGTERM'),
    pair('HEALTHCHECK', healthcheck(original), healthcheck(candidate)),
    pair('SHELL', original.shell ?? [], candidate.shell ?? []),
  ].flat()

const pair = (what: string, original: unknown, candidate: unknown): readonly Difference[] => {
  const [one, other] = [JSON.stringify(original), JSON.stringify(candidate)]
  return one === other ? [] : [{ probe: 'configuration', what, original: one, candidate: other }]
}

const sorted = (values: readonly string[]): readonly string[] => [...values].sort()

const entries = (labels: Readonly<Record<string, string>>): readonly string[] =>
  sorted(Object.entries(labels).map(([key, value]) => `${key}=${value}`))

/** Unset and zero are one: both mean Docker's default. */
const healthcheck = ({ healthcheck: health }: ImageConfig): unknown =>
  health === undefined
    ? 'none'
    : [
        health.test,
        health.interval || 0,
        health.timeout || 0,
        health.startPeriod || 0,
        health.startInterval || 0,
        health.retries || 0,
      ]
