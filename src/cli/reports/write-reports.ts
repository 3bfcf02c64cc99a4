import { open, writeFile } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { UserError, withPath } from '../../errors.ts'
import type { PageAssets } from '../../report/html/page.ts'
import { markers } from '../../report/markers.ts'
import type { Io } from '../io.ts'
import type { ReportOptions } from './options.ts'

/** How each report is made, once it is wanted; what making it needs is loaded only then. */
export interface Makers {
  readonly html: (assets: PageAssets) => Promise<string>
  readonly markdown: () => Promise<string>
  readonly badge: () => Promise<string>
}

type Kind = keyof typeof markers
const kinds: readonly Kind[] = ['report', 'markdown', 'sbom', 'badge']
/** Those that `-` prints in place of the answer. */
const printed: readonly Kind[] = ['markdown', 'sbom']

/** `measure` has a bill of materials beside the reports. */
type Places = ReportOptions & { readonly sbom?: string }

export function wantsReport(options: Places): boolean {
  return kinds.some(kind => options[kind] !== undefined)
}

/**
 * Looks before any long work whether the reports can be written.
 * @throws UserError where one would replace a file that is none of ours, or stdout is wanted twice
 */
export async function checkReportPlaces(
  options: Places & { readonly json?: boolean },
  io: Io,
): Promise<void> {
  const [first, second] = [
    ...(options.json === true ? ['--json'] : []),
    ...printed.flatMap(kind => (options[kind] === '-' ? [`--${kind} -`] : [])),
  ]
  if (first !== undefined && second !== undefined)
    throw new UserError(
      'stdout-twice',
      `${first} and ${second} both print to standard output`,
      'Name a file for one of them.',
    )
  for (const kind of kinds) {
    const place = options[kind]
    if (place === undefined || (printed.includes(kind) && place === '-')) continue
    const path = resolve(io.cwd, place)
    if (await isForeign(path, kind))
      throw new UserError(
        'not-a-report',
        `${place} exists, and --${kind} did not write it`,
        'Name another file, or remove it first.',
      )
  }
}

/** @returns a line for each file that was written; Markdown for stdout is printed */
export async function writeReports(
  options: ReportOptions,
  makers: Makers,
  io: Io,
): Promise<readonly string[]> {
  const written: string[] = []
  if (options.report !== undefined) {
    const { pageAssets } = await import('./page-assets.ts')
    written.push(await write(options.report, await makers.html(await pageAssets()), io))
  }
  if (options.badge !== undefined) written.push(await write(options.badge, await makers.badge(), io))
  return [...written, ...(await writeText(options.markdown, makers.markdown, io))]
}

/** The same of one that may go to standard output (`-`). */
export async function writeText(
  place: string | undefined,
  make: () => Promise<string>,
  io: Io,
): Promise<readonly string[]> {
  if (place === undefined) return []
  if (place !== '-') return [await write(place, await make(), io)]
  io.stdout.write(await make())
  return []
}

async function write(place: string, text: string, io: Io): Promise<string> {
  const path = resolve(io.cwd, place)
  try {
    await writeFile(path, text)
  } catch (error) {
    throw withPath(error, path)
  }
  return `Wrote ${relative(io.cwd, path) || place}.`
}

/** A file that is there, is not empty, and does not begin as ours do. @throws UserError where it cannot be looked at */
async function isForeign(path: string, kind: Kind): Promise<boolean> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new UserError('no-report-place', `${path} cannot be written: ${error.message}`)
  })
  if (file === undefined) return await isFolderMissing(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0)
    return bytesRead > 0 && !buffer.toString('latin1', 0, bytesRead).includes(markers[kind])
  } catch (error) {
    throw new UserError(
      'no-report-place',
      `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    )
  } finally {
    await file.close()
  }
}

async function isFolderMissing(path: string): Promise<false> {
  const folder = dirname(path)
  const found = await open(folder, 'r').catch(() => undefined)
  await found?.close()
  if (found === undefined)
    throw new UserError('no-report-place', `${folder} is not there`, 'Make the folder first.')
  return false
}
