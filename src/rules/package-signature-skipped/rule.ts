import type { FoundCommand } from '../commands.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const packageSignatureSkipped: Rule = {
  id: 'package-signature-skipped',
  title: 'Packages are installed without a look at their signature',
  family: 'security',
  severity: 'warning',
  counterparts: {},
  *check(context: RuleContext): Iterable<Finding> {
    for (const found of context.commands) {
      const by = skippedBy(found)
      if (by === undefined) continue
      yield {
        message: `with ${by} packages may come that nobody has signed`,
        range: found.command.range,
        help: "add the repository's key",
      }
    }
  },
}

const flags: Readonly<Record<string, RegExp>> = {
  'apt-get':
    /^(?:--allow-unauthenticated|--force-yes|--allow-insecure-repositories)$|^(?:-o)?(?:APT::Get::AllowUnauthenticated|Acquire::AllowInsecureRepositories)=(?:true|1)$/i,
  apk: /^--allow-untrusted$/,
  yum: /^--nogpgcheck$/,
  rpm: /^(?:--nosignature|--nogpg)$/,
  zypper: /^(?:--no-gpg-checks|--allow-unsigned-rpm)$/,
}

const sameAs: Readonly<Record<string, string>> = {
  apt: 'apt-get',
  aptitude: 'apt-get',
  dnf: 'yum',
  microdnf: 'yum',
}

function skippedBy({ name, args, raw, command }: FoundCommand): string | undefined {
  const key = Object.hasOwn(sameAs, name) ? sameAs[name] : name
  const pattern = key !== undefined && Object.hasOwn(flags, key) ? flags[key] : undefined
  if (pattern !== undefined) return args.find(arg => arg !== undefined && pattern.test(arg))
  // `echo "deb [trusted=yes] …" > /etc/apt/sources.list.d/x.list`
  const lists = name === 'echo' || name === 'printf' || command.redirects.length > 0
  return lists && raw.some(word => /\[[^\]]*\btrusted=yes\b/.test(word)) ? 'trusted=yes' : undefined
}
