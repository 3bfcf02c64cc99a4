import { createHash } from 'node:crypto'
import { globSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const EXAMPLES = join(import.meta.dirname, '../../../examples')
const RESULTS = join(import.meta.dirname, 'results')

/** What one example came to, as it is kept beside the tests; bytes are those of the layers, unpacked. */
export interface ExampleResult {
  readonly name: string
  /** Of the example's files: a result of other ones is none. */
  readonly files: string
  readonly date: string
  readonly engine: string
  readonly platform: string
  readonly standIns: boolean
  readonly original: number
  /** The smallest of the kind that was proved. */
  readonly staged?: number
  readonly closure?: number
  /** What its last stage stands on, and what was proved of it. */
  readonly chosen: string
  readonly base: string
  readonly verdict: string
  readonly basis: string
  /** Bytes of the files that the original was seen to use. */
  readonly floor?: number
  /** Milliseconds after one added line, with the layer cache alone. */
  readonly rebuildBefore?: number
  readonly rebuildAfter?: number
  /** What `init` wrote where there is no Dockerfile: whether it behaved alike, or why nothing was written. */
  readonly init?: string
}

export const exampleNames = (): readonly string[] => readdirSync(EXAMPLES).sort()

/** The kept result of an example, if it is of the files that are there now. */
export function keptResult(name: string): ExampleResult | undefined {
  const result = readResults().find(each => each.name === name)
  return result?.files === filesHash(name) ? result : undefined
}

export function keepResult(result: ExampleResult): void {
  mkdirSync(RESULTS, { recursive: true })
  writeFileSync(join(RESULTS, `${result.name}.json`), `${JSON.stringify(result, undefined, 2)}\n`)
}

export function readResults(): readonly ExampleResult[] {
  const names = globSync('*.json', { cwd: RESULTS }).sort()
  return names.map(name => readResult(join(RESULTS, name)))
}

function readResult(file: string): ExampleResult {
  const result: ExampleResult = JSON.parse(readFileSync(file, 'utf8'))
  return result
}

export function filesHash(name: string): string {
  const root = join(EXAMPLES, name)
  const hash = createHash('sha256')
  for (const path of globSync('**', { cwd: root }).sort()) {
    if (statSync(join(root, path)).isFile()) hash.update(`${path}\0`).update(readFileSync(join(root, path)))
  }
  return hash.digest('hex').slice(0, 16)
}
