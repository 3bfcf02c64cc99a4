import { Lines } from '../../dockerfile/lines.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const secretLiteral: Rule = {
  id: 'secret-literal',
  title: 'A secret stands in the file',
  family: 'security',
  severity: 'error',
  counterparts: {},
  *check({ document }: RuleContext): Iterable<Finding> {
    const { text, instructions } = document
    let lines: Lines | undefined
    for (const { kind, pattern } of kinds) {
      for (const match of text.matchAll(pattern)) {
        if (/example|x{5}|\*{3}|password@|:pass@|your|localhost/i.test(match[0])) continue
        const inside = instructions.some(
          ({ range }) => range.start.offset <= match.index && match.index < range.end.offset,
        )
        if (!inside) continue
        yield {
          message: `this looks like ${kind}`,
          range: (lines ??= new Lines(text)).range(match.index, match.index + match[0].length),
          help: 'withdraw it, since everyone who has the file or the image has it; use RUN --mount=type=secret',
        }
      }
    }
  },
}

/** Forms that the issuers document, long enough that nothing else has them by accident. */
const kinds: readonly { readonly kind: string; readonly pattern: RegExp }[] = [
  { kind: 'an AWS access key', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g },
  { kind: 'a GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{50,})\b/g },
  { kind: 'a GitLab token', pattern: /\bglpat-[\w-]{20}\b/g },
  { kind: 'an npm token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { kind: 'a Slack token', pattern: /\bxox[abprs]-\d+-[\w-]{20,}/g },
  { kind: 'a Stripe key', pattern: /\b[rs]k_live_[0-9A-Za-z]{24,}\b/g },
  { kind: 'a Google API key', pattern: /\bAIza[\w-]{35}\b/g },
  { kind: 'a private key', pattern: /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/g },
  {
    kind: 'a password in a URL',
    pattern: /\b(?:https?|git|ftp):\/\/[\w.%+-]+:[^\s/:@$"'`<>{}()\\]{4,}@[\w-]+\.[\w.-]+/g,
  },
]
