import type {
  Budget,
  CommandProbe,
  Config,
  ExecProbe,
  HttpExpectation,
  HttpProbe,
  Service,
  ServiceHealth,
} from './config.ts'
import type { ConfigFile } from './schema.ts'
import { durationMs, growthOf, sizeBytes } from './units.ts'

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
    ...(file.services && { services: toServices(file.services) }),
    ...(file.probes && { probes: file.probes.map(toCommandProbe) }),
  }
}

function toServices(services: NonNullable<ConfigFile['services']>): readonly Service[] {
  if (services === 'none') return []
  return Object.entries(services).map(([name, service]) => {
    const { image, command, entrypoint, env, user, ports, healthcheck, timeout, files, after, job } = service
    const readyMs = timeout === undefined ? undefined : durationMs(timeout)
    return {
      name,
      image,
      ...(entrypoint && { entrypoint }),
      ...(command && { command }),
      ...(env && { env: texts(env) }),
      ...(user !== undefined && { user }),
      ...(ports && { ports }),
      ...(healthcheck !== undefined && { healthcheck: toHealth(healthcheck) }),
      ...(files && { files: Object.entries(files).map(([to, from]) => ({ from, to })) }),
      ...(after && { after }),
      ...(job === true && { ends: true }),
      ...(readyMs !== undefined && { readyMs }),
    }
  })
}

type HealthFile = NonNullable<Exclude<NonNullable<ConfigFile['services']>, 'none'>[string]['healthcheck']>

function toHealth(health: HealthFile): ServiceHealth {
  const { test, timeout } =
    typeof health === 'string' || Array.isArray(health) ? { test: health, timeout: undefined } : health
  const timeoutMs = timeout === undefined ? undefined : durationMs(timeout)
  const isDockers = test[0] === 'CMD' || test[0] === 'CMD-SHELL'
  const whole = typeof test === 'string' ? ['CMD-SHELL', test] : isDockers ? test : ['CMD', ...test]
  return { test: whole, ...(timeoutMs !== undefined && { timeoutMs }) }
}

function toCommandProbe(probe: NonNullable<ConfigFile['probes']>[number]): CommandProbe {
  const {
    command,
    in: where,
    output,
    expect,
    timeout,
  } = typeof probe === 'string' ? { command: probe } : { in: undefined, output: undefined, ...probe }
  const timeoutMs = timeout === undefined ? undefined : durationMs(timeout)
  return {
    name: typeof command === 'string' ? command : command.join(' '),
    command,
    where: where ?? 'host',
    compareOutput: output === true,
    exitCode: expect ?? 0,
    ...(timeoutMs !== undefined && { timeoutMs }),
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

function toBudget(written: NonNullable<ConfigFile['budget']>): Budget {
  if (typeof written !== 'object') return toBudget({ total: written })
  const { base, baseline, maxGrowth } = written
  const growth = maxGrowth === undefined ? undefined : growthOf(maxGrowth)
  return {
    ...toLimits(written),
    ...(base !== undefined && { base }),
    ...(baseline !== undefined && { baseline }),
    ...(growth !== undefined && { maxGrowth: growth }),
  }
}

function toLimits(written: Extract<ConfigFile['budget'], object>): Budget {
  const [total, compressed] = [bytesOf(written.total), bytesOf(written.compressed)]
  const [layer, file] = [bytesOf(written.layer), bytesOf(written.file)]
  return {
    ...(total !== undefined && { total }),
    ...(compressed !== undefined && { compressed }),
    ...(layer !== undefined && { layer }),
    ...(file !== undefined && { file }),
  }
}

function bytesOf(size: string | number | undefined): number | undefined {
  return size === undefined ? undefined : sizeBytes(size)
}

function texts(variables: Readonly<Record<string, string | number | boolean>>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)]))
}
