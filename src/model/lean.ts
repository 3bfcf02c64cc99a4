/** Why a stack plans nothing for a Dockerfile that leaves out already what the stack would: no fault of it, and no refusal. */
export const lean = {
  packages: 'the last stage takes what it ships from other stages: only the closure makes it smaller',
  compiler: 'the last stage ships without the compiler already: only the closure makes it smaller',
  release:
    'an earlier stage makes the release, and the last one takes it from there: Elixir and the sources are left out already',
  publish:
    'an earlier stage publishes the app, and the last one takes it from there: the SDK is left out already',
} as const

/** True for one of these reasons. */
export const isLean = (reason: string): boolean => Object.values<string>(lean).includes(reason)
