import type { Service } from '../../config/config.ts'
import type { Engine } from '../../engines/engine.ts'
import { EngineError } from '../../errors.ts'

/**
 * Fetches the images of services that the engine does not have. They stay there, as after `docker compose up`.
 * @throws EngineError where one cannot be had
 */
export async function fetchServiceImages(
  engine: Engine,
  services: readonly Service[],
  say: (text: string) => void,
): Promise<void> {
  for (const { name, image } of services) {
    if (image === '.' || (await isThere(engine, image))) continue
    say(`Fetching ${image} for the service ${name}`)
    try {
      await engine.pullImage(image)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      const hint = error.hint ?? '--no-services observes the app without its services.'
      throw new EngineError(error.message, { transient: error.transient, cause: error, hint })
    }
  }
}

async function isThere(engine: Engine, image: string): Promise<boolean> {
  try {
    await engine.inspectImage(image)
    return true
  } catch (error) {
    if (!(error instanceof EngineError) || error.transient) throw error
    return false
  }
}
