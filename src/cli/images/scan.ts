import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, join, resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { execa } from 'execa'
import {
  compareVulnerabilities,
  parseGrype,
  parseTrivy,
  type Vulnerability,
  type VulnerabilityChange,
} from '../../measure/vulnerabilities.ts'
import type { Io } from '../io.ts'
import { isRemote } from './open-image.ts'

/** A scanner downloads its database where that is old. */
const TIME_LIMIT = 10 * 60_000
const MAX_REPORT = 256 * 2 ** 20

interface Scanner {
  readonly name: 'trivy' | 'grype'
  readonly args: (target: Target) => readonly string[]
  readonly parse: (report: unknown) => readonly Vulnerability[] | undefined
}

type Target =
  | { readonly kind: 'engine' | 'registry'; readonly name: string }
  | { readonly kind: 'path'; readonly name: string }

const scanners: readonly Scanner[] = [
  {
    name: 'trivy',
    args: ({ kind, name }) => [
      'image',
      '--quiet',
      '--scanners=vuln',
      '--format=json',
      ...(kind === 'path'
        ? ['--input', name]
        : ['--image-src', kind === 'engine' ? 'docker' : 'remote', name]),
    ],
    parse: parseTrivy,
  },
  {
    name: 'grype',
    // With --quiet it fails without a word: Grype 0.121.
    args: ({ kind, name }) => [
      '--output=json',
      kind === 'path' ? name : `${kind === 'engine' ? 'docker' : 'registry'}:${name}`,
    ],
    parse: parseGrype,
  },
]

/**
 * Has a scanner of this machine look at two images, one after the other. Never fails: what does not work is told as unknown.
 * @param names as they are given to `laststage diff`
 * @param shown what the images are called where one cannot be scanned
 */
export async function scanImages(
  names: readonly [string, string],
  io: Io,
  shown: readonly [string, string] = names,
): Promise<VulnerabilityChange> {
  const found = await findScanner(io.env['PATH'] ?? '')
  if (found === undefined) return { kind: 'unknown', why: 'neither trivy nor grype is installed' }
  const { scanner, path } = found
  try {
    const before = await scan(scanner, path, names[0], shown[0], io)
    const after = await scan(scanner, path, names[1], shown[1], io)
    return compareVulnerabilities(scanner.name, before, after)
  } catch (error) {
    io.signal.throwIfAborted()
    return { kind: 'unknown', why: error instanceof Error ? error.message : String(error) }
  }
}

async function findScanner(
  path: string,
): Promise<{ readonly scanner: Scanner; readonly path: string } | undefined> {
  for (const scanner of scanners)
    for (const folder of path.split(delimiter)) {
      if (folder === '') continue
      const file = join(folder, scanner.name)
      const isThere = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      )
      if (isThere) return { scanner, path: file }
    }
  return undefined
}

async function scan(
  { name, args, parse }: Scanner,
  program: string,
  image: string,
  shown: string,
  io: Io,
): Promise<readonly Vulnerability[]> {
  const target = await targetOf(image, io)
  const done = await execa(program, args(target), {
    env: { ...io.env },
    extendEnv: false,
    cwd: io.cwd,
    stdin: 'ignore',
    reject: false,
    timeout: TIME_LIMIT,
    maxBuffer: MAX_REPORT,
    cancelSignal: io.signal,
  })
  if (done.timedOut) throw new Error(`${name} took more than ${TIME_LIMIT / 60_000} minutes for ${shown}`)
  if (done.failed) {
    const said = lastWord(done.stderr)
    throw new Error(`${name} failed for ${shown}${said === '' ? '' : `: ${said.slice(0, 300)}`}`)
  }
  const report = parse(jsonOf(done.stdout))
  if (report === undefined) throw new Error(`${name} gave no report of ${shown} that laststage reads`)
  return report
}

/**
 * Why a scanner gave up, of all that it logs: `[0023] ERROR no database` of Grype, whose reasons may follow on lines of
 * their own, and Trivy's `2026-01-02T03:04:05Z\tFATAL\tFatal error\tno database`.
 */
function lastWord(stderr: string): string {
  const lines = stripVTControlCharacters(stderr).trim().split('\n')
  const last = lines.findLastIndex(line => /\b(?:ERROR|FATAL)\b/.test(line))
  const told = last < 0 ? lines.slice(-1) : lines.slice(last)
  return told
    .join(' ')
    .replace(/^.*?\b(?:ERROR|FATAL)\b:?\s*(?:Fatal error\s+)?/, '')
    .replaceAll(/\s+/g, ' ')
}

async function targetOf(image: string, io: Io): Promise<Target> {
  if (image === '-') throw new Error('an image from standard input cannot be scanned: it passes by once')
  if (isRemote(image)) return { kind: 'registry', name: image.replace(/^docker:\/\//, '') }
  const path = resolve(io.cwd, image)
  const isPath = await stat(path).then(
    () => true,
    () => false,
  )
  return isPath ? { kind: 'path', name: path } : { kind: 'engine', name: image }
}

function jsonOf(printed: string): unknown {
  try {
    return JSON.parse(printed)
  } catch {
    return undefined
  }
}
