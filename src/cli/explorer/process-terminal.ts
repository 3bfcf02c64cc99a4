import process from 'node:process'
import { emitKeypressEvents, type Interface } from 'node:readline'
import { type Keypress, keyName } from './key-name.ts'
import type { Terminal } from './terminal.ts'

/** The other screen, no cursor, and nothing goes on in the next line: a name may be wider than we think. */
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l'
const LEAVE = '\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l'

/** Signals that end a process where nothing listens; Ctrl-C, SIGTERM and SIGHUP abort the command's work instead. */
const FATAL = ['SIGQUIT', 'SIGABRT', 'SIGUSR2', 'SIGALRM', 'SIGXCPU'] as const

/** Esc alone also begins other keys: how long to wait for the rest, in milliseconds. */
const ESCAPE_TIMEOUT = 50

/** The terminal of this process. However the process ends, short of SIGKILL, it gives the screen back. */
export function processTerminal(): Terminal {
  const { stdin, stdout } = process
  let release: (() => void) | undefined
  const leave = (): void => {
    const now = release
    release = undefined
    now?.()
  }
  const die = (signal: NodeJS.Signals): void => {
    leave()
    // Without a listener, it now does what it always does.
    process.kill(process.pid, signal)
  }
  const terminal: Terminal = {
    get columns() {
      return stdout.columns || 80
    },
    get lines() {
      return stdout.rows || 24
    },
    write: text => {
      stdout.write(text)
    },
    enter: ({ onKey, onResize, onEnd }) => {
      const keypress = (text: string | undefined, key: Keypress): void => {
        const name = keyName(text, key)
        if (name === 'ctrl-z') suspend(terminal, { onKey, onResize, onEnd })
        else if (name !== undefined) onKey(name)
      }
      emitKeypressEvents(stdin, timing)
      stdin.setRawMode(true)
      stdin.on('keypress', keypress).on('end', onEnd).on('error', onEnd).resume()
      stdout.on('resize', onResize)
      // `exit` comes after a crash's stack was printed, which would be lost with the screen.
      process.on('exit', leave).on('uncaughtExceptionMonitor', leave)
      for (const signal of FATAL) process.on(signal, die)
      stdout.write(ENTER)
      release = () => {
        process.off('exit', leave).off('uncaughtExceptionMonitor', leave)
        for (const signal of FATAL) process.off(signal, die)
        stdout.off('resize', onResize)
        stdin.off('keypress', keypress).off('end', onEnd).off('error', onEnd).pause()
        stdin.setRawMode(false)
        stdout.write(LEAVE)
      }
    },
    leave,
  }
  return terminal
}

/** Ctrl-Z: the shell comes back, and with `fg` what was there. */
function suspend(terminal: Terminal, listeners: Parameters<Terminal['enter']>[0]): void {
  terminal.leave()
  // Without keys to wait for, nothing else keeps Node from ending as soon as it goes on.
  const alive = setInterval(() => {}, 60_000)
  process.once('SIGCONT', () => {
    clearInterval(alive)
    terminal.enter(listeners)
    listeners.onResize()
  })
  process.kill(process.pid, 'SIGTSTP')
}

/** Of the line editor that the parser is made for, it asks only this. */
const timing: Interface = Object.create({ escapeCodeTimeout: ESCAPE_TIMEOUT })
