import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BuiltImage, Engine } from '../engines/engine.ts'
import type { Observation } from '../verify/verdict.ts'
import { basesOf } from './bases.ts'
import { type ContextEntries, readContext, textDigest } from './context-entries.ts'
import type { ReceiptBase } from './receipt.ts'

/** What was built: the files laid over the app's own, the rest of the context, the images underneath. */
export interface Testimony {
  readonly files: ReadonlyMap<string, string>
  readonly context: ContextEntries
  readonly bases: readonly ReceiptBase[]
}

/** A build that was just made, its context still there. */
export interface WitnessedBuild {
  readonly folder: string
  /** The paths laid over the app's own files. */
  readonly files: readonly string[]
  readonly dockerfile: string
  readonly text: string
  readonly steps: BuiltImage['steps']
}

/** Takes down what a receipt needs from what was really built and seen, not from what was meant to be. */
export interface Witness {
  /** @param what `original`, or a candidate's id */
  built(engine: Engine, what: string, build: WitnessedBuild): Promise<void>
  judged(what: string, observation: Observation | undefined): void
  testimony(what: string): Testimony | undefined
  observation(what: string): Observation | undefined
}

/** The name under which the original is witnessed; no candidate has it. */
export const theOriginal = 'original'

export function createWitness(): Witness {
  const testimonies = new Map<string, Testimony>()
  const observations = new Map<string, Observation>()
  return {
    async built(engine, what, { folder, files, dockerfile, text, steps }) {
      const digests = new Map<string, string>()
      for (const path of files) digests.set(path, textDigest(await readFile(join(folder, path))))
      testimonies.set(what, {
        files: digests,
        context: await readContext(folder, dockerfile),
        bases: await basesOf(engine, text, dockerfile, steps),
      })
    },
    judged(what, observation) {
      if (observation !== undefined) observations.set(what, observation)
    },
    testimony: what => testimonies.get(what),
    observation: what => observations.get(what),
  }
}
