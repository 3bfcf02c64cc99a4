import { parseDockerfile } from '../dockerfile/parse.ts'
import { isSpaced } from '../model/instruction-text.ts'
import type { Change } from '../model/change.ts'
import { buildModel } from '../model/model.ts'
import type { Candidate } from './candidate.ts'

/** The musl variant is one static file, which runs in any image; the default one needs its libc. */
const toolsImage = 'busybox:1.37-musl'

/**
 * A candidate with one more target: what ships, and a static shell under `/busybox` (where distroless has its own).
 * The stage that shipped gets a name, `debug` stands on it, and the file still ends with what ships: a last stage that is
 * nothing but that one again has the same layers and the same configuration, so `docker build .` makes the same image.
 * Its entry point and user stay; only PATH gains `/busybox` at its end.
 * @returns the candidate as it is where a stage is called `debug` already, or where there is no stage
 */
export function addDebugTarget(candidate: Candidate): Candidate {
  const { dockerfile, files } = candidate
  const text = files[dockerfile] ?? ''
  const build = buildModel(parseDockerfile(text, dockerfile))
  const { final, stages } = build
  const taken = new Set(stages.map(({ name }) => name?.toLowerCase()))
  if (final === undefined || taken.has('debug')) return candidate
  const name = final.from.as?.value ?? free(taken, 'app')
  const tools = free(taken, 'debug-tools')
  const whole = text.endsWith('\n') ? text : `${text}\n`
  const at = final.from.image.range.end.offset
  const named = final.from.as === undefined ? `${whole.slice(0, at)} AS ${name}${whole.slice(at)}` : whole
  const change: Change = {
    id: 'debug-target',
    title: 'Add the target debug: what ships, and a static shell',
    because: 'docker build --target debug makes it; a plain build does not, and fetches nothing for it.',
    evidence: [],
    applicability: 'safe',
  }
  return {
    ...candidate,
    files: { ...files, [dockerfile]: `${named}\n${debugStages(name, tools, isSpaced(build.document))}` },
    changes: [...candidate.changes, change],
  }
}

/** In the style of the file: with an empty line between instructions where it has them. */
function debugStages(shipped: string, tools: string, spaced: boolean): string {
  const between = spaced ? '\n\n' : '\n'
  return [
    [
      `FROM ${toolsImage} AS ${tools}`,
      'RUN mkdir /busybox && cp /bin/busybox /busybox/ && /busybox/busybox --install -s /busybox',
    ],
    [
      `# What ships, and a shell: docker build --target debug .\nFROM ${shipped} AS debug`,
      `COPY --from=${tools} /busybox /busybox`,
      'ENV PATH="${PATH:+$PATH:}/busybox"',
    ],
    [`# What ships: the last stage, so that it is what a plain build makes.\nFROM ${shipped}`],
  ]
    .map(stage => `${stage.join(between)}\n`)
    .join('\n')
}

function free(taken: ReadonlySet<string | undefined>, wanted: string): string {
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wanted : `${wanted}-${count}`
    if (!taken.has(name)) return name
  }
}
