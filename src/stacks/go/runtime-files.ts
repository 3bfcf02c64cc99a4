import { posix } from 'node:path'
import type { Evidence } from '../../model/change.ts'
import { shippedSteps } from '../../model/launch.ts'
import { copiedOutside, type KeptFile, madeFolders } from '../../model/made-folders.ts'
import type { GoApp } from './go-app.ts'
import { dataFiles, fromWorkdir, outermost } from '../../model/data-files.ts'
import type { GoNeeds } from './go-needs.ts'

const isGoSource = (path: string) =>
  /(?:^|\/)(?:[^/]*\.go|go\.(?:mod|sum|work)|vendor|testdata|\.golangci[^/]*)(?:\/|$)/.test(path)

/** Commands of a RUN that leave nothing behind that a running program could read. */
const harmless = new Set(
  'apk,apt,apt-get,addgroup,adduser,cd,chmod,chown,echo,go,groupadd,ls,mkdir,rm,set,update-ca-certificates,useradd,upx'.split(
    ',',
  ),
)

/** The binaries and whatever else of the original image the program reads. A string says why it cannot be told. */
export function runtimeFiles(go: GoApp, needs: GoNeeds, from: string): readonly KeptFile[] | string {
  const unknown = shippedSteps(go.build).flatMap(step =>
    step.instruction.name !== 'RUN'
      ? []
      : (step.script?.commands ?? []).filter(command => !harmless.has(command.words[0]?.value ?? '')),
  )[0]
  if (unknown && needs.computed) {
    return `\`${unknown.words[0]?.raw ?? 'a RUN'}\` may write files, and ${needs.computed.file} ${needs.computed.fact}`
  }
  const binaries: KeptFile[] = go.outputs.map(({ path }) => ({
    from,
    source: path,
    destination: shipped(go, path),
  }))
  const read = new Map<string, Evidence>(needs.files.map(each => [each.path, each.evidence]))
  if (needs.computed)
    for (const path of dataFiles(go.copied, go.workdir, isGoSource))
      read.set(path, read.get(path) ?? needs.computed)
  for (const each of copiedOutside(go.build, go.copied, go.mod.path)) read.set(each.path, each.evidence)
  const paths = [...read.keys()].filter(path => path !== go.workdir || !needs.computed)
  const data = outermost(paths).map(path => dataFile(go, path, read.get(path), from))
  return [...folders(go, from), ...data, ...binaries]
}

function dataFile(go: GoApp, path: string, evidence: Evidence | undefined, from: string): KeptFile {
  return {
    from,
    source: path,
    destination: relative(go, path),
    ...(evidence
      ? {
          change: {
            id: 'go-runtime-files',
            title: `Keep ${relative(go, path)}`,
            because: 'The program reads it while it runs.',
            evidence: [evidence],
            applicability: 'needs-verification',
          },
        }
      : {}),
  }
}

/** A program that is started by its bare name has to lie in the PATH of an image that sets none. */
function shipped(go: GoApp, path: string): string {
  const bare = !(go.launch.argv[0] ?? '').includes('/') && posix.basename(path) === go.launch.argv[0]
  if (bare && !/^\/(?:usr\/)?(?:local\/)?s?bin\//.test(path)) return '/usr/local/bin/'
  return relative(go, path)
}

const relative = (go: GoApp, path: string) => fromWorkdir(go.workdir, path)

function folders(go: GoApp, from: string): readonly KeptFile[] {
  return madeFolders(go.build)
    .filter(({ path }) => path !== go.workdir && !path.startsWith('/go/'))
    .map(({ path, owner }) => ({
      from,
      source: path,
      destination: relative(go, path),
      ...(owner ? { chown: owner } : {}),
    }))
}
