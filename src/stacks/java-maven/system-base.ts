import { installTools, type KeptHealthcheck } from '../../model/keep-healthcheck.ts'
import type { Runtime } from '../../model/stack-facts.ts'
import type { JavaApp } from './java-app.ts'

/** A Java runtime with a system around it, for what needs a shell, or where distroless has no such Java. */
export function systemBase(java: JavaApp, health: KeptHealthcheck) {
  const alpine = java.image.includes('alpine') ? '-alpine' : ''
  const image = `eclipse-temurin:${java.version.value}-jre${alpine}`
  const runtime: Runtime = { kind: 'image', image }
  return { runtime, by: image, setup: health.needsShell ? installTools(image, health.tools) : [] }
}
