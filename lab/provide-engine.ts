import path from 'node:path'
import { EngineError } from '../src/errors.ts'
import { chooseEngine, type MachineProbes } from './choose-engine.ts'
import { lowerEngine, raiseEngine } from './engine/private-engine.ts'
import { privateCommands, privateEngineEnv } from './env-file.ts'
import { labPaths } from './lab-paths.ts'
import { machineProbes } from './machine-probes.ts'
import { makeStandIns, type MissingImage } from './stand-ins/make-stand-ins.ts'

export type ProvidedEngine =
  | {
      readonly kind: 'machine' | 'private'
      /** To be laid over the environment of whatever uses the engine. */
      readonly env: Readonly<Record<string, string>>
      /** Base images are stand-ins, so sizes are not the genuine ones. */
      readonly standIns: boolean
      /** The images that the engine can't get, and why. */
      readonly missing: readonly MissingImage[]
    }
  | { readonly kind: 'none'; readonly reason: string }

export interface EngineRequest {
  /** The base images that will be built on. */
  readonly images: readonly string[]
  /** Told in a person's words what takes time. */
  readonly onProgress?: (message: string) => void
}

const CHECKOUT = path.dirname(import.meta.dirname)

/** Finds an engine that has these images, or sets up a private one with stand-ins. Never throws for what is missing. */
export async function provideEngine(request: EngineRequest, probes?: MachineProbes): Promise<ProvidedEngine> {
  const paths = labPaths(CHECKOUT, process.env)
  const choice = await chooseEngine(probes ?? machineProbes(request.images, paths))
  if (choice.kind === 'none') return choice
  if (choice.kind === 'machine') {
    return { kind: 'machine', env: { BUILDX_NO_DEFAULT_ATTESTATIONS: '1' }, standIns: false, missing: [] }
  }
  const onProgress = request.onProgress ?? (() => undefined)
  try {
    await raiseEngine(paths, onProgress)
    const { missing } = await makeStandIns(paths, request.images, onProgress)
    const env = { ...privateEngineEnv(paths), PATH: `${privateCommands(paths)}:${process.env['PATH'] ?? ''}` }
    return { kind: 'private', env, standIns: true, missing }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    return { kind: 'none', reason: `The private engine could not be set up: ${error.message}` }
  }
}

/** Stops the checkout's private engine, where one runs; what it made is kept. */
export async function releaseEngine(): Promise<void> {
  await lowerEngine(labPaths(CHECKOUT, process.env), false)
}
