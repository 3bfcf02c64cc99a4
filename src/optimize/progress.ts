/** Tells a person what takes long. */
export interface Progress {
  /** Runs one piece of work under a title; `detail` says what it is at, in a few words. */
  task<T>(title: string, work: (detail: (text: string) => void) => Promise<T>): Promise<T>
}
