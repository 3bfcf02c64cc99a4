import type { Check, CheckResult, Probes } from './check.ts'

const updateBuilder = 'Update Docker or buildx: BuildKit 0.10 and newer have it.'

/** Instructions of a stage that nothing needs are read and not run: so mounts can be tried without a shell. */
const unused = (instruction: string): string =>
  `FROM scratch AS unused\n${instruction}\nFROM scratch\nCOPY <<EOF /tried\ntried\nEOF\n`

/** What a builder takes is tried: versions say too little. Nothing is fetched, since all stands on scratch. */
export const buildChecks: readonly Check[] = [
  feature('heredoc', 'heredocs', 'FROM scratch\nCOPY <<EOF /tried\ntried\nEOF\n'),
  feature('cache-mounts', 'cache mounts', unused('RUN --mount=type=cache,target=/cache ["/none"]')),
  feature('link', 'COPY --link', 'FROM scratch\nCOPY --link <<EOF /tried\ntried\nEOF\n'),
  feature('secrets', 'build secrets', unused('RUN --mount=type=secret,id=laststage-doctor ["/none"]'), true),
  {
    id: 'progress',
    title: 'progress as data',
    async run(probes) {
      const refused = await probes.rawProgress()
      if (refused === undefined) return { status: 'ok', what: '--progress=rawjson' }
      const todo = 'Install buildx 0.13 or newer (docker-buildx-plugin); until then plain progress is read.'
      return { status: 'warning', what: refused, todo }
    },
  },
]

function feature(id: string, title: string, dockerfile: string, secret = false): Check {
  const run = async (probes: Probes): Promise<CheckResult> => {
    const refused = await probes.build(dockerfile, secret)
    if (refused === undefined) return { status: 'ok', what: 'built with it' }
    return { status: 'failed', what: refused, todo: updateBuilder }
  }
  return { id, title, run }
}
