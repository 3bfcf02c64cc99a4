import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { PackageJson } from '../../app/package-json.ts'
import type { Evidence } from '../../model/change.ts'
import { serverFramework } from '../node-server/server-frameworks.ts'
import { readFramework } from '../node-static/framework.ts'
import { isLaravel, readLaravel, readsVendor } from './laravel.ts'
import { readBundle } from './bundle-output.ts'

/** A package whose build writes a folder or file that another program serves. */
export interface FrontEnd {
  readonly manifest: PackageJson
  /** The package's folder in the context; `.` for the root. */
  readonly folder: string
  /** What its build writes, relative to the context. */
  readonly output: string
  readonly title: string
  readonly evidence: Evidence
  /** The script that builds it. */
  readonly script: string
  /** A source of it that reads Composer's packages. */
  readonly vendor: string | undefined
}

const scripts = ['build', 'production', 'prod']

/** Programs of a build script that write nothing beside the output. */
const quiet =
  /^(?:cross-env|env|tsc|vue-tsc|vite|webpack|webpack-cli|esbuild|rollup|parcel|react-scripts|vue-cli-service|ng|mix|rimraf|eslint|prettier|svelte-check|\w+=\S*)$/

/** What a package's build script makes; a string says why that cannot be told; undefined where it builds no front end. */
export function readFrontEnd(app: AppFiles, manifest: PackageJson): FrontEnd | string | undefined {
  const laravel = isLaravel(manifest) && manifest.path === 'package.json'
  const script = laravel ? scripts.find(name => manifest.scripts.has(name)) : 'build'
  const build = script === undefined ? undefined : manifest.scripts.get(script)
  if (!build || script === undefined) return undefined
  const found = laravel
    ? readLaravel(app, manifest, build)
    : (readFramework(app, manifest, new Map()) ?? readBundle(app, manifest, build))
  // What renders on a server is the program itself.
  if (serverFramework(app, manifest, 'start')) return undefined
  if (found === undefined || typeof found === 'string') return found
  const steps = build.value
    .split(/&&|;|\|\|/)
    .map(each => each.trim().replace(/^(?:npx|npm exec|yarn)\s+/, ''))
  const odd = steps.find(each => !quiet.test(each.split(/\s+/)[0] ?? ''))
  if (odd !== undefined) return `what \`${odd}\` in the build script of ${manifest.path} writes is not known`
  const hook = [`pre${script}`, `post${script}`].find(name => manifest.scripts.has(name))
  if (hook !== undefined) return `what ${hook} in ${manifest.path} writes is not known`
  const folder = posix.dirname(manifest.path)
  const output = posix.normalize(posix.join(folder, found.output)).replace(/\/$/, '')
  if (output === '.' || output.startsWith('..') || output === folder)
    return `the build of ${manifest.path} writes ${found.output}, among the sources or outside of them`
  const { title, evidence } = found
  return { manifest, folder, output, title, evidence, script, vendor: laravel ? readsVendor(app) : undefined }
}

/** A path or import that leads out of the package's folder, so that the build reads more than that. */
export function readsOutside(app: AppFiles, { folder, output }: FrontEnd): boolean {
  if (folder === '.') return false
  return app.list().some(path => {
    if (!path.startsWith(`${folder}/`) || /\.(?:md|lock|svg)$|package-lock\.json$/.test(path)) return false
    const text = app.read(path) ?? ''
    return [...text.matchAll(/["'`(\s=](\.\.\/[^"'`)\s;,]*)/g)].some(([, written = '']) => {
      const target = posix.normalize(posix.join(posix.dirname(path), written))
      const inside = target === folder || target.startsWith(`${folder}/`)
      return !inside && target.replace(/\/$/, '') !== output && !`${target}/`.startsWith(`${output}/`)
    })
  })
}
