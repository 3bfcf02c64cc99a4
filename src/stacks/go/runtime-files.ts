import { posix } from 'node:path'
import type { KeptFile } from '../../model/made-folders.ts'
import { programFiles } from '../../model/program-files.ts'
import type { GoApp } from './go-app.ts'
import type { GoNeeds } from './go-needs.ts'

export const isSource = (path: string) =>
  /(?:^|\/)(?:[^/]*\.go|go\.(?:mod|sum|work)|vendor|testdata|\.golangci[^/]*)(?:\/|$)/.test(path)

/** Code generators run by the Go tool write what they like; its other verbs write binaries and caches. */
const isOwnTool = ([program, verb]: readonly string[]) =>
  program === 'go' && verb !== 'generate' && verb !== 'run' && verb !== 'tool'

/** The binaries and whatever else of the original image the program reads. A string says why it cannot be told. */
export function runtimeFiles(go: GoApp, needs: GoNeeds, from: string): readonly KeptFile[] | string {
  const { build, launch, workdir, copied } = go
  const binaries = go.outputs.map(({ path }) => path)
  const program = { build, launch, workdir, copied, binaries, manifest: go.mod.path }
  const sources = go.workspace === undefined ? {} : { sources: go.workspace }
  return programFiles({ ...program, ...sources }, needs, from, {
    id: 'go',
    isSource,
    isOwnTool,
    isEmbedded: path => isEmbedded(go, path),
    isBuildFolder: path => path.startsWith('/go/'),
  })
}

/** What `//go:embed` takes into the binary need not lie beside it. */
function isEmbedded(go: GoApp, path: string): boolean {
  const name = posix.basename(path)
  return go.program.files.some(file =>
    new RegExp(`^//go:embed .*\\b${escaped(name)}\\b`, 'm').test(file.text),
  )
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
