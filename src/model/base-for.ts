import type { Runtime } from './stack-facts.ts'

/** The Debian release on which distroless images stand; the tag pins it, so that a libc never changes unseen. */
const debian = 'debian13'

/** The smallest base that gives a runtime what it needs: scratch, distroless static, base, cc, a language's own. */
export function baseFor(runtime: Runtime): string {
  switch (runtime.kind) {
    case 'static-binary':
      return runtime.skeleton ? `gcr.io/distroless/static-${debian}` : 'scratch'
    case 'dynamic-binary':
      return `gcr.io/distroless/${runtime.cxx ? 'cc' : 'base'}-${debian}`
    case 'java':
      return `gcr.io/distroless/java${runtime.version}-${debian}`
    case 'image':
      return runtime.image
  }
}
