import type { Progress } from '../optimize/progress.ts'
import { formatTime } from '../report/terminal/size.ts'
import type { Style } from '../report/terminal/style.ts'
import { visible } from '../report/terminal/visible.ts'
import type { Io, Output } from './io.ts'

/** The machine's clock may be set meanwhile. */
const monotonic = (): number => performance.now()

/** Progress on standard error, as suits what it is. */
export function progressFor(io: Io, style: Style): Progress {
  return io.stderr.isTTY ? terminalProgress(io.stderr, style, monotonic) : plainProgress(io.stderr, monotonic)
}

/** Progress for a pipe or a log file: a line when something starts, when a step of it starts, and when it ends. */
export function plainProgress(output: Output, now: () => number): Progress {
  return {
    async task(title, work) {
      const started = now()
      output.write(`${title}\n`)
      const result = await work((detail, kind) => {
        if (kind === 'step') output.write(`${title} ${printable(detail, 200)}\n`)
      })
      output.write(`${title}: done, ${formatTime(now() - started)}\n`)
      return result
    },
  }
}

const clearLine = '\r\u001b[2K'

/** Progress for a terminal: one line that says what goes on and for how long, left behind with its time once done. */
export function terminalProgress(output: Output, style: Style, now: () => number): Progress {
  return {
    async task(title, work) {
      const started = now()
      let detail = ''
      const show = (): void => {
        const head = ` ${style.signs.other} ${title} ${formatTime(now() - started)}`
        const line = detail === '' ? head : `${head}  ${detail}`
        output.write(`${clearLine}${line.slice(0, style.width - 1)}`)
      }
      show()
      const timer = setInterval(show, 1000)
      try {
        const result = await work(text => {
          detail = printable(text, style.width)
          show()
        })
        const time = style.dim(formatTime(now() - started))
        output.write(`${clearLine} ${style.good(style.signs.ok)} ${title}  ${time}\n`)
        return result
      } catch (error) {
        output.write(`${clearLine} ${style.bad(style.signs.failed)} ${title}\n`)
        throw error
      } finally {
        clearInterval(timer)
      }
    },
  }
}

function printable(text: string, width: number): string {
  return visible(text).replaceAll(/\s+/g, ' ').slice(0, width)
}
