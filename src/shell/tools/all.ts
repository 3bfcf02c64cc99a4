import { APK } from './apk.ts'
import { APT } from './apt.ts'
import { BUILD } from './build.ts'
import { COREUTILS } from './coreutils.ts'
import { FETCH } from './fetch.ts'
import { GO } from './go.ts'
import { JAVA } from './java.ts'
import { JAVASCRIPT } from './javascript.ts'
import { PHP } from './php.ts'
import { PYTHON } from './python.ts'
import { RPM } from './rpm.ts'
import { RUBY } from './ruby.ts'
import { RUST } from './rust.ts'
import type { Tool } from './tool.ts'
import { USERS } from './users.ts'

/** Every tool by every name of it. */
export const TOOLS: ReadonlyMap<string, Tool> = new Map(
  [APT, APK, RPM, JAVASCRIPT, PYTHON, GO, RUST, JAVA, RUBY, PHP, FETCH, BUILD, COREUTILS, USERS]
    .flat()
    .flatMap(tool => tool.names.map(name => [name, tool] as const)),
)
