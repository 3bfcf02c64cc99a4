import type { Stack } from '../model/stack-facts.ts'
import { bunStack } from './bun/bun-stack.ts'
import { cStack } from './c-cpp/c-stack.ts'
import { denoStack } from './deno/deno-stack.ts'
import { dotnetStack } from './dotnet/dotnet-stack.ts'
import { elixirStack } from './elixir/elixir-stack.ts'
import { goStack } from './go/go-stack.ts'
import { javaGradleStack } from './java-gradle/java-gradle-stack.ts'
import { javaMavenStack } from './java-maven/java-maven-stack.ts'
import { nodeServerStack } from './node-server/node-server-stack.ts'
import { nodeStaticStack } from './node-static/node-static-stack.ts'
import { phpStack } from './php/php-stack.ts'
import { pythonStack } from './python/python-stack.ts'
import { rubyStack } from './ruby/ruby-stack.ts'
import { rustStack } from './rust/rust-stack.ts'
import { shellStack } from './shell/shell-stack.ts'
import { staticHtmlStack } from './static-html/static-html-stack.ts'

/** Every ecosystem that laststage knows. */
export const stacks: readonly Stack[] = [
  bunStack,
  cStack,
  denoStack,
  dotnetStack,
  elixirStack,
  goStack,
  javaGradleStack,
  javaMavenStack,
  nodeServerStack,
  nodeStaticStack,
  phpStack,
  pythonStack,
  rubyStack,
  rustStack,
  shellStack,
  staticHtmlStack,
]
