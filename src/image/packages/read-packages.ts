import { readApk } from './apk.ts'
import { readDpkg } from './dpkg.ts'
import type { InstalledPackages, PackageFiles } from './package-database.ts'
import { readRpm } from './rpm.ts'

/** Every package database of an image. What is there and cannot be read is named, never taken as empty. */
export const readPackages = (files: PackageFiles): InstalledPackages => {
  const rpm = readRpm(files)
  const databases = [
    readDpkg(files),
    readApk(files),
    rpm !== undefined && 'packages' in rpm ? rpm : undefined,
  ]
  return {
    databases: databases.filter(database => database !== undefined),
    unread: rpm !== undefined && 'reason' in rpm ? [rpm] : [],
  }
}
