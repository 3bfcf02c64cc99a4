import type { BuildRequest, Engine } from '../../src/engines/engine.ts'
import { BuildFailure, EngineError } from '../../src/errors.ts'
import { imageArchive, streamOf } from '../image/image-fixture.ts'

/** Stands for what an engine makes of a Dockerfile: the bytes of its one file, or the failure to build it. */
export type BuildScript = (dockerfile: string) => number | BuildFailure

export interface FakeBuilder extends Engine {
  /** Every build that was asked for, in order. */
  readonly builds: readonly BuildRequest[]
  /** References of stand-in base images in the engine's store. */
  readonly standIns: Set<string>
  readonly isDisposed: () => boolean
}

function unused(): never {
  throw new Error('the fake builder runs nothing')
}

/** An engine that builds by a script, and runs nothing. */
export function fakeBuilder(script: BuildScript): FakeBuilder {
  const builds: BuildRequest[] = []
  const sizes = new Map<string, number>()
  const standIns = new Set<string>()
  let disposed = false
  return {
    name: 'fake',
    version: '1.2.3',
    platform: 'linux/amd64',
    builds,
    standIns,
    isDisposed: () => disposed,
    async build(request) {
      request.signal?.throwIfAborted()
      builds.push(request)
      request.onProgress?.({ step: '[1/1] RUN it', state: 'started' })
      const made = script(request.dockerfile)
      if (made instanceof BuildFailure) throw made
      const image = `image-${builds.length}`
      sizes.set(image, made)
      return { image, ms: 1000, steps: [] }
    },
    async inspectImage(image) {
      if (!standIns.has(image)) throw new EngineError(`no such image: ${image}`, { transient: false })
      return {
        id: image,
        platform: 'linux/amd64',
        env: [],
        entrypoint: [],
        cmd: [],
        workdir: '/',
        user: '',
        exposedPorts: [],
        volumes: [],
        labels: {},
        standIn: true,
        stopSignal: undefined,
        healthcheck: undefined,
      }
    },
    saveImage: image => {
      const content = new Uint8Array(sizes.get(image) ?? 0)
      return streamOf(imageArchive({ layers: [{ files: [{ path: 'app', content }] }] }), 65_536)
    },
    create: unused,
    pullImage: unused,
    createVolume: unused,
    removeVolume: unused,
    removeImage: unused,
    sweep: async () => 0,
    dispose: async () => {
      disposed = true
    },
  }
}
