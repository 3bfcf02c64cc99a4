import { setFlagsFromString } from 'node:v8'

/**
 * Keeps V8's young generation as small as it starts. Buffers of a stream are short-lived, and V8 frees them when it
 * collects the young generation: the larger it may grow, the later that is. Reading an image of 1.2 GB with 45,000
 * files then takes 135 MB in place of 220 MB, and no longer.
 */
export function keepMemoryFlat(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}
