import { posix } from 'node:path'
import type { Change } from '../../model/change.ts'
import type { NeededFile } from '../../model/stack-facts.ts'
import type { JavaApp } from './java-app.ts'

/** The layers of a Spring Boot jar, taken apart in the build stage. */
export interface SpringLayers {
  readonly run: string
  /** In the order of change: the program last. */
  readonly files: readonly NeededFile[]
  /** What starts in place of `-jar`; undefined where the extracted jar starts as before. */
  readonly mainClass: string | undefined
  readonly change: Change
}

const folder = '/tmp/layers'
const order = [
  { layer: 'dependencies', because: 'The libraries' },
  { layer: 'spring-boot-loader', because: 'What loads the program' },
  { layer: 'snapshot-dependencies', because: 'Libraries that are still in the making' },
  { layer: 'application', because: 'The program' },
]

/**
 * Since 3.3 `jarmode=tools` makes a plain jar beside its libraries; from 2.4 on `jarmode=layertools` takes the classes
 * apart, which the loader's class starts. Undefined where the jar is none of Spring Boot, or is shipped elsewhere.
 * Source: https://docs.spring.io/spring-boot/reference/packaging/container-images/dockerfiles.html
 */
export function springLayers(java: JavaApp, from: string): SpringLayers | undefined {
  const { boot } = java.project
  if (!boot?.layered || java.shipped.destination !== './' || java.war) return undefined
  const [major = 0, minor = 0] = boot.version.split('.').map(Number)
  if (major < 2 || (major === 2 && minor < 4)) return undefined
  const tools = major > 3 || (major === 3 && minor >= 3)
  const command = tools
    ? `java -Djarmode=tools -jar ${java.jar} extract --layers --destination ${folder}`
    : `mkdir ${folder} && cd ${folder} && java -Djarmode=layertools -jar ${java.jar} extract`
  const launcher = major === 3 && minor >= 2 ? 'launch.JarLauncher' : 'JarLauncher'
  return {
    run: `RUN ${command}`,
    files: order.map(({ layer, because }) => ({
      from,
      source: `${posix.join(folder, layer)}/`,
      destination: './',
      because,
    })),
    mainClass: tools ? undefined : `org.springframework.boot.loader.${launcher}`,
    change: {
      id: 'java-spring-layers',
      title: 'Ship the libraries and the program as layers of their own',
      because:
        'Spring Boot’s jar holds both: after an edit of the program all of it would be pushed and pulled again. Taken apart, only the last layer is.',
      evidence: [boot.evidence],
      applicability: 'needs-verification',
    },
  }
}
