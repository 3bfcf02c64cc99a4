import type { AppFiles } from '../../app/app-files.ts'
import { type PackageJson, readPackageJson } from '../../app/package-json.ts'
import type { Evidence } from '../../model/change.ts'
import { serverPackage, startScript } from './start-script.ts'

/** The package.json at the root of an app. */
export const rootPackage = (app: AppFiles): PackageJson | undefined => readPackageJson(app, 'package.json')

/** What makes a package a server: what it depends on, and how it starts. */
export function serverEvidence(manifest: PackageJson): readonly Evidence[] {
  const start = startScript(manifest, 'start')
  return [serverPackage(manifest), start?.evidence].filter(each => each !== undefined)
}
