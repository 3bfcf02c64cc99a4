import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { Located, PackageJson } from '../../app/package-json.ts'
import type { Evidence } from '../../model/change.ts'
import { configOf } from '../node-static/config-text.ts'
import { factOf } from '../node-static/framework-facts.ts'

/** What a bundler writes, relative to the package's folder. */
export interface Bundle {
  readonly title: string
  readonly evidence: Evidence
  readonly output: string
}

/** Reads where webpack, esbuild or Parcel write; a string says why that cannot be told; undefined for another script. */
export function readBundle(
  app: AppFiles,
  manifest: PackageJson,
  build: Located,
): Bundle | string | undefined {
  const evidence = factOf(manifest, 'build', build)
  const script = build.value
  if (/(?:^|[\s/])esbuild\s/.test(script)) {
    const output = /--(?:outdir|outfile)=(\S+)/.exec(script)?.[1]
    return output === undefined || output.includes('$')
      ? `where esbuild writes cannot be told from ${manifest.path}`
      : { title: 'esbuild', evidence, output }
  }
  if (/(?:^|[\s/])parcel\s+build\s/.test(script))
    return { title: 'Parcel', evidence, output: /--dist-dir[= ](\S+)/.exec(script)?.[1] ?? 'dist' }
  return /(?:^|[\s/])webpack(?:-cli)?(?=\s|$)/.test(script) ? readWebpack(app, manifest, build) : undefined
}

/** Plugins that write a file of their own, wherever they are told. */
const writers = /\b(?:BundleTracker|StatsWriterPlugin|WebpackAssetsManifest|CopyWebpackPlugin|CopyPlugin)\b/

/** Source: webpack.js.org/configuration/output: `output.path` is absolute, `dist` beside the working directory else. */
function readWebpack(app: AppFiles, manifest: PackageJson, build: Located): Bundle | string {
  const evidence = factOf(manifest, 'build', build)
  const flag = /(?:--output-path|-o)[= ](\S+)/.exec(build.value)?.[1]
  if (/(?:--config|-c)[= ]/.test(build.value))
    return `which configuration webpack reads is said by ${build.value}`
  const config = configOf(app, manifest, 'webpack.config')
  const text = config?.text ?? ''
  const writer = writers.exec(text)?.[0]
  if (writer !== undefined) return `what ${writer} in ${config?.path ?? ''} writes is not known`
  if (flag !== undefined) return { title: 'webpack', evidence, output: flag }
  const written = /\bpath\s*:\s*([^\n]+)/.exec(/\boutput\s*:\s*\{([^}]*)/.exec(text)?.[1] ?? '')?.[1]
  if (written === undefined) return { title: 'webpack', evidence, output: 'dist' }
  const joined =
    /^(?:path\.)?(?:resolve|join)\(\s*(?:__dirname|import\.meta\.dirname)\s*,\s*((?:["'][^"']*["']\s*,?\s*)+)\)/.exec(
      written.trim(),
    )
  const parts = [...(joined?.[1] ?? '').matchAll(/["']([^"']*)["']/g)].map(match => match[1] ?? '')
  return parts.length === 0
    ? `where webpack writes is computed in ${config?.path ?? ''}`
    : { title: 'webpack', evidence, output: posix.join(...parts) }
}
