import type { Config } from '../config/config.ts'
import type { Container, Engine } from '../engines/engine.ts'
import { StartFailure } from '../errors.ts'

/** Starts it. Answers why it could not be started where that is the image's fault; throws where it is the engine's. */
export async function startOrTell(container: Container): Promise<string | undefined> {
  try {
    await container.start()
    return undefined
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error
    return `could not be started: ${error.message}`
  }
}

/** The volumes that laststage.yaml asks for: empty, and gone afterwards. (The image's own VOLUMEs are fresh anyway.) */
export async function freshVolumes(
  engine: Engine,
  config: Config,
): Promise<{ readonly byPath: Readonly<Record<string, string>>; remove(): Promise<void> }> {
  const byPath: Record<string, string> = {}
  const remove = async (): Promise<void> => {
    for (const name of Object.values(byPath)) await engine.removeVolume(name)
  }
  try {
    for (const path of config.volumes ?? []) byPath[path] = await engine.createVolume()
  } catch (error) {
    await remove()
    throw error
  }
  return { byPath, remove }
}

/** Uses a container and removes it, whatever happens; a failure to remove does not hide the first error. */
export async function usingContainer<T>(
  container: Container,
  use: (container: Container) => Promise<T>,
): Promise<T> {
  let result: T
  try {
    result = await use(container)
  } catch (error) {
    await container.remove().catch(() => undefined)
    throw error
  }
  await container.remove()
  return result
}
