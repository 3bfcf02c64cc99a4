import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { envFileText } from '../env-file.ts'
import { withLock } from '../host/lock.ts'
import type { LabPaths } from '../lab-paths.ts'
import { enginePid, engineVersion, startEngine, stopEngine } from './daemon.ts'
import { installEngine } from './install-engine.ts'
import { dropNetwork, existingSubnet, raiseNetwork } from './network.ts'

export type OnProgress = (message: string) => void

/** Brings the private engine up, whatever state it was left in. Answers its version. Needs root. */
export async function raiseEngine(paths: LabPaths, onProgress: OnProgress): Promise<string> {
  return withLock(lockFile(paths), async () => {
    await installEngine(paths, onProgress)
    const version = (await runningVersion(paths)) ?? (await startAfresh(paths, onProgress))
    await writeFile(paths.envFile, envFileText(paths))
    return version
  })
}

/** Stops the engine and takes its bridge and rules away; with `purge` its data too. Answers what it did. */
export async function lowerEngine(paths: LabPaths, purge: boolean): Promise<string[]> {
  return withLock(lockFile(paths), async () => {
    const done: string[] = []
    if (await stopEngine(paths)) done.push('engine stopped')
    if (await dropNetwork(paths)) done.push('bridge and rules removed')
    await rm(paths.envFile, { force: true })
    if (!purge) return done
    await rm(paths.dir, { recursive: true, force: true })
    return [...done, `${paths.dir} removed`]
  })
}

/** How the lab is, for people. */
export async function describeEngine(paths: LabPaths): Promise<string> {
  const pid = await enginePid(paths)
  if (pid === undefined) return `down (${paths.dir})`
  const version = (await engineVersion(paths)) ?? 'not answering'
  const subnet = await existingSubnet(paths)
  return [
    `up: Docker ${version}, process ${pid}`,
    `socket  ${paths.socket}`,
    `bridge  ${paths.bridge} ${subnet?.pool ?? 'missing'}`,
    `folder  ${paths.dir}`,
    `use it  . ${paths.envFile}`,
  ].join('\n')
}

async function runningVersion(paths: LabPaths): Promise<string | undefined> {
  if ((await enginePid(paths)) === undefined) return undefined
  if ((await existingSubnet(paths)) === undefined) return undefined
  await raiseNetwork(paths)
  return engineVersion(paths)
}

async function startAfresh(paths: LabPaths, onProgress: OnProgress): Promise<string> {
  onProgress('starting the engine')
  await mkdir(paths.data, { recursive: true })
  return startEngine(paths, await raiseNetwork(paths))
}

/** Beside the sockets, not in the lab's folder, which `--purge` removes while the lock is held. */
function lockFile(paths: LabPaths): string {
  return path.join(path.dirname(paths.run), `${paths.id}.lock`)
}
