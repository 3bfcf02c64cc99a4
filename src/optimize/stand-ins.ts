import { parseDockerfile } from '../dockerfile/parse.ts'
import type { Engine } from '../engines/engine.ts'
import { EngineError } from '../errors.ts'

/** True where one of the images that a Dockerfile names is a stand-in of the lab: labels alone do not survive `FROM scratch`. */
export async function restsOnStandIn(engine: Engine, dockerfile: string, name: string): Promise<boolean> {
  const { instructions } = parseDockerfile(dockerfile, name)
  const references = instructions.flatMap(it => (it.name === 'FROM' ? [it.image.value] : []))
  for (const reference of new Set(references)) {
    if (await isStandIn(engine, reference)) return true
  }
  return false
}

async function isStandIn(engine: Engine, reference: string): Promise<boolean> {
  try {
    const image = await engine.inspectImage(reference)
    return image.standIn === true
  } catch (error) {
    // A stage's name, `scratch`, or an image that the builder pulled for itself: stand-ins are always in the store.
    if (error instanceof EngineError) return false
    throw error
  }
}
