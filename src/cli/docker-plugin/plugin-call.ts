import { UserError } from '../../errors.ts'

/** How Docker's CLI called the plugin. */
export type PluginCall =
  | { readonly kind: 'metadata' }
  | {
      readonly kind: 'run'
      /** The command line of laststage. */
      readonly args: readonly string[]
      /** Docker's global options as the variables that its CLI, which laststage calls, reads; undefined: taken away. */
      readonly env: Readonly<Record<string, string | undefined>>
    }

export const pluginName = 'laststage'

/** Docker's global options that take a value, by each of their names. */
const valued: Readonly<Record<string, string>> = {
  '-H': 'host',
  '--host': 'host',
  '-c': 'context',
  '--context': 'context',
  '--config': 'config',
  '-l': 'log-level',
  '--log-level': 'log-level',
  '--tlscacert': 'tlscacert',
  '--tlscert': 'tlscert',
  '--tlskey': 'tlskey',
}

/**
 * Reads the arguments of a CLI plugin: one word that asks for metadata, or Docker's global options, the plugin's name and
 * its own arguments. Completion comes as cobra's `__complete` before the name.
 * @throws UserError for an option that cannot be handed on
 */
export function readPluginCall(args: readonly string[]): PluginCall {
  if (args[0] === 'docker-cli-plugin-metadata') return { kind: 'metadata' }
  const completes = args[0] === '__complete' || args[0] === '__completeNoDesc'
  const { given, rest } = readGlobals(completes ? args.slice(1) : args)
  return { kind: 'run', args: completes ? ['__complete', '--', ...rest] : rest, env: envOf(given) }
}

/** Options up to the plugin's name; called by hand, without the name, all is laststage's. */
function readGlobals(args: readonly string[]): {
  given: ReadonlyMap<string, string>
  rest: readonly string[]
} {
  const given = new Map<string, string>()
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (arg === pluginName) return { given, rest: args.slice(at + 1) }
    // `docker help laststage check`
    if (arg === 'help' && args[at + 1] === pluginName) return { given, rest: ['help', ...args.slice(at + 2)] }
    if (!arg.startsWith('-')) break
    const [, long = arg, inline] = /^(--[^=]+)=(.*)$/s.exec(arg) ?? []
    const name = valued[long]
    const short = valued[arg.slice(0, 2)]
    if (name !== undefined) given.set(name, inline ?? args[++at] ?? '')
    // -Htcp://…
    else if (!arg.startsWith('--') && short !== undefined) given.set(short, arg.slice(2).replace(/^=/, ''))
    else given.set(long.replace(/^-+/, ''), inline ?? 'true')
  }
  return { given: new Map(), rest: args }
}

/** As the CLI weighs them: an option beats the variable, and a context beats DOCKER_HOST only as an option. */
function envOf(given: ReadonlyMap<string, string>): Record<string, string | undefined> {
  const host = given.get('host')
  const context = given.get('context')
  const config = given.get('config')
  const file = ['tlscacert', 'tlscert', 'tlskey'].find(name => given.has(name))
  if (file !== undefined) {
    throw new UserError(
      'docker-option',
      `docker laststage cannot hand on --${file}`,
      'Set DOCKER_CERT_PATH to the folder of ca.pem, cert.pem and key.pem, or use a docker context.',
    )
  }
  return {
    ...(host === undefined ? {} : { DOCKER_HOST: host }),
    ...(context === undefined ? {} : { DOCKER_CONTEXT: context, DOCKER_HOST: undefined }),
    ...(config === undefined ? {} : { DOCKER_CONFIG: config }),
    ...(given.get('tls') === 'true' ? { DOCKER_TLS: '1' } : {}),
    ...(given.get('tlsverify') === 'true' ? { DOCKER_TLS_VERIFY: '1' } : {}),
  }
}
