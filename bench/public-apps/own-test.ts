import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { blankComments } from '../../src/app/blank-comments.ts'
import type { ConfigFile } from '../../src/config/schema.ts'

/** What railpack's `test.json` asks of one app: its own words for what it must answer. */
export interface OwnTest {
  readonly env: Readonly<Record<string, string>>
  /** Texts that its output has to hold. */
  readonly prints: readonly string[]
  readonly http: readonly OwnRequest[]
}

export interface OwnRequest {
  readonly path: string
  readonly port: number
  readonly status: number
  readonly contains: string | undefined
}

interface Case {
  readonly expectedOutput?: string | readonly string[]
  readonly shouldFail?: boolean
  readonly configFile?: string
  readonly platform?: string
  readonly envs?: Readonly<Record<string, string>>
  readonly httpCheck?: {
    readonly path: string
    readonly expected: number
    readonly internalPort: number
    readonly expectedOutput?: string | readonly string[]
  }
}

/**
 * The test that comes with an app, of those of its cases that ask nothing of railpack itself: another configuration
 * file of it, or another platform.
 */
export function ownTest(folder: string): OwnTest | undefined {
  const file = join(folder, 'test.json')
  if (!existsSync(file)) return undefined
  const text = blankComments(readFileSync(file, 'utf8')).replaceAll(/,(?=\s*[\]}])/g, ' ')
  const all: readonly Case[] = JSON.parse(text)
  const cases = all.filter(
    ({ configFile, platform, shouldFail }) =>
      configFile === undefined && platform === undefined && shouldFail !== true,
  )
  // What a server says when it starts is its server's: railpack serves sites with one of its own.
  const http = cases.flatMap(({ httpCheck }) => (httpCheck === undefined ? [] : [requestOf(httpCheck)]))
  const prints = http.length > 0 ? [] : cases.slice(0, 1).flatMap(each => texts(each.expectedOutput))
  const env = Object.fromEntries(
    cases
      .flatMap(({ envs }) => Object.entries(envs ?? {}))
      .filter(([name]) => !/^(?:RAILPACK|MISE)_/.test(name)),
  )
  return { env, prints, http }
}

function requestOf(check: NonNullable<Case['httpCheck']>): OwnRequest {
  const [contains] = texts(check.expectedOutput)
  return { path: check.path, port: check.internalPort, status: check.expected, contains }
}

/** The same as a user would declare it in laststage.yaml. */
export function configFor({ env, http }: OwnTest): ConfigFile {
  const [first] = http
  const requests = http.map(({ path, port, status, contains }) => ({
    path,
    port,
    expect: { status, ...(contains === undefined ? {} : { contains }) },
  }))
  return {
    ...(Object.keys(env).length === 0 ? {} : { env }),
    ...(requests.length === 0 ? {} : { http: requests }),
    ...(first === undefined ? {} : { ready: { port: first.port } }),
  }
}

function texts(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return []
  return typeof value === 'string' ? [value] : value
}
