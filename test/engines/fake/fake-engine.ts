import type { Engine } from '../../../src/engines/engine.ts'
import { EngineError } from '../../../src/errors.ts'
import { imageArchive } from '../../image/image-fixture.ts'
import { fakeBuild } from './fake-build.ts'
import { fakeContainer } from './fake-container.ts'
import type { FakeWorld } from './world.ts'

/** A connection to the fake daemon: an engine in memory that knows only the programs of its world. */
export function fakeEngine(world: FakeWorld, run: string): Engine {
  const life = new AbortController()
  let count = 0
  const next = () => {
    count += 1
    return `${run}-${count}`
  }
  const alive = () => life.signal.throwIfAborted()

  return {
    name: 'fake',
    version: '1',
    platform: 'linux/amd64',
    async build(request) {
      alive()
      request.signal?.throwIfAborted()
      const { image, steps } = await fakeBuild(world, request)
      const name = `laststage/${run}:${next()}`
      world.images.set(name, { ...image, run })
      return { image: name, ms: 1, steps }
    },
    async create(request) {
      alive()
      const image = imageOf(world, request.image)
      const id = next()
      const container = fakeContainer(world, id, image, request)
      world.containers.set(id, {
        run,
        remove: () => container.remove(),
        portOf: (name, port) => container.portOf(name, port),
      })
      return container
    },
    inspectImage: async image => imageOf(world, image).config,
    async pullImage(name) {
      if (world.bases[name] === undefined)
        throw new EngineError(`cannot fetch ${name}: it does not exist`, { transient: false })
    },
    async *saveImage(name) {
      const image = imageOf(world, name)
      const files = [...image.files].map(([path, content]) => ({ path: path.slice(1), content }))
      yield imageArchive({ layers: [{ files }], tag: name })
    },
    async createVolume() {
      alive()
      const name = next()
      world.volumes.set(name, { run, files: new Map() })
      return name
    },
    async removeVolume(name) {
      world.volumes.delete(name)
    },
    async removeImage(image) {
      world.images.delete(image)
    },
    sweep: () => removeAll(world, undefined),
    async dispose() {
      life.abort(new EngineError('the engine was disposed', { transient: false }))
      await removeAll(world, run)
    },
  }
}

function imageOf(world: FakeWorld, name: string) {
  const image = world.images.get(name) ?? world.bases[name]
  if (image === undefined)
    throw new EngineError(`cannot inspect ${name}: no such image`, { transient: false })
  return image
}

async function removeAll(world: FakeWorld, run: string | undefined): Promise<number> {
  const containers = [...world.containers.values()].filter(each => each.run === run)
  for (const container of containers) await container.remove()
  const volumes = [...world.volumes].filter(([, each]) => each.run === run)
  for (const [name] of volumes) world.volumes.delete(name)
  const images = [...world.images].filter(([, each]) => each.run === run)
  for (const [name] of images) world.images.delete(name)
  return containers.length + volumes.length + images.length
}
