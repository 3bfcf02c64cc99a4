import type { SecretLike } from '../../measure/measured-image.ts'
import { code, list, prose } from './text.ts'

const LISTED = 20

/** Files that look like secrets; never their content. */
export function secretList(title: string, secrets: readonly SecretLike[]): string {
  if (secrets.length === 0) return ''
  const lines = secrets
    .slice(0, LISTED)
    .map(({ path, why, layer }) => `${code(path)}: ${prose(why)}, layer ${layer}`)
  return `**${title}**\n\n${list(lines)}`
}
