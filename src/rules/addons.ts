import type { AppFiles } from '../app/app-files.ts'

/** Packages of npm with a compiled part that is bound to the C library or to the version of Node.js. */
const compiled =
  /"node_modules\/(?:bcrypt|sharp|better-sqlite3|sqlite3|canvas|argon2|node-sass|grpc|libpq|leveldown|cpu-features|re2|isolated-vm|@node-rs\/[\w-]+)"/

/** Whether the app's lock file names one of them; undefined where there is none to read. */
export function hasCompiledAddons(app: AppFiles | undefined): boolean | undefined {
  const lock = app?.read('package-lock.json')
  return lock === undefined ? undefined : compiled.test(lock)
}
