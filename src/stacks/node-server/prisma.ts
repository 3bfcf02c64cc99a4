import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { PackageJson } from '../../app/package-json.ts'
import { rangeOf } from '../../app/positions.ts'
import type { Evidence } from '../../model/change.ts'

/**
 * The client that Prisma generates from a schema. Sources: prisma.io/docs/orm/prisma-schema/overview/generators and
 * …/more/upgrade-guides/upgrading-versions/upgrading-to-prisma-7.
 */
export interface PrismaClient {
  /** `packages`: node_modules/.prisma, beside @prisma/client; `sources`: TypeScript that is compiled with the app. */
  readonly place: 'packages' | 'sources'
  /** The native engine, which loads OpenSSL; undefined where the queries are compiled by WebAssembly. */
  readonly engine: Evidence | undefined
  readonly schema: string
  /** True where the context holds what is generated already. */
  readonly there: boolean
  /** True where an install generates the client by itself, once the schema is there. */
  readonly byInstall: boolean
}

/** Reads schema and version; a string says why what is generated cannot be shipped; undefined for an app without Prisma. */
export function readPrisma(
  app: AppFiles,
  manifests: readonly PackageJson[],
): PrismaClient | string | undefined {
  const manifest = manifests.find(({ dependencies }) => dependencies.has('@prisma/client'))
  const client = manifest?.dependencies.get('@prisma/client')
  const all = generators(app)
  const found = all.filter(({ settings }) => clients.test(settings.get('provider') ?? ''))
  const [first, ...others] = found
  if (!manifest || !client) return first && manifests.some(asksPrisma) ? withoutClient(first.path) : undefined
  if (!first)
    return `${manifest.path}:${client.range.start.line} depends on @prisma/client, and no schema says what it generates`
  if (others.length > 0)
    return `several schemas generate a client of Prisma’s: ${found.map(({ path }) => path).join(', ')}`
  const beside = all.find(
    each =>
      !found.includes(each) &&
      !each.settings.has('output') &&
      !quiet.test(each.settings.get('provider') ?? ''),
  )
  if (beside)
    return `where ${beside.settings.get('provider') ?? 'a generator'} of ${beside.path} writes is not known: give it an output`
  const { path, text, settings, at } = first
  const output = settings.get('output')
  const major = Number(/\d+/.exec(client.value)?.[0] ?? 0)
  const evidence = { file: path, range: rangeOf(text, at, at), fact: 'generates a client with an engine' }
  const engine = major >= 7 || settings.get('engineType') === 'client' ? undefined : evidence
  if (settings.get('provider') === 'prisma-client') return inSources(app, path, output, engine)
  const place = output === undefined ? undefined : posix.join(posix.dirname(path), output)
  if (place !== undefined && place !== 'node_modules/.prisma/client')
    return `${path}:${evidence.range.start.line} generates Prisma’s client into ${place}: what of it the build takes along is not known`
  const byInstall = major > 0 && major < 7 && hasCommand(manifest)
  return { place: 'packages', engine, schema: path, there: false, byInstall }
}

const clients = /^(?:@prisma\/client|prisma-client(?:-js)?)$/

/** Generators that write papers and types alone. */
const quiet = /(?:^|[\s/])prisma-(?:dbml|erd|docs|json-types)-generator$|(?:^|[\s/])prisma-markdown$/

const asksPrisma = ({ dependencies, devDependencies }: PackageJson) =>
  [...dependencies.keys(), ...devDependencies.keys()].some(name =>
    /^(?:prisma|@prisma\/(?:client|nuxt))$/.test(name),
  )

const withoutClient = (schema: string) =>
  `${schema} asks for Prisma’s client, and @prisma/client is not among the packages that ship`

function inSources(
  app: AppFiles,
  schema: string,
  output: string | undefined,
  engine: Evidence | undefined,
): PrismaClient | string {
  if (output === undefined) return `${schema} does not say where Prisma’s client is generated`
  if (engine)
    return `${schema}:${engine.range?.start.line ?? 1} generates Prisma’s client with an engine into ${output}, and a compiler leaves that behind`
  const folder = posix.join(posix.dirname(schema), output)
  const there = app.list().some(path => path.startsWith(`${folder}/`))
  return { place: 'sources', engine, schema, there, byInstall: false }
}

/** True where the command that generates is among the packages. */
export const hasCommand = ({ dependencies, devDependencies }: PackageJson): boolean =>
  dependencies.has('prisma') || devDependencies.has('prisma')

/** The generators of all schemas, with their settings as they are written. */
function generators(app: AppFiles) {
  return app
    .list()
    .filter(path => path.endsWith('.prisma') && !path.includes('node_modules/'))
    .flatMap(path => {
      const text = app.read(path) ?? ''
      return [...text.matchAll(/^\s*generator\s+\w+\s*\{([^}]*)\}/gm)].map(match => {
        const lines = [...(match[1] ?? '').matchAll(/^\s*(\w+)\s*=\s*"([^"]*)"/gm)]
        const settings = new Map(lines.map(([, key = '', value = '']) => [key, value]))
        return { path, text, settings, at: match.index + match[0].indexOf('generator') }
      })
    })
}

/** True where a script, or one that it calls by name, generates the client. */
export function generatesClient(
  manifest: PackageJson,
  name: string,
  seen: ReadonlySet<string> = new Set(),
): boolean {
  const texts = [`pre${name}`, name, `post${name}`].flatMap(each => manifest.scripts.get(each)?.value ?? [])
  const further = new Set([...seen, name])
  return texts.some(
    text =>
      /\bprisma generate\b/.test(text) ||
      text
        .split(/[\s"']+/)
        .some(
          word =>
            !further.has(word) && manifest.scripts.has(word) && generatesClient(manifest, word, further),
        ),
  )
}

/** True where `postinstall` generates the client and does no more: an install of what runs can do without. */
export function onlyGenerates(
  manifest: PackageJson,
  name = 'postinstall',
  seen: readonly string[] = [],
): boolean {
  const text = manifest.scripts.get(name)?.value.trim()
  if (text === undefined || seen.includes(name)) return false
  if (/^(?:npx |yarn |pnpm (?:exec )?)?prisma generate(?: --[\w=./-]+)*$/.test(text)) return true
  const next = /^(?:npm run |yarn (?:run )?|pnpm (?:run )?)(\S+)$/.exec(text)?.[1]
  return next !== undefined && onlyGenerates(manifest, next, [...seen, name])
}
