import * as v from 'valibot'
import type { AppFiles } from '../../app/app-files.ts'

/** By these an install script finds a ready binary or makes one: it needs Python and a compiler where none fits. */
const makers =
  /^(?:bindings|prebuild-install|node-gyp|node-gyp-build|node-addon-api|nan|(?:@\w+\/)?node-pre-gyp)$/

const names = v.optional(v.record(v.string(), v.string()), {})
const lockSchema = v.object({
  packages: v.record(
    v.string(),
    v.object({
      hasInstallScript: v.optional(v.boolean()),
      optional: v.optional(v.boolean()),
      dependencies: names,
    }),
  ),
})

/**
 * The first package of npm's lock file whose install may compile; the other managers' files don't say which packages
 * have an install script. One that is optional is left out where it fails.
 */
export function compiledPackage(app: AppFiles): string | undefined {
  const lock = v.safeParse(v.pipe(v.string(), v.parseJson(), lockSchema), app.read('package-lock.json'))
  if (!lock.success) return undefined
  const found = Object.entries(lock.output.packages).find(
    ([path, { hasInstallScript, optional, dependencies }]) =>
      path !== '' &&
      hasInstallScript === true &&
      optional !== true &&
      Object.keys(dependencies).some(name => makers.test(name)),
  )
  return found?.[0].replace(/^.*node_modules\//, '')
}
