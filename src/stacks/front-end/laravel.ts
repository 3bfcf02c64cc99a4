import type { AppFiles } from '../../app/app-files.ts'
import type { Located, PackageJson } from '../../app/package-json.ts'
import { configOf, flagOf, settingIn } from '../node-static/config-text.ts'
import { factOf } from '../node-static/framework-facts.ts'
import type { Bundle } from './bundle-output.ts'

/** True where a package bundles for Laravel, by Vite's plugin or by Mix. */
export const isLaravel = (manifest: PackageJson): boolean =>
  uses(manifest, 'laravel-vite-plugin') || uses(manifest, 'laravel-mix')

const uses = ({ dependencies, devDependencies }: PackageJson, name: string) =>
  devDependencies.has(name) || dependencies.has(name)

/** Plugins that start PHP while the front end is built. */
const startsPhp = /wayfinder|vite-plugin-run\b|["'`]php(?:["'`]|\s+artisan\b)/

/** Where the front end of a Laravel app is written; a string says why that cannot be told. */
export function readLaravel(app: AppFiles, manifest: PackageJson, build: Located): Bundle | string {
  return uses(manifest, 'laravel-vite-plugin')
    ? readVite(app, manifest, build)
    : readMix(app, manifest, build)
}

/** Source: the options publicDirectory and buildDirectory of laravel-vite-plugin; Vite’s own outDir wins. */
function readVite(app: AppFiles, manifest: PackageJson, build: Located): Bundle | string {
  const config = configOf(app, manifest, 'vite.config')
  if (/\s--ssr\b/.test(build.value))
    return `${manifest.path} builds pages that a server of Node’s renders: which of the programs starts is not known`
  const php = startsPhp.exec(config?.text ?? '')?.[0]
  if (php !== undefined)
    return `${config?.path ?? ''} names ${php}, which starts PHP while the front end is built`
  const settings = ['outDir', 'publicDirectory', 'buildDirectory'].map(key => settingIn(config, key))
  const computed = settings.find(each => each !== undefined && each.value === undefined)
  if (computed) return `where Vite writes is computed in ${computed.evidence.file}`
  const [outDir, folder, below] = settings.map(each => each?.value)
  const output = flagOf(build.value, 'outDir') ?? outDir ?? `${folder ?? 'public'}/${below ?? 'build'}`
  return { title: 'Vite', evidence: factOf(manifest, 'build', build), output }
}

/** Mix writes below `public`, beside what lies there: that folder is taken whole. Source: laravel-mix.com/docs/api. */
function readMix(app: AppFiles, manifest: PackageJson, build: Located): Bundle | string {
  const config = configOf(app, manifest, 'webpack.mix')
  const asked = manifest.devDependencies.get('laravel-mix') ?? manifest.dependencies.get('laravel-mix')
  // Before release 6 it stands on webpack 4, whose hashes OpenSSL 3 and so Node since 17 refuses.
  if (Number(/\d+/.exec(asked?.value ?? '')?.[0] ?? 0) < 6)
    return `laravel-mix ${asked?.value ?? ''} needs a Node that is no longer maintained`
  if (!config) return `${manifest.path} names laravel-mix, and there is no webpack.mix.js`
  if (
    /\bsetPublicPath\b|\bmix\.(?:then|before|after|extend|webpackConfig|override)\b|\.then\(/.test(
      config.text,
    )
  )
    return `what ${config.path} writes is computed`
  const targets = [...config.text.matchAll(/\.\w+\(\s*(?:\[[^\]]*\]|["'][^"']*["'])\s*,\s*["']([^"']+)["']/g)]
  const outside = targets.map(match => match[1] ?? '').find(path => !/^(?:\.?\/)?public(?:\/|$)/.test(path))
  return outside === undefined
    ? { title: 'Laravel Mix', evidence: factOf(manifest, 'production', build), output: 'public' }
    : `${config.path} writes ${outside}, outside of public`
}

/** A source of the front end that reads Composer's packages; undefined where none does. */
export function readsVendor(app: AppFiles): string | undefined {
  return app
    .list()
    .find(
      path =>
        /\.(?:[cm]?[jt]sx?|vue|svelte|css|s[ac]ss|less)$/.test(path) &&
        !/^(?:vendor|node_modules|public|storage)\//.test(path) &&
        /(?:["'`(]|\.\/)(?:\.{1,2}\/)*vendor\/[\w.-]+/.test(app.read(path) ?? ''),
    )
}
