import type { AppFiles } from '../../app/app-files.ts'
import type { PackageJson } from '../../app/package-json.ts'
import { rangeOf } from '../../app/positions.ts'
import type { Evidence } from '../../model/change.ts'
import type { CopiedFile } from '../../model/context-copies.ts'
import type { NodeBase } from './node-base.ts'

/** What the sources and the packages say of the system that they need. */
export interface SourceFacts {
  /** The first place where the sources start other programs. */
  readonly programs: Evidence | undefined
  /** A package with a binary part, built for one C library. */
  readonly native: Evidence | undefined
  /** Where the program itself says what it does at SIGTERM. */
  readonly stops: Evidence | undefined
}

/** Packages that bring a binary, or a program of their own. */
const natives =
  /^(?:bcrypt|argon2|sharp|canvas|sqlite3|better-sqlite3|node-gyp|bufferutil|utf-8-validate|zeromq|node-rdkafka|oracledb|odbc|ibm_db|libxmljs2?|pg-native|snappy|usb|serialport|sodium-native|puppeteer|playwright|cpu-features|isolated-vm|re2|deasync|grpc|leveldown|classic-level|@node-rs\/.*|@napi-rs\/.*|@swc\/core|esbuild|tsx)$/
const linked =
  /^(?:canvas|zeromq|node-rdkafka|oracledb|odbc|ibm_db|libxmljs2?|pg-native|usb|puppeteer|playwright)$/

/** Packages that stop a server in order, by handlers of their own for SIGTERM. */
const stoppers =
  /^(?:close-with-grace|@godaddy\/terminus|http-graceful-shutdown|@gquittet\/graceful-server|lightship|fastify-graceful-shutdown|async-exit-hook|exit-hook|node-graceful-shutdown|nuxt)$/

/** Searches the sources of the packages that ship; `reason` says what the last stage would lack, where that is not known. */
export function searchSources(
  app: AppFiles,
  manifests: readonly PackageJson[],
  copied: readonly CopiedFile[],
  base: NodeBase,
): SourceFacts & { readonly reason: string | undefined } {
  const sources = copied.filter(
    ({ context }) =>
      /\.[cm]?[jt]sx?$/.test(context) &&
      // Yarn's own releases and plugins are no part of the program.
      !/(?:^|\/)(?:tests?|__tests__|\.yarn)\/|\.(?:test|spec|config)\./.test(context),
  )
  const first = (pattern: RegExp, fact: string): Evidence | undefined => {
    for (const { context } of sources) {
      const text = app.read(context) ?? ''
      const match = pattern.exec(text)
      if (match)
        return { file: context, range: rangeOf(text, match.index, match.index + match[0].length), fact }
    }
    return undefined
  }
  const dependency = (pattern: RegExp, fact: string) =>
    manifests.map(manifest => dependencyOf(manifest, pattern, fact)).find(each => each !== undefined)
  const programs =
    first(/["'](?:node:)?child_process["']/, 'starts other programs') ??
    dependency(/^(?:execa|cross-spawn|shelljs|zx)$/, 'starts other programs')
  const native = dependency(natives, 'has a binary part')
  const dev = first(/\bnpm_(?:package|config|lifecycle)_\w+/, 'reads what npm sets')
  const system = base.full ? (programs ?? dependency(linked, 'loads libraries of the system')) : undefined
  const found = system ?? dev
  const reason =
    found &&
    `${found.file}:${found.range?.start.line ?? 1} ${found.fact}: what the last stage would lack is not known`
  const stops =
    first(/\bSIGTERM\b|\benableShutdownHooks\b/, 'handles SIGTERM') ?? dependency(stoppers, 'handles SIGTERM')
  return { programs, native, stops, reason }
}

const imports = /(?:\brequire\(|\bfrom|\bimport\(?)\s*["']([^."'][^"']*)["']/g

/** The place where a file that starts loads a package that does not ship; undefined where it loads none. */
export function loadsDevelopment(app: AppFiles, manifest: PackageJson, file: string): string | undefined {
  const text = app.read(file) ?? ''
  const found = [...text.matchAll(imports)].find(([, written = '']) => {
    const name = written
      .split('/')
      .slice(0, written.startsWith('@') ? 2 : 1)
      .join('/')
    return manifest.devDependencies.has(name) && !manifest.dependencies.has(name)
  })
  if (!found) return undefined
  const { line } = rangeOf(text, found.index, found.index).start
  return `${file}:${line} loads ${found[1] ?? ''}, which is a development package`
}

function dependencyOf(manifest: PackageJson, pattern: RegExp, fact: string): Evidence | undefined {
  const found = [...manifest.dependencies].find(([name]) => pattern.test(name))
  return found && { file: manifest.path, range: found[1].range, fact: `${found[0]} ${fact}` }
}
