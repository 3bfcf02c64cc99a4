/** What is known under a port or a name, and the image that most people take for it. */
const known: readonly { readonly port: string; readonly name: RegExp; readonly image: string }[] = [
  { port: '5432', name: /postgres|pgsql|^pg$|^db$|database/i, image: 'postgres:16' },
  { port: '3306', name: /mysql/i, image: 'mysql:8.4' },
  { port: '3306', name: /maria/i, image: 'mariadb:11' },
  { port: '6379', name: /redis|valkey|cache/i, image: 'redis:7' },
  { port: '27017', name: /mongo/i, image: 'mongo:7' },
  { port: '5672', name: /rabbit|amqp/i, image: 'rabbitmq:4' },
  { port: '11211', name: /memcache/i, image: 'memcached:1.6' },
]

/** How languages and clients say that a host's name is not known. */
const unknownHosts: readonly RegExp[] = [
  /(?:ENOTFOUND|EAI_AGAIN)\s+([\w.-]+)/,
  /could not translate host name "([\w.-]+)"/,
  /host not found in upstream "([\w.-]+?)(?::\d+)?"/,
  /unknown (?:mysql server )?host '([\w.-]+)'/i,
  /UnknownHostException: ([\w.-]+)/,
  /lookup ([\w.-]+)(?: on [^:]*:\d+)?: (?:no such host|server misbehaving|Temporary failure)/,
  /bad address '([\w.-]+)'/,
  /Error -[23] connecting to ([\w.-]+):\d+/,
]

/** And that nobody listens where they looked. */
const refused: readonly RegExp[] = [
  /(?:ECONNREFUSED|can't connect to|connection to server at)[^\n]*?(?::|port )(\d{2,5})\b(?!\.)/i,
  /[:@](\d{2,5})\W{1,4}(?:connect: )?connection refused/i,
]

/**
 * What to declare where an app's last words say that it misses another system: a line for `services:`. Undefined where
 * they say nothing of the kind.
 */
export function missingService(words: string): string | undefined {
  const host = unknownHosts.map(pattern => pattern.exec(words)?.[1]).find(found => found !== undefined)
  const port = refused.map(pattern => pattern.exec(words)?.[1]).find(found => found !== undefined)
  if (host !== undefined) {
    const image =
      known.find(({ name }) => name.test(host))?.image ??
      known.find(each => words.includes(`:${each.port}`))?.image
    return `${host}: { image: ${image ?? '…'} }`
  }
  const image = known.find(each => each.port === port)?.image
  return image === undefined ? undefined : `${image.split(':')[0]}: { image: ${image} }`
}
