import { readFile, stat } from 'node:fs/promises'
import type { Environment } from './cli.ts'

/** Shorter ones are no secrets, and hiding them would blot out half of the log. */
const shortest = 6
const largestFile = 64 * 1024

/** A function that hides the values of these `--secret` arguments in what is shown. */
export async function secretHider(
  secrets: readonly string[],
  env: Environment,
): Promise<(text: string) => string> {
  const values = (await Promise.all(secrets.map(secret => valueOf(secret, env)))).flatMap(parts)
  // Longest first: a part of a value must not be hidden before the whole.
  const sorted = [...new Set(values)].sort((a, b) => b.length - a.length)
  return text => sorted.reduce((shown, value) => shown.replaceAll(value, '***'), text)
}

/** `id=x,src=FILE`, `id=x,env=NAME`; with neither, the variable, else the file, that is named as the id (Docker's rule). */
async function valueOf(secret: string, env: Environment): Promise<string> {
  const fields = new Map(secret.split(',').map(field => splitField(field)))
  const id = fields.get('id') ?? ''
  const source = fields.get('src') ?? fields.get('source')
  const name = fields.get('env') ?? (fields.get('type') === 'env' ? (source ?? id) : undefined)
  if (name !== undefined) return env[name] ?? ''
  if (source === undefined && env[id] !== undefined) return env[id]
  return readSmall(source ?? id)
}

function splitField(field: string): readonly [string, string] {
  const at = field.indexOf('=')
  return at === -1 ? [field, ''] : [field.slice(0, at).trim().toLowerCase(), field.slice(at + 1)]
}

async function readSmall(path: string): Promise<string> {
  try {
    const { size } = await stat(path)
    return size > largestFile ? '' : await readFile(path, 'utf8')
  } catch {
    // The build says so itself.
    return ''
  }
}

/** The lines of a value, and what stands behind `=` or `:` in them: a log may show the token alone. */
function parts(value: string): readonly string[] {
  const lines = value.split('\n').map(line => line.trim())
  const tokens = lines.flatMap(line =>
    line.split(/[=\s]|:\s/).map(token => token.replace(/^["']|["']$/g, '')),
  )
  return [...lines, ...tokens.filter(token => token.length >= 12)].filter(part => part.length >= shortest)
}
