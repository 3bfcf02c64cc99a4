import type { Engine } from '../../engines/engine.ts'
import { tempFolder } from '../../engines/temp-folder.ts'
import { BuildFailure, EngineError } from '../../errors.ts'

/** Debian images with apt from which the tracer may be built; the first that can be had is taken. */
const bases = ['debian:bookworm-slim', 'debian:trixie-slim'] as const

/** Everything lies under `/.trace`, loader and libraries too, so that it runs in an image that has no libc, or another. */
const dockerfile = (base: string): string => `FROM ${base} AS build
RUN apt-get update && apt-get install -y --no-install-recommends strace
RUN mkdir -p /tracer/.trace/lib /tracer/.trace/out && chmod 1777 /tracer/.trace/out \\
 && cp /usr/bin/strace /tracer/.trace/ \\
 && ldd /usr/bin/strace | sed -n 's/.*=> \\(\\/[^ ]*\\) .*/\\1/p' | xargs -I{} cp -L {} /tracer/.trace/lib/ \\
 && cp -L "$(ldd /usr/bin/strace | sed -n 's/^[[:space:]]*\\(\\/[^ ]*\\/ld[^ ]*\\) .*/\\1/p')" /tracer/.trace/ld.so
FROM scratch
COPY --from=build /tracer/ /
`

/**
 * Builds the tracer on the engine from Debian's strace package, and answers it as a tar to be copied to `/`.
 * Throws `EngineError` where no Debian image can be had or its packages cannot be fetched.
 */
export const buildTracer = async (engine: Engine, signal?: AbortSignal): Promise<Uint8Array> => {
  const context = await tempFolder()
  try {
    const image = await buildImage(engine, context.path, signal)
    const container = await engine.create({ image, network: 'none', memoryBytes: 64 << 20, pids: 16 })
    try {
      const chunks: Uint8Array[] = []
      for await (const chunk of container.copyOut('/.trace')) chunks.push(Uint8Array.from(chunk))
      return Buffer.concat(chunks)
    } finally {
      await container.remove()
      await engine.removeImage(image)
    }
  } finally {
    await context.remove()
  }
}

const buildImage = async (
  engine: Engine,
  context: string,
  signal: AbortSignal | undefined,
): Promise<string> => {
  let failure: unknown
  for (const base of bases) {
    try {
      const built = await engine.build({
        context,
        dockerfile: dockerfile(base),
        dockerfileName: 'tracer.Dockerfile',
        ...(signal !== undefined && { signal }),
      })
      return built.image
    } catch (error) {
      if (!(error instanceof BuildFailure)) throw error
      failure ??= error
    }
  }
  throw new EngineError('the tracer could not be built', {
    transient: false,
    cause: failure,
    hint: `It needs ${bases.join(' or ')} and Debian's package strace.`,
  })
}
