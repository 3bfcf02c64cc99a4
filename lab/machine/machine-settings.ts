import { readFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { tryRun } from '../host/run.ts'

/** What this machine's clients need to reach their registries; no secrets: tokens and passwords are never taken. */
export interface MachineSettings {
  /** PEM: the machine's trusted certificates, a proxy's own among them. */
  readonly certificates: string
  /** Lines of an npmrc. */
  readonly npm: readonly string[]
  /** Lines of Go's own settings file. */
  readonly go: readonly string[]
  /** Lines of pip.conf's global section. */
  readonly pip: readonly string[]
  /** `<mirror>` elements of the user's Maven settings. */
  readonly maven: readonly string[]
}

/** Asks the machine's clients, where it has them, and its environment. */
export async function machineSettings(): Promise<MachineSettings> {
  return {
    certificates: await certificates(),
    npm: npmSettings((await tryRun('npm', ['config', 'list', '--json'], { cwd: '/' })).stdout),
    go: goSettings((await tryRun('go', ['env', '-json'], { cwd: '/' })).stdout, process.env),
    pip: pipSettings((await tryRun('pip', ['config', 'list'])).stdout, process.env),
    maven: mavenMirrors(await textOf(path.join(os.homedir(), '.m2', 'settings.xml'))),
  }
}

async function certificates(): Promise<string> {
  const named = [
    process.env['SSL_CERT_FILE'] ?? '/etc/ssl/certs/ca-certificates.crt',
    process.env['NODE_EXTRA_CA_CERTS'],
  ]
  const files = [...new Set(named.filter(name => name !== undefined && name !== ''))]
  const texts = await Promise.all(files.map(file => textOf(file ?? '')))
  return texts.join('\n')
}

/** In: `npm config list --json`. Registries and proxies alone. */
export function npmSettings(json: string): string[] {
  return Object.entries(objectIn(json)).flatMap(([name, value]) => {
    const wanted = /^(?:@[^:]+:)?registry$|^(?:https-)?proxy$|^noproxy$/.test(name)
    const text = Array.isArray(value) ? value.join(',') : value
    return wanted && typeof text === 'string' && isPlain(text) ? [`${name}=${text}`] : []
  })
}

/** In: `go env -json`, empty where there is no Go, and the environment. */
export function goSettings(json: string, env: Readonly<Record<string, string | undefined>>): string[] {
  const known = objectIn(json)
  const names = ['GOPROXY', 'GOSUMDB', 'GONOSUMDB', 'GOPRIVATE', 'GONOPROXY', 'GOINSECURE']
  return names.flatMap(name => {
    const value = env[name] ?? known[name]
    return typeof value === 'string' && isPlain(value) ? [`${name}=${value}`] : []
  })
}

/** In: `pip config list` (`global.index-url='https://…'` a line) and the environment. */
export function pipSettings(list: string, env: Readonly<Record<string, string | undefined>>): string[] {
  return ['index-url', 'extra-index-url', 'trusted-host'].flatMap(name => {
    const listed = new RegExp(`^(?:global|install|:env:)\\.${name}='([^']*)'$`, 'm').exec(list)?.[1]
    const value = env[`PIP_${name.toUpperCase().replaceAll('-', '_')}`] ?? listed
    return value !== undefined && isPlain(value) ? [`${name} = ${value}`] : []
  })
}

/** In: Maven's settings.xml. Its servers, which hold passwords, stay out. */
export function mavenMirrors(xml: string): string[] {
  return [...xml.replace(/<!--[\s\S]*?-->/g, '').matchAll(/<mirror>[\s\S]*?<\/mirror>/g)].map(
    match => match[0],
  )
}

/** Not empty, and with no user and password in an address. */
function isPlain(value: string): boolean {
  return value !== '' && !/:\/\/[^/\s]*@/.test(value)
}

function objectIn(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '')
}
