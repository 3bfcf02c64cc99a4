import type { Config, ExecProbe, HttpExpectation, HttpProbe } from './config.ts'
import type { ConfigFile } from './schema.ts'
import { durationMs, sizeBytes } from './units.ts'

type Loose<T> = { readonly [K in keyof T]?: T[K] | undefined }
type Expectation = Loose<HttpExpectation>
type Outcome = Loose<NonNullable<ExecProbe['expect']>>

/** The file's short forms written out: what the rest of laststage reads. */
export function toConfig(file: ConfigFile): Config {
  const { command, volumes, network, ignore } = file
  return {
    ...(file.http && { http: file.http.map(toHttpProbe) }),
    ...(file.exec && { exec: file.exec.map(toExecProbe) }),
    ...(command && { command }),
    ...(file.ready && { ready: toReady(file.ready) }),
    ...(file.env && { env: texts(file.env) }),
    ...(volumes && { volumes }),
    ...(network && { network }),
    ...(file.budget !== undefined && { budget: toBudget(file.budget) }),
    ...(ignore && { ignore }),
    ...(file.check && { check: toCheck(file.check) }),
  }
}

function toCheck({ rules, registries }: NonNullable<ConfigFile['check']>): NonNullable<Config['check']> {
  return { ...(rules && { rules }), ...(registries && { registries }) }
}

function toHttpProbe(probe: NonNullable<ConfigFile['http']>[number]): HttpProbe {
  if (typeof probe === 'string') {
    const [first = '/', second] = probe.trim().split(/\s+/)
    return second === undefined
      ? { method: 'GET', path: first }
      : { method: first.toUpperCase(), path: second }
  }
  const { path, port, json, expect } = probe
  const body = json === undefined ? probe.body : JSON.stringify(json)
  const headers = {
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...texts(probe.headers ?? {}),
  }
  return {
    method: (probe.method ?? 'GET').toUpperCase(),
    path,
    ...(port !== undefined && { port }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(body !== undefined && { body }),
    ...(expect !== undefined && {
      expect: toHttpExpectation(expect),
    }),
  }
}

function toExecProbe(probe: NonNullable<ConfigFile['exec']>[number]): ExecProbe {
  if (Array.isArray(probe)) return { args: probe }
  const { args, stdin, expect } = probe
  return {
    args,
    ...(stdin !== undefined && { stdin }),
    ...(expect !== undefined && {
      expect: toRunExpectation(expect),
    }),
  }
}

function toHttpExpectation(expect: number | Expectation): HttpExpectation {
  if (typeof expect === 'number') return { status: expect }
  const { status, contains, type } = expect
  return {
    ...(status !== undefined && { status }),
    ...(contains !== undefined && { contains }),
    ...(type !== undefined && { type }),
  }
}

function toRunExpectation(expect: number | Outcome): NonNullable<ExecProbe['expect']> {
  if (typeof expect === 'number') return { exitCode: expect }
  const { exitCode, stdout, stderr } = expect
  return {
    ...(exitCode !== undefined && { exitCode }),
    ...(stdout !== undefined && { stdout }),
    ...(stderr !== undefined && { stderr }),
  }
}

function toReady({
  path,
  port,
  log,
  timeout,
}: NonNullable<ConfigFile['ready']>): NonNullable<Config['ready']> {
  const timeoutMs = timeout === undefined ? undefined : durationMs(timeout)
  return {
    ...(path !== undefined && { path }),
    ...(port !== undefined && { port }),
    ...(log !== undefined && { log }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  }
}

function toBudget(budget: NonNullable<ConfigFile['budget']>): NonNullable<Config['budget']> {
  const { total, compressed } =
    typeof budget === 'object'
      ? { total: bytesOf(budget.total), compressed: bytesOf(budget.compressed) }
      : { total: bytesOf(budget), compressed: undefined }
  return { ...(total !== undefined && { total }), ...(compressed !== undefined && { compressed }) }
}

function bytesOf(size: string | number | undefined): number | undefined {
  return size === undefined ? undefined : sizeBytes(size)
}

function texts(variables: Readonly<Record<string, string | number | boolean>>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)]))
}
