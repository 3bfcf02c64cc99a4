import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { shippedSteps } from '../../model/launch.ts'
import type { JavaApp } from './java-app.ts'

/** What becomes of the locale where the last stage has no locale data. */
export interface CarriedLocale {
  /** Names of variables of the author's that would name a locale which is not there. */
  readonly hidden: ReadonlySet<string>
  /** ENV in their place. */
  readonly env: readonly string[]
  /** What tells Java the language and the country. */
  readonly flags: readonly string[]
  readonly changes: readonly Change[]
}

const none: CarriedLocale = { hidden: new Set(), env: [], flags: [], changes: [] }

/** The first that is set counts. Source: setlocale(3). */
const variables = ['LC_ALL', 'LC_CTYPE', 'LANG']

/**
 * Distroless and scratch know `C`, `POSIX` and `C.UTF-8` alone. Of another locale the C library makes `C`, and Java then
 * takes names of files and what it prints for ASCII; so the encoding is named as C.UTF-8, language and country as
 * Java's own properties. Source: OpenJDK, src/java.base/unix/native/libjava/java_props_md.c.
 */
export function carriedLocale(java: JavaApp): CarriedLocale {
  const pairs = shippedSteps(java.build).flatMap(step =>
    step.instruction.name === 'ENV'
      ? step.instruction.pairs.map(pair => ({ step, name: pair.key.value, value: pair.value.value }))
      : [],
  )
  const set = variables.map(name => pairs.findLast(each => each.name === name)).find(each => each)
  if (!set) return none
  const named = /^([a-z]{2,3})(?:_([A-Z]{2}))?(?:\.[\w-]+)?(?:@\w+)?$/.exec(set.value)
  if (!named) return none
  const [, language = '', country] = named
  const told = java.launch.flags.some(flag => flag.startsWith('-Duser.language='))
  return {
    hidden: new Set(pairs.map(({ name }) => name).filter(name => /^(?:LANG|LC_\w+)$/.test(name))),
    env: ['ENV LANG=C.UTF-8'],
    flags: told
      ? []
      : [`-Duser.language=${language}`, ...(country === undefined ? [] : [`-Duser.country=${country}`])],
    changes: [
      {
        id: 'java-locale',
        title: `${set.name}=${set.value} becomes LANG=C.UTF-8 and -Duser.language=${language}`,
        because:
          'The last stage has no locale data: Java has its own for languages and countries. What the C library formats or sorts by locale, in native code, is lost.',
        evidence: [evidenceOf(java.build, set.step.instruction)],
        applicability: 'needs-verification',
      },
    ],
  }
}

/** What is lost of the locale that the base image sets, and nobody else; empty where it sets none. */
export function lostLocale({ build, image }: JavaApp): string {
  const own = shippedSteps(build).some(
    ({ instruction }) =>
      instruction.name === 'ENV' && instruction.pairs.some(pair => variables.includes(pair.key.value)),
  )
  // Source: the Dockerfiles of github.com/adoptium/containers and github.com/zulu-openjdk/zulu-openjdk.
  const american = /(?:^|[/-])(?:eclipse-temurin|zulu-openjdk)(?=[-:@]|$)/.test(image)
  return own || !american
    ? ''
    : ' The image that builds sets the locale en_US.UTF-8, and there is no locale data on this one: the default becomes English without a country, in UTF-8; -Duser.country=US keeps it.'
}
