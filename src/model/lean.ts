import type { BuildModel } from './build-model.ts'
import { shippedSteps } from './launch.ts'

/** Why a stack plans nothing for a Dockerfile that leaves out already what the stack would: no fault of it, and no refusal. */
export const lean = {
  packages: 'the last stage takes what it ships from other stages: only the closure makes it smaller',
  compiler: 'the last stage ships without the compiler already: only the closure makes it smaller',
  release:
    'an earlier stage makes the release, and the last one takes it from there: Elixir and the sources are left out already',
  publish:
    'an earlier stage publishes the app, and the last one takes it from there: the SDK is left out already',
  slim: (image: string, without: string) => `${image} is a slim image already, and ${without}`,
  server: (image: string) => `${image} is the smallest image of this server that is known`,
} as const

const { slim, server, ...others } = lean
const fixed: ReadonlySet<string> = new Set(Object.values(others))

/** True for one of these reasons. */
export function isLean(reason: string): boolean {
  const [image = ''] = reason.split(' ')
  return fixed.has(reason) || reason === server(image) || reason.startsWith(slim(image, ''))
}

/** True where the image that ships takes something from a stage that does not. */
export const takesFromStages = (build: BuildModel): boolean =>
  shippedSteps(build).some(({ effects }) => effects.some(({ kind }) => kind === 'copies-from-stage'))
