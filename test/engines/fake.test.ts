import { engineContract } from './contract.ts'
import { fakeEngine } from './fake/fake-engine.ts'
import { emptyConfig, fakeWorld } from './fake/world.ts'
import { fakePrograms } from './programs.ts'

const world = fakeWorld(fakePrograms, { base: { config: emptyConfig, files: new Map() } })
let connections = 0

engineContract('the fake', {
  base: 'base',
  missingBase: 'nobody/has-this:1',
  connect: async () => {
    connections += 1
    return fakeEngine(world, `run${connections}`)
  },
  async leftOf(builtImage) {
    const run = builtImage.split(/[/:]/)[1]
    return [...world.containers, ...world.volumes, ...world.images]
      .filter(([, each]) => each.run === run)
      .map(([name]) => name)
  },
  async leaveVolumeOfDeadProcess() {
    world.volumes.set('left-over', { run: undefined, files: new Map() })
    return async () => world.volumes.has('left-over')
  },
})
