import type { FoundCommand } from '../commands.ts'
import { subcommandOf } from '../commands.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const tlsNotVerified: Rule = {
  id: 'tls-not-verified',
  title: 'Certificates are not verified',
  family: 'security',
  severity: 'warning',
  counterparts: {},
  *check(context: RuleContext): Iterable<Finding> {
    for (const found of context.commands) {
      const by = switchOff(found)
      if (by !== undefined)
        yield {
          message: `with ${by} anyone on the way can send something else`,
          range: found.command.range,
          help,
        }
    }
    for (const instruction of context.document.instructions) {
      if (instruction.name !== 'ENV') continue
      for (const { key, value } of instruction.pairs) {
        if (variables.get(key.value)?.test(value.value) === true)
          yield { message: `${key.value} turns off the check of certificates`, range: key.range, help }
      }
    }
  },
}

const help = 'install ca-certificates, or the certificate of your own authority'

const variables: ReadonlyMap<string, RegExp> = new Map([
  ['GIT_SSL_NO_VERIFY', /^["']?(?:1|true)/i],
  ['NODE_TLS_REJECT_UNAUTHORIZED', /^["']?0/],
  ['PYTHONHTTPSVERIFY', /^["']?0/],
  ['NPM_CONFIG_STRICT_SSL', /^["']?false/i],
])

/** What of the command turns the check off. */
function switchOff(found: FoundCommand): string | undefined {
  const { name, args, command } = found
  const variable = command.assignments.find(
    ({ key, value }) => variables.get(key)?.test(value ?? '') === true,
  )
  if (variable !== undefined) return `${variable.key}=${variable.value}`
  switch (name) {
    case 'curl':
      return isLocal(args) ? undefined : (args.find(arg => arg === '--insecure') ?? args.find(isInsecure))
    case 'wget':
      return isLocal(args) ? undefined : args.find(arg => arg === '--no-check-certificate')
    case 'git':
      return args.find(
        (arg, at) =>
          /^http\.(?:.*\.)?sslVerify=(?:false|0)$/i.test(arg ?? '') ||
          (/^http\.(?:.*\.)?sslVerify$/i.test(arg ?? '') && args[at + 1] === 'false'),
      )
    case 'npm':
    case 'yarn':
    case 'pnpm':
      return subcommandOf(found) === 'config' && args.some((arg, at) => strict(arg, args[at + 1]))
        ? 'strict-ssl false'
        : undefined
    case 'pip':
    case 'pip3':
      return args.find(arg => arg?.startsWith('--trusted-host') === true)
    default:
      return undefined
  }
}

function strict(arg: string | undefined, next: string | undefined): boolean {
  return arg === 'strict-ssl=false' || (arg === 'strict-ssl' && next === 'false')
}

/** `-sSLk`: k before any letter that takes the rest as its value. */
function isInsecure(arg: string | undefined): boolean {
  return /^-[^-AbcCdDeEFhHKmoPQrtTuUwxXyYz]*k/.test(arg ?? '')
}

function isLocal(args: readonly (string | undefined)[]): boolean {
  return args.some(arg => /^(?:https?:\/\/)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?:[:/]|$)/.test(arg ?? ''))
}
