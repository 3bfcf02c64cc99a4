import { posix } from 'node:path'
import type { GradleProject } from '../../app/gradle.ts'
import type { Evidence } from '../../model/change.ts'

/** What the start script of Gradle's `application` plugin runs. */
export interface GradleApplication {
  readonly mainClass: string
  /** The flags of the JVM that the script gives (`applicationDefaultJvmArgs`). */
  readonly flags: readonly string[]
  /** The folder below build/install, which is also the script's name; undefined for the project's own name. */
  readonly name: string | undefined
  readonly evidence: Evidence
}

/**
 * Reads the `application` block. A string says why the script cannot be done without.
 * Source: Gradle's user manual, The Application Plugin; unixStartScript.txt for what the script reads.
 */
export function readApplication(gradle: GradleProject): GradleApplication | string {
  const main = mainClassOf(gradle)
  if (typeof main === 'string') return main
  if (/\bmainModule\b/.test(gradle.text)) return `${gradle.path} starts the program as a module`
  const flags = flagsOf(gradle.text)
  if (!flags) return `the flags in applicationDefaultJvmArgs of ${gradle.path} are computed`
  const written = /\bapplicationName\b/.test(gradle.text)
  const name = /\bapplicationName(?:\.set\(\s*|\s*=\s*)["']([\w.-]+)["']/.exec(gradle.text)?.[1]
  if ((written && name === undefined) || /\bdistributionBaseName\b/.test(gradle.text))
    return `the name of what ${gradle.path} installs is computed`
  return {
    mainClass: main.value,
    flags,
    name,
    evidence: { file: gradle.path, range: main.range, fact: `starts ${main.value}` },
  }
}

/** The block's own class before those of other tasks, which may name theirs. */
function mainClassOf(gradle: GradleProject) {
  const set = '\\bmainClass(?:Name)?(?:\\.set\\(\\s*|\\s*=\\s*)["\']([\\w.]+)["\']'
  const own = gradle.find(new RegExp(`\\bapplication\\s*\\{[^}]*?${set}|\\bapplication\\.${set}`))
  if (own) return own
  const all = [...gradle.text.matchAll(new RegExp(set, 'g'))].map(match => match[1] ?? '')
  const names = [...new Set(all)]
  if (names.length > 1)
    return `${gradle.path} names several main classes (${names.join(', ')}): say which is to be started by a Dockerfile`
  return gradle.find(new RegExp(set)) ?? `${gradle.path} names no main class as a string`
}

/** Strings alone; undefined where anything is put together. */
function flagsOf(text: string): readonly string[] | undefined {
  const counted = text.match(/\bapplicationDefaultJvmArgs\b/g)?.length ?? 0
  if (counted === 0) return []
  const list = /\bapplicationDefaultJvmArgs\s*=\s*(?:listOf\(([^()]*)\)|\[([^[\]]*)\])/.exec(text)
  const items = (list?.[1] ?? list?.[2])
    ?.split(',')
    .map(item => item.trim())
    .filter(Boolean)
  const values = items?.map(item => /^(["'])([^"'$\\]*)\1$/.exec(item)?.[2])
  if (counted > 1 || values === undefined || values.includes(undefined)) return undefined
  const flags = values.filter(value => value !== undefined)
  return flags.some(flag => /APP_HOME|\s/.test(flag)) ? undefined : flags
}

/** The folder of the jars that a start script below build/install reads; undefined for any other program. */
export function installedLibraries(program: string): string | undefined {
  const found = /^(.*\/)?build\/install\/([^/]+)\/bin\/[^/]+$/.exec(program)
  return found ? posix.join(posix.dirname(program), '../lib') : undefined
}
