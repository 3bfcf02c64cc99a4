import type { AppFiles } from '../app/app-files.ts'
import { namesSecret } from './secrets.ts'

/** A file of the app that nobody but its owner should read. Keys for tests are in most repositories, and no secret. */
export const isSecret = (path: string, app: AppFiles): boolean =>
  isSecretFile(path) &&
  !/test|spec|example|fixture|sample|mock|docs|vendor/i.test(path) &&
  holdsSecret(path, app)

/** True for the name of a file that programs keep passwords or private keys in. */
export function isSecretFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (/example|sample|template|dist|default|\.pub$/i.test(name)) return false
  return (
    /^(?:\.env(?:\.(?:local|prod\w*|staging|live))?|id_(?:rsa|dsa|ecdsa|ed25519)|\.netrc|\.git-credentials|\.pypirc|\.dockercfg)$/.test(
      name,
    ) ||
    /(?:^|\/)(?:\.aws\/credentials|\.docker\/config\.json|\.kube\/config)$/.test(path) ||
    /^[\w.-]+\.key$/.test(name)
  )
}

/** Where the file can be read, by what is in it: a `.env` of ports and modes is no secret, nor is a public key. */
export function holdsSecret(path: string, app: AppFiles): boolean {
  const text = app.read(path)
  if (text === undefined) return !path.endsWith('.key')
  if (path.endsWith('.key')) return text.includes('PRIVATE KEY')
  if (!/(?:^|\/)\.env[\w.]*$/.test(path)) return text.trim() !== ''
  return text.split('\n').some(line => {
    const [, key = '', value = ''] = /^\s*(?:export\s+)?(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    return namesSecret(key) && value.replace(/["']/g, '') !== ''
  })
}
