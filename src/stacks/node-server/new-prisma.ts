import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { PackageJson } from '../../app/package-json.ts'
import { rangeOf } from '../../app/positions.ts'
import type { NewInstall } from '../node-static/new-install.ts'
import { installManifests, needsSources } from '../node-static/package-manager.ts'
import { spared } from './dependency-stage.ts'
import { generatesClient, hasCommand, readPrisma } from './prisma.ts'
import type { Workspace } from './server-packages.ts'

/** What Prisma adds to a Dockerfile that is written anew. */
export interface NewPrisma {
  /** OpenSSL, by whose version the engine is chosen. */
  readonly system: readonly string[]
  /** Manifests for the install, where only `postinstall` keeps it from going without the sources. */
  readonly manifests: readonly string[] | undefined
  /** The schema, where the install reads it. */
  readonly copies: readonly string[]
  readonly generate: readonly string[]
}

const openssl =
  'RUN apt-get update && apt-get install -y --no-install-recommends openssl && rm -rf /var/lib/apt/lists/*'

/** Empty lists for an app without Prisma; a string says why its client cannot be generated. */
export function newPrisma(
  app: AppFiles,
  manifest: PackageJson,
  target: PackageJson,
  workspace: Workspace | undefined,
  install: NewInstall,
): NewPrisma | string {
  const prisma = readPrisma(app, [target])
  if (typeof prisma === 'string') return prisma
  if (!prisma) return { system: [], manifests: undefined, copies: [], generate: [] }
  const text = app.read(prisma.schema) ?? ''
  const targets = /\bbinaryTargets\s*=\s*\[([^\]]*)\]/.exec(text)?.[1]
  if (prisma.engine && targets !== undefined && !/native|debian-openssl-3/.test(targets))
    return `${prisma.schema} names engines for other systems alone: ${targets.trim()}`
  const asks = asksForVariable(app)
  if (asks !== undefined) return asks
  const system = prisma.engine ? [openssl] : []
  if (workspace) return { system, manifests: undefined, copies: [], generate: [] }
  const generated = prisma.there || ['build', 'postinstall'].some(name => generatesClient(manifest, name))
  if (!generated && !hasCommand(manifest))
    return `${prisma.schema} asks for a client, and prisma, which generates it, is not among the packages`
  const without = spared(manifest)
  const alone = without.length > 0 && needsSources(app, manifest, new Set(), without) === undefined
  return {
    system,
    manifests: alone ? installManifests(app, manifest) : undefined,
    copies: alone ? schemaCopies(app, prisma.schema) : [],
    generate: generated ? [] : [`RUN ${generateCommand(install)}`],
  }
}

const configs = ['prisma.config.ts', 'prisma.config.js', 'prisma.config.mjs']

/** `env()` of prisma/config throws where the variable is not set, also while the client is generated. */
function asksForVariable(app: AppFiles): string | undefined {
  for (const file of configs) {
    const text = app.read(file) ?? ''
    const match = /(?<![\w.])env\(\s*["'](\w+)["']/.exec(text)
    if (match)
      return `${file}:${rangeOf(text, match.index, match.index).start.line} asks for ${match[1] ?? ''}, which is not set while the image is built: read it from process.env`
  }
  return undefined
}

function schemaCopies(app: AppFiles, schema: string): readonly string[] {
  const folder = schema.split('/')[0] ?? ''
  return [
    ...(posix.dirname(schema) === '.' ? [`COPY ${schema} ./`] : [`COPY ${folder} ./${folder}`]),
    ...configs.filter(name => app.has(name)).map(name => `COPY ${name} ./`),
  ]
}

function generateCommand({ manager }: NewInstall): string {
  switch (manager.name) {
    case 'npm':
      return 'npx prisma generate'
    case 'pnpm':
      return 'pnpm exec prisma generate'
    case 'bun':
      return 'bunx prisma generate'
    case 'yarn':
    case 'berry':
      return 'yarn prisma generate'
  }
}
