import { frameOf } from '../../report/explorer/frame.ts'
import { initialState } from '../../report/explorer/initial-state.ts'
import type { Look } from '../../report/explorer/look.ts'
import type { Subject } from '../../report/explorer/subject.ts'
import { type Action, update } from '../../report/explorer/update.ts'
import { createScreen } from './screen.ts'
import type { Terminal } from './terminal.ts'

/**
 * Lets a person look around in something until he quits; the terminal is left as it was, whatever happens.
 * @throws the signal's reason where it is aborted
 */
export async function explore(
  subject: Subject,
  look: Look,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const screen = createScreen()
  let state = initialState(subject, terminal.columns, terminal.lines)
  let isDrawing = false
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const guarded = (work: () => void) => (): void => {
    try {
      work()
    } catch (error) {
      reject(error)
    }
  }
  const draw = guarded(() => {
    isDrawing = false
    terminal.write(screen.draw(frameOf(state, look)))
  })
  const act = (action: Action): void =>
    guarded(() => {
      state = update(state, action)
      if (state.isDone) resolve()
      // Keys that are held down come many at once: one picture for all of them.
      else if (!isDrawing) setImmediate(draw)
      isDrawing = true
    })()
  const stop = (): void => reject(signal.reason)
  signal.addEventListener('abort', stop)
  try {
    signal.throwIfAborted()
    terminal.enter({
      onKey: key => act({ kind: 'key', key }),
      onResize: () => {
        screen.forget()
        act({ kind: 'resize', columns: terminal.columns, lines: terminal.lines })
      },
      onEnd: resolve,
    })
    draw()
    await promise
  } finally {
    signal.removeEventListener('abort', stop)
    terminal.leave()
  }
}
