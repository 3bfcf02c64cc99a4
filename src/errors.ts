import type { Range } from './dockerfile/source.ts'

/** The user's mistake: what is wrong, and what to do next. Exit code 2. */
export class UserError extends Error {
  readonly code: string
  readonly hint: string | undefined

  constructor(code: string, message: string, hint?: string) {
    super(message)
    this.name = 'UserError'
    this.code = code
    this.hint = hint
  }
}

/** Trouble with the engine. Exit code 75 where trying again may help, 1 otherwise. */
export class EngineError extends Error {
  readonly transient: boolean
  readonly hint: string | undefined

  constructor(message: string, options: { transient: boolean; cause?: unknown; hint?: string }) {
    super(message, { cause: options.cause })
    this.name = 'EngineError'
    this.transient = options.transient
    this.hint = options.hint
  }
}

/** The engine works, but cannot run the command of this image: no such executable, no interpreter, no such user. */
export class StartFailure extends EngineError {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, { ...options, transient: false })
    this.name = 'StartFailure'
  }
}

/** Adds the file to an error of the system that does not name it: a write that failed knows a file by its number only. */
export function withPath(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || 'path' in error) return error
  return Object.assign(error, { path })
}

/** An instruction of a Dockerfile failed while it was built. Exit code 1. */
export class BuildFailure extends Error {
  readonly file: string
  readonly range: Range | undefined
  /** The end of the failing step's output. */
  readonly log: string
  readonly step: string | undefined
  /** The image reference that could not be had, where that is why. */
  readonly missingImage: string | undefined

  constructor(
    message: string,
    at: {
      file: string
      range: Range | undefined
      step: string | undefined
      log: string
      missingImage?: string | undefined
    },
  ) {
    super(message)
    this.name = 'BuildFailure'
    this.file = at.file
    this.range = at.range
    this.step = at.step
    this.log = at.log
    this.missingImage = at.missingImage
  }
}
