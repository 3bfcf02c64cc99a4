import * as v from 'valibot'
import { EngineError } from '../../errors.ts'
import type { ContainerState, Healthcheck, ImageConfig } from '../engine.ts'
import { STAND_IN_LABEL } from '../../measure/size.ts'
import { isOurLabel } from './run.ts'

const strings = v.optional(v.nullable(v.array(v.string())))
const record = v.optional(v.nullable(v.record(v.string(), v.unknown())))

/** Nanoseconds, or a count; Docker leaves out what is not set, or says 0. */
const duration = v.optional(v.number())

const image = v.object({
  Id: v.string(),
  Os: v.string(),
  Architecture: v.string(),
  Variant: v.optional(v.string()),
  RootFS: v.optional(v.nullable(v.object({ Layers: strings }))),
  Config: v.optional(
    v.nullable(
      v.object({
        Env: strings,
        Entrypoint: strings,
        Cmd: strings,
        WorkingDir: v.optional(v.string()),
        User: v.optional(v.string()),
        ExposedPorts: record,
        Volumes: record,
        Labels: v.optional(v.nullable(v.record(v.string(), v.string()))),
        StopSignal: v.optional(v.string()),
        Shell: strings,
        Healthcheck: v.optional(
          v.nullable(
            v.object({
              Test: strings,
              Interval: duration,
              Timeout: duration,
              StartPeriod: duration,
              StartInterval: duration,
              Retries: duration,
            }),
          ),
        ),
      }),
    ),
  ),
})

const container = v.object({
  State: v.object({
    Status: v.string(),
    Pid: v.optional(v.number()),
    ExitCode: v.number(),
    OOMKilled: v.boolean(),
    Health: v.optional(v.nullable(v.object({ Status: v.string() }))),
  }),
  Config: v.object({ StopSignal: v.optional(v.string()) }),
  NetworkSettings: v.object({
    Networks: v.optional(v.nullable(v.record(v.string(), v.object({ IPAddress: v.string() })))),
    Ports: v.optional(
      v.nullable(
        v.record(v.string(), v.nullable(v.array(v.object({ HostIp: v.string(), HostPort: v.string() })))),
      ),
    ),
  }),
})

export type ContainerFacts = v.InferOutput<typeof container>

export function readContainer(printed: string): ContainerFacts {
  return first(container, printed, 'container')
}

/** The image's configuration, without the labels that the build added for us. */
export function readImage(printed: string): ImageConfig {
  const facts = first(image, printed, 'image')
  const config = facts.Config ?? {}
  return {
    id: facts.Id,
    platform: [facts.Os, facts.Architecture, facts.Variant].filter(Boolean).join('/'),
    env: config.Env ?? [],
    entrypoint: config.Entrypoint ?? [],
    cmd: config.Cmd ?? [],
    workdir: config.WorkingDir ?? '',
    user: config.User ?? '',
    exposedPorts: Object.keys(config.ExposedPorts ?? {}),
    volumes: Object.keys(config.Volumes ?? {}),
    labels: Object.fromEntries(Object.entries(config.Labels ?? {}).filter(([name]) => !isOurLabel(name))),
    ...(STAND_IN_LABEL in (config.Labels ?? {}) ? { standIn: true } : {}),
    stopSignal: config.StopSignal === undefined || config.StopSignal === '' ? undefined : config.StopSignal,
    healthcheck: healthcheckOf(config.Healthcheck),
    ...(config.Shell ? { shell: config.Shell } : {}),
    ...(facts.RootFS?.Layers ? { layers: facts.RootFS.Layers } : {}),
  }
}

type Health = NonNullable<NonNullable<v.InferOutput<typeof image>['Config']>['Healthcheck']>

function healthcheckOf(told: Health | null | undefined): Healthcheck | undefined {
  const test = told?.Test ?? []
  if (!told || test.length === 0) return undefined
  return {
    test,
    ...(told.Interval ? { interval: told.Interval } : {}),
    ...(told.Timeout ? { timeout: told.Timeout } : {}),
    ...(told.StartPeriod ? { startPeriod: told.StartPeriod } : {}),
    ...(told.StartInterval ? { startInterval: told.StartInterval } : {}),
    ...(told.Retries ? { retries: told.Retries } : {}),
  }
}

export function stateOf({ State: state }: ContainerFacts): ContainerState {
  if (state.Status === 'created') return { status: 'created' }
  if (['running', 'paused', 'restarting'].includes(state.Status)) {
    return { status: 'running', health: healthOf(state.Health?.Status) }
  }
  return { status: 'exited', exitCode: state.ExitCode, oomKilled: state.OOMKilled }
}

function healthOf(status: string | undefined) {
  return status === 'starting' || status === 'healthy' || status === 'unhealthy' ? status : 'none'
}

/** `docker inspect` prints a list. */
function first<Schema extends v.GenericSchema>(
  schema: Schema,
  printed: string,
  what: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(v.tupleWithRest([schema], v.unknown()), parsed(printed))
  if (result.success) return result.output[0]
  const [issue] = result.issues
  throw new EngineError(`Docker describes its ${what} in an unknown way: ${issue.message}`, {
    transient: false,
  })
}

function parsed(printed: string): unknown {
  try {
    return JSON.parse(printed)
  } catch {
    return undefined
  }
}
