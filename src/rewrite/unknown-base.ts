import type { Diagnostic } from '../dockerfile/source.ts'
import type { BuildModel } from '../model/build-model.ts'
import { shippedStages } from '../model/launch.ts'

/** Images of which is known what they set: no ENTRYPOINT that does more than start the command, no USER, no files of an app. */
const known =
  /(?:^|\/)(?:golang|rust|gcc|ruby|node|python|maven|eclipse-temurin|openjdk|amazoncorretto|ibm-semeru-runtimes|debian|ubuntu|alpine|fedora|rockylinux|almalinux|nginx|busybox|httpd|php|elixir|dotnet\/sdk|oven\/bun|denoland\/deno)(?::|@|$)/

/** A base image of someone's own may set what the new last stage then lacks; said, since it cannot be seen in the files. */
export function unknownBase(build: BuildModel): readonly Diagnostic[] {
  const [root] = shippedStages(build)
  if (
    !root ||
    (root.base.kind === 'image' && known.test(root.base.reference)) ||
    root.base.kind === 'scratch'
  )
    return []
  const reference = root.base.kind === 'stage' ? '' : root.base.reference
  return [
    {
      code: 'unknown-base',
      severity: 'warning',
      message: `what ${reference} sets (ENTRYPOINT, USER, ENV, files of its own) is not known here; a new last stage does not have it`,
      file: build.document.file,
      range: root.from.range,
      help: 'prove the candidate, or put what the base sets into the Dockerfile',
    },
  ]
}
