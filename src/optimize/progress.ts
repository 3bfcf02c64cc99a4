/** Says what a piece of work is at: a `step` is worth a line in a log, a `moment` only a glance on a terminal. */
export type Detail = (text: string, kind: 'step' | 'moment') => void

/** Tells a person what takes long. */
export interface Progress {
  /** Runs one piece of work under a title. */
  task<T>(title: string, work: (detail: Detail) => Promise<T>): Promise<T>
}
