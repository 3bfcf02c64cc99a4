import type { Stack } from '../model/stack-facts.ts'
import { goStack } from './go/go-stack.ts'

/** Every ecosystem that laststage knows. */
export const stacks: readonly Stack[] = [goStack]
