import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

/** Every file below a folder: its path and its text. */
export function filesIn(folder: string): readonly { readonly path: string; readonly text: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .map(path => ({ path, text: readFileSync(path, 'utf8') }))
}

/** The best of several rounds, each over all files: files a second of processor time, so that other work on the machine counts less. */
export function rate(texts: readonly string[], rounds: number, work: (text: string) => void): number {
  let best = 0
  for (let round = 0; round < rounds; round++) {
    const start = process.cpuUsage()
    for (const text of texts) work(text)
    const { user, system } = process.cpuUsage(start)
    best = Math.max(best, (texts.length * 1e6) / (user + system))
  }
  return best
}

/** One line for each result, with its ratio to the first. */
export function printRates(results: Readonly<Record<string, number>>): void {
  const [first = 0] = Object.values(results)
  for (const [name, perSecond] of Object.entries(results)) {
    const ratio = (first / perSecond).toFixed(1)
    console.log(`${name.padEnd(46)} ${Math.round(perSecond).toString().padStart(8)} files/s   1 : ${ratio}`)
  }
}
