import { execFileSync, spawnSync } from 'node:child_process'
import { describe } from 'vitest'
import { connectDocker } from '../../src/engines/docker/connect.ts'
import { formatOwner, thisProcess } from '../../src/engines/owner.ts'
import { engineContract, type Subject } from './contract.ts'
import { networkContract } from './contract-network.ts'

/** The genuine image or a stand-in: the tests need its programs only. */
const base = 'busybox:1.37'

const docker = (...args: readonly string[]) => execFileSync('docker', args, { encoding: 'utf8' })
const lines = (text: string) => text.split('\n').filter(line => line !== '')

const subject: Subject = {
  base,
  missingBase: 'registry.invalid/nobody/has-this:1',
  connect: () => connectDocker({ env: process.env }),
  async leftOf(builtImage) {
    const run = builtImage.split(/[/:]/)[1]
    const filter = ['--filter', `label=dev.laststage.run=${run}`]
    return [
      ...lines(docker('ps', '--all', '--quiet', ...filter)),
      ...lines(docker('volume', 'ls', '--quiet', ...filter)),
      ...lines(docker('network', 'ls', '--quiet', ...filter)),
      ...lines(docker('image', 'ls', '--quiet', ...filter)),
    ]
  },
  async leaveVolumeOfDeadProcess() {
    const { pid } = spawnSync('true')
    const owner = formatOwner({ ...(await thisProcess()), pid, started: '1' })
    const labels = ['--label', 'dev.laststage=1', '--label', `dev.laststage.owner=${owner}`]
    const name = docker('volume', 'create', ...labels).trim()
    return async () => spawnSync('docker', ['volume', 'inspect', name]).status === 0
  },
}

engineContract('Docker', subject)

describe('Docker in a virtual machine, and the network', () => {
  const options = { env: process.env, sharesOurNetwork: () => Promise.resolve(false) }
  networkContract({ ...subject, connect: () => connectDocker(options) })
})
