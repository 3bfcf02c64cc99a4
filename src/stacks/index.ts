import type { Stack } from '../model/stack-facts.ts'
import { cStack } from './c-cpp/c-stack.ts'
import { goStack } from './go/go-stack.ts'
import { javaGradleStack } from './java-gradle/java-gradle-stack.ts'
import { javaMavenStack } from './java-maven/java-maven-stack.ts'
import { nodeServerStack } from './node-server/node-server-stack.ts'
import { nodeStaticStack } from './node-static/node-static-stack.ts'
import { pythonStack } from './python/python-stack.ts'
import { rustStack } from './rust/rust-stack.ts'

/** Every ecosystem that laststage knows. */
export const stacks: readonly Stack[] = [
  cStack,
  goStack,
  javaGradleStack,
  javaMavenStack,
  nodeServerStack,
  nodeStaticStack,
  pythonStack,
  rustStack,
]
