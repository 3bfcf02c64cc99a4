import { asObject, text } from '../../image/archive/json.ts'
import { type JarFacts, readJar } from '../../image/packages/jar.ts'
import { entryName } from './layer-path.ts'

/** What a file's content says about others. Only what is needed is kept. */
export type Fact =
  /** A package database, or a list of a package's files. */
  | { readonly kind: 'database'; readonly path: string; readonly bytes: Buffer }
  | { readonly kind: 'jar'; readonly path: string; readonly jar: JarFacts }
  | { readonly kind: 'npm'; readonly path: string; readonly name: string; readonly version: string }
  | { readonly kind: 'secret'; readonly path: string; readonly why: string }

const DATABASES =
  /^(?:\/var\/lib\/dpkg\/status|\/var\/lib\/dpkg\/status\.d\/[^/]+|\/var\/lib\/dpkg\/info\/[^/]+\.list|\/(?:usr\/)?lib\/apk\/db\/installed|\/(?:var\/lib|usr\/lib\/sysimage|usr\/share)\/rpm\/(?:rpmdb\.sqlite(?:-wal)?|Packages(?:\.db)?)|\/etc\/(?:passwd|group|os-release)|\/usr\/lib\/os-release)$/
const RECORD = /\.dist-info\/RECORD$/
const NPM = /\/node_modules\/((?:@[^/]+\/)?[^/@]+)\/package\.json$/
const SMALL = 256 * 1024

/**
 * Files whose names promise a secret, with what in them proves that there is one. Each pattern takes time in proportion to
 * the content, whatever that is: no two repetitions side by side that take the same characters.
 */
const SECRETS: readonly {
  readonly name: RegExp
  readonly content: RegExp | undefined
  readonly why: string
}[] = [
  { name: /^id_(?:rsa|dsa|ecdsa|ed25519)$/, content: /PRIVATE KEY/, why: 'SSH private key' },
  { name: /\.(?:pem|key)$/, content: /-----BEGIN (?:[A-Z ]+ )?PRIVATE KEY-----/, why: 'private key' },
  { name: /^ssh_host_\w+_key$/, content: /PRIVATE KEY/, why: 'SSH host key, the same in each container' },
  { name: /^\.npmrc$/, content: /_auth(?:Token)?\s*=(?=(\s*))\1(?!\$\{)\S/, why: 'npm token' },
  { name: /^\.yarnrc\.yml$/, content: /npmAuthToken:(?=(\s*))\1(?!["']?\$\{)\S/, why: 'npm token' },
  { name: /^[._]netrc$/, content: /\bpassword\s+\S/, why: 'password of a host' },
  { name: /^\.git-credentials$/, content: /:\/\/[^\s:/]{1,256}:[^\s@/]{1,1024}@/, why: 'git password' },
  { name: /^\.pypirc$/, content: /^[ \t]*password\s*[:=]\s*\S/m, why: 'PyPI password' },
  { name: /^pip\.conf$/, content: /:\/\/[^\s:/]{1,256}:[^\s@/]{1,1024}@/, why: 'package index password' },
  { name: /^credentials$/, content: /aws_secret_access_key\s*=\s*\S/, why: 'AWS key' },
  {
    name: /^(?:config\.json|\.dockercfg)$/,
    content: /"auth"\s*:\s*"[A-Za-z0-9+/=]{8,}"/,
    why: 'registry password',
  },
  {
    name: /^kubeconfig$|^config$/,
    content: /client-key-data:\s*\S|^[ \t]*token:\s*\S{16,}/m,
    why: 'cluster credentials',
  },
  {
    name: /\.json$/,
    content: /^(?=[\s\S]*"type"\s*:\s*"service_account")[\s\S]*"private_key"\s*:\s*"-----BEGIN/,
    why: 'service account key',
  },
  {
    name: /^\.env(?:\.[\w-]+)?$/,
    content:
      /^[ \t]*(?=\w*(?:SECRET|PASSWORD|PASSWD|TOKEN|API_?KEY|PRIVATE_?KEY))\w+[ \t]*=[ \t]*["']?[^\s"'$<]{4,}/im,
    why: 'secrets in an .env file',
  },
  { name: /\.(?:p12|pfx|jks|keystore)$/, content: undefined, why: 'key store' },
]
const SECRET_SIZE = 64 * 1024
/** Certificates and sample keys that distributions and libraries ship for their own tests. */
const SAMPLE =
  /^\/(?:etc\/ssl\/certs|usr\/share\/(?:doc|ca-certificates))\/|\/(?:tests?|testdata|__tests__|fixtures|examples?)\//

/** Larger ones are known by their name alone. */
const JAR_SIZE = 64 * 2 ** 20

/** What a jar tells of itself, which takes its whole content for a moment and keeps little of it. */
export function isReadableJar(path: string, size: number): boolean {
  return size <= JAR_SIZE && /\.[jw]ar$/.test(path)
}

export function jarFact(path: string, bytes: Buffer): Fact {
  return { kind: 'jar', path, jar: readJar(entryName(path), bytes) }
}

/** Whether a file's text is worth reading. */
export function wantedText(path: string, size: number): boolean {
  if (
    path.startsWith('/var/lib/dpkg/') ||
    path.includes('/apk/db/') ||
    path.includes('/rpm/') ||
    /^\/(?:etc|usr\/lib)\/[^/]+$/.test(path)
  )
    if (DATABASES.test(path)) return true
  if (path.endsWith('/RECORD')) return RECORD.test(path)
  if (path.endsWith('/package.json') && size < SMALL) return NPM.test(path)
  return size > 0 && size <= SECRET_SIZE && !SAMPLE.test(path) && secretName(path) !== undefined
}

export function factOf(path: string, bytes: Buffer): readonly Fact[] {
  if (DATABASES.test(path) || RECORD.test(path)) return [{ kind: 'database', path, bytes }]
  if (NPM.test(path)) return npmFact(path, bytes)
  const content = bytes.toString('latin1')
  const secret = SECRETS.find(one => one.name.test(entryName(path)) && (one.content?.test(content) ?? true))
  return secret ? [{ kind: 'secret', path, why: secret.why }] : []
}

function npmFact(path: string, bytes: Buffer): readonly Fact[] {
  try {
    const manifest = asObject(JSON.parse(bytes.toString('utf8')))
    const name = text(manifest['name'])
    const version = text(manifest['version'])
    return name === undefined || version === undefined ? [] : [{ kind: 'npm', path, name, version }]
  } catch {
    // A package.json that is no JSON is a test's, not a package's.
    return []
  }
}

function secretName(path: string): string | undefined {
  const name = entryName(path)
  return SECRETS.some(one => one.name.test(name)) ? name : undefined
}
