import type { StepLog } from './build-steps.ts'
import type { JsonStream } from './json-stream.ts'

/** Reads `--progress=plain`, for engines that know no `rawjson`, into the log. */
export function plainReader(log: StepLog): JsonStream {
  const decoder = new TextDecoder()
  const names = new Map<string, string>()
  let rest = ''

  const take = (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) takeLine(line.replace(/\r$/, ''), names, log)
  }
  return {
    write: chunk => take(decoder.decode(chunk, { stream: true })),
    end: () => take(`${decoder.decode()}\n`),
  }
}

/** `#5 [2/3] RUN make`, `#5 0.210 compiling`, `#5 DONE 1.2s`, `#5 CACHED`, `#5 ERROR: …`; anything else lies outside. */
function takeLine(line: string, names: Map<string, string>, log: StepLog): void {
  const [, key, said] = /^#(\d+) (.*)$/.exec(line) ?? []
  if (key === undefined || said === undefined) {
    if (line !== '') log.outside(line)
    return
  }
  const name = names.get(key)
  if (name === undefined) {
    names.set(key, said)
    if (!said.startsWith('building with')) log.started(key, said)
    return
  }
  const [, seconds] = /^DONE (\d+(?:\.\d+)?)s$/.exec(said) ?? []
  if (seconds !== undefined) return log.done(key, name, Number(seconds) * 1000)
  if (said === 'CACHED') return log.cached(key, name)
  if (said.startsWith('ERROR: ')) return log.failed(key, name, said.slice('ERROR: '.length))
  // BuildKit names a step again when it turns to it once more.
  if (said === name || said === '...') return
  const [, printed] = /^\d+\.\d+ ?(.*)$/.exec(said) ?? []
  if (printed !== undefined) log.printed(key, `${printed}\n`)
}
