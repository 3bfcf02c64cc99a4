import { provideEngine, releaseEngine } from '../../lab/provide-engine.ts'
import { baseImages } from './base-images.ts'

/**
 * Gives all tests one engine that has the base images. Fails where none can be had. A private one stays up for the
 * next run, save in CI, where nothing should be left running.
 */
export const setup = (): Promise<(() => Promise<void>) | undefined> => provideWith(baseImages())

export async function provideWith(images: readonly string[]): Promise<(() => Promise<void>) | undefined> {
  const engine = await provideEngine({
    images,
    onProgress: message => console.error(`lab: ${message}`),
  })
  if (engine.kind === 'none') throw new Error(engine.reason)
  const missing = engine.missing.map(({ image, reason }) => `no stand-in for ${image}: ${reason}`)
  if (missing.length > 0) throw new Error(missing.join('\n'))
  // Workers start later, with this environment.
  Object.assign(process.env, engine.env)
  return engine.kind === 'private' && process.env['CI'] !== undefined ? releaseEngine : undefined
}
