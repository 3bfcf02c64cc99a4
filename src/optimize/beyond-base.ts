import type { Engine } from '../engines/engine.ts'
import { EngineError } from '../errors.ts'
import { baseOf } from './original-base.ts'

/**
 * Compressed bytes of an image's layers above those of its base image, each layer counted once: what a registry that
 * has the base must store for it. Undefined where the engine does not have the base, or the layers do not lie on it.
 * @param layers of the image, lowest first
 */
export async function bytesBeyondBase(
  engine: Engine,
  dockerfile: string,
  name: string,
  layers: readonly { readonly diffId: string; readonly compressed: number }[],
): Promise<number | undefined> {
  const base = baseOf(dockerfile, name)
  const below = base === undefined ? undefined : await layersOf(engine, base)
  if (below === undefined || !below.every((diffId, at) => layers[at]?.diffId === diffId)) return undefined
  const own = new Map(layers.slice(below.length).map(({ diffId, compressed }) => [diffId, compressed]))
  return [...own].reduce((sum, [diffId, bytes]) => (below.includes(diffId) ? sum : sum + bytes), 0)
}

async function layersOf(engine: Engine, base: string): Promise<readonly string[] | undefined> {
  if (base === 'scratch') return []
  try {
    return (await engine.inspectImage(base)).layers
  } catch (error) {
    // The builder pulled it for itself.
    if (error instanceof EngineError) return undefined
    throw error
  }
}
