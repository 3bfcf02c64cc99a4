import { posix } from 'node:path'
import type { Evidence } from '../../model/change.ts'
import { shippedSteps } from '../../model/launch.ts'
import { copiedOutside, type KeptFile, madeFolders } from '../../model/made-folders.ts'
import type { GoApp } from './go-app.ts'
import { dataFiles, fromWorkdir, outermost } from '../../model/data-files.ts'
import { stageCopies } from '../../model/stage-copies.ts'
import { unknownWriter } from '../../model/unknown-writer.ts'
import type { GoNeeds } from './go-needs.ts'

const isGoSource = (path: string) =>
  /(?:^|\/)(?:[^/]*\.go|go\.(?:mod|sum|work)|vendor|testdata|\.golangci[^/]*)(?:\/|$)/.test(path)

/** Code generators run by the Go tool write what they like; its other verbs write binaries and caches. */
const isGoTool = ([program, verb]: readonly string[]) =>
  program === 'go' && verb !== 'generate' && verb !== 'run' && verb !== 'tool'

/** The binaries and whatever else of the original image the program reads. A string says why it cannot be told. */
export function runtimeFiles(go: GoApp, needs: GoNeeds, from: string): readonly KeptFile[] | string {
  const unknown = unknownWriter(shippedSteps(go.build), isGoTool)
  const unseen = needs.computed ?? needs.absent
  if (unknown !== undefined && unseen) {
    return `\`${unknown}\` may write files, and ${unseen.file}:${unseen.range?.start.line ?? 1} ${unseen.fact}`
  }
  const copies = stageCopies(go.build, go.workdir)
  if (typeof copies === 'string') return `what \`${copies}\` brings cannot be told from the sources`
  const binaries: KeptFile[] = go.outputs.map(({ path }) => ({
    from,
    source: path,
    destination: shipped(go, path),
  }))
  const read = new Map<string, Evidence>(needs.files.map(each => [each.path, each.evidence]))
  if (needs.computed)
    for (const path of dataFiles(go.copied, go.workdir, isGoSource))
      read.set(path, read.get(path) ?? needs.computed)
  for (const each of copies) if (!isEmbedded(go, each.path)) read.set(each.path, each.evidence)
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

/** What `//go:embed` takes into the binary need not lie beside it. */
function isEmbedded(go: GoApp, path: string): boolean {
  const name = posix.basename(path)
  return go.program.files.some(file =>
    new RegExp(`^//go:embed .*\\b${escaped(name)}\\b`, 'm').test(file.text),
  )
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
