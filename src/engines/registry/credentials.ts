import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { UserError } from '../../errors.ts'
import { asObject, type JsonObject, stringMap, text } from '../../image/archive/json.ts'
import type { RegistryPlace } from './place.ts'

/** A helper may ask a person for the key of a keychain. */
const HELPER_MS = 60_000

export type Credentials =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** What a token server takes in place of a password. */
  | { readonly kind: 'identity'; readonly token: string }
  /** @property why where something is wrong with those that there should be */
  | { readonly kind: 'none'; readonly why?: string }

type Environment = Readonly<Record<string, string | undefined>>

/**
 * What `docker login` left for this registry, and for no other: its own helper (`credHelpers`) first, then the
 * store (`credsStore`), then `auths`. A helper that fails leaves it anonymous, as with Docker.
 * @throws UserError where config.json is not JSON
 */
export async function credentialsFor(place: RegistryPlace, env: Environment): Promise<Credentials> {
  const config = await readConfig(env)
  const helper = stringMap(config['credHelpers'])[place.credentialKey] ?? text(config['credsStore'])
  if (helper) {
    const found = await askHelper(helper, place.credentialKey, env)
    if (found.kind !== 'none') return found
    const stored = storedCredentials(config, place)
    return stored.kind === 'none' ? found : stored
  }
  return storedCredentials(config, place)
}

async function readConfig(env: Environment): Promise<JsonObject> {
  const path = join(env['DOCKER_CONFIG'] || join(env['HOME'] || homedir(), '.docker'), 'config.json')
  const content = await readFile(path, 'utf8').catch(() => '{}')
  try {
    return asObject(JSON.parse(content))
  } catch {
    throw new UserError('docker-config', `${path} is not JSON`, 'docker login writes a new one.')
  }
}

async function askHelper(name: string, server: string, env: Environment): Promise<Credentials> {
  const program = `docker-credential-${name}`
  if (!/^[\w.-]+$/.test(name))
    return { kind: 'none', why: 'The credential helper has a name that is refused.' }
  const { failed, stdout, code } = await execa(program, ['get'], {
    env: { ...env },
    extendEnv: false,
    input: server,
    timeout: HELPER_MS,
    maxBuffer: 1 << 20,
    reject: false,
  })
  if (failed)
    return /credentials not found/i.test(stdout)
      ? { kind: 'none' }
      : { kind: 'none', why: `${program} gave no credentials${code === undefined ? '' : ` (${code})`}.` }
  try {
    const answer = asObject(JSON.parse(stdout))
    return secretOf(text(answer['Username']) ?? '', text(answer['Secret']) ?? '')
  } catch {
    return { kind: 'none', why: `${program} did not answer with JSON.` }
  }
}

/** Docker's mark for a token where a name is expected. */
function secretOf(username: string, password: string): Credentials {
  if (username === '<token>') return { kind: 'identity', token: password }
  return username === '' && password === '' ? { kind: 'none' } : { kind: 'password', username, password }
}

/** Keys are hosts, or addresses as older Docker wrote them: `https://ghcr.io/v1/`. */
function storedCredentials(config: JsonObject, { credentialKey }: RegistryPlace): Credentials {
  const auths = asObject(config['auths'])
  const key = [credentialKey, ...Object.keys(auths)].find(
    one => one in auths && hostOf(one) === hostOf(credentialKey),
  )
  const entry = asObject(key === undefined ? undefined : auths[key])
  const token = text(entry['identitytoken'])
  if (token) return { kind: 'identity', token }
  const [username = '', ...rest] = Buffer.from(text(entry['auth']) ?? '', 'base64')
    .toString('utf8')
    .split(':')
  return secretOf(username, rest.join(':'))
}

function hostOf(key: string): string {
  return key.replace(/^https?:\/\//, '').replace(/\/.*$/, '')
}
