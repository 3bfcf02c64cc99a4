import { spawn } from 'node:child_process'
import { tryRun } from './host/run.ts'
import type { MachineProbes } from './choose-engine.ts'
import type { LabPaths } from './lab-paths.ts'

/** Asks the real machine. In: the images that are to be had. */
export function machineProbes(images: readonly string[], paths: LabPaths): MachineProbes {
  return {
    hasEngine: () => hasEngine(paths),
    canGetImages: () => canGetImages(images),
    isRoot: () => process.getuid?.() === 0,
    isDebian: async () =>
      process.platform === 'linux' &&
      (await tryRun('dpkg', ['--version'])).ok &&
      (await tryRun('apt-get', ['--version'])).ok,
  }
}

/** The lab's own engine, which a sourced env file may name, is not the machine's. */
async function hasEngine(paths: LabPaths): Promise<boolean> {
  if (process.env['LASTSTAGE_STAND_INS'] === '1') return false
  if (process.env['DOCKER_HOST'] === `unix://${paths.socket}`) return false
  return (await tryRun('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: 15_000 })).ok
}

async function canGetImages(images: readonly string[]): Promise<boolean> {
  for (const image of images.length === 0 ? ['busybox:latest'] : images) {
    if (await isInEngine(image)) continue
    // One that can be had tells that the registry can be reached.
    return isInRegistry(image)
  }
  return true
}

async function isInEngine(image: string): Promise<boolean> {
  return (await tryRun('docker', ['image', 'inspect', image], { timeout: 15_000 })).ok
}

/**
 * Lets the engine ask the registry for the image's manifest, since it is the engine that will pull, through its own
 * proxy or mirror. By `docker system dial-stdio`, which reaches the engine's API however the client is set up.
 */
function isInRegistry(image: string): Promise<boolean> {
  return new Promise(resolve => {
    const dial = spawn('docker', ['system', 'dial-stdio'], {
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: 20_000,
    })
    let answer = ''
    dial.stdout.setEncoding('utf8')
    dial.stdout.on('data', (text: string) => {
      answer += text
      if (answer.includes('\r\n')) dial.kill()
    })
    dial.once('error', () => resolve(false))
    dial.once('close', () => resolve(/^HTTP\/1\.[01] 200 /.test(answer)))
    dial.stdin.once('error', () => resolve(false))
    dial.stdin.write(`GET /distribution/${image}/json HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n`)
  })
}
