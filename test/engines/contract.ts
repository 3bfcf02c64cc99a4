import { describe } from 'vitest'
import type { Engine } from '../../src/engines/engine.ts'
import { buildContract } from './contract-build.ts'
import { cleanupContract } from './contract-cleanup.ts'
import { filesContract } from './contract-files.ts'
import { networkContract } from './contract-network.ts'
import { runContract } from './contract-run.ts'

/** An engine to hold against the contract. */
export interface Subject {
  /** A connection of its own, as another laststage process would have. */
  connect(): Promise<Engine>
  /** A base image with a shell and busybox's programs. */
  readonly base: string
  /** A base image that nobody has. */
  readonly missingBase: string
  /** What the connection that built this image has left on the engine: containers, volumes, networks, images. */
  leftOf(builtImage: string): Promise<readonly string[]>
  /** Leaves a volume of a process that is dead; answers whether it is still there. */
  leaveVolumeOfDeadProcess(): Promise<() => Promise<boolean>>
}

/** What every engine owes: the fake and the real ones pass the same tests. */
export function engineContract(name: string, subject: Subject): void {
  describe(`${name} as a Builder`, () => {
    buildContract(subject)
  })
  describe(`${name} as a Runner`, () => {
    runContract(subject)
  })
  describe(`${name} and files`, () => {
    filesContract(subject)
  })
  describe(`${name} and the network`, () => {
    networkContract(subject)
  })
  describe(`${name} and cleaning up`, () => {
    cleanupContract(subject)
  })
}
