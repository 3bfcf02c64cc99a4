import { posix } from 'node:path'
import type { BuildModel } from './build-model.ts'
import type { Evidence } from './change.ts'
import type { CopiedFile } from './context-copies.ts'
import { dataFiles, fromWorkdir, locate, outermost } from './data-files.ts'
import { type Launch, shippedSteps } from './launch.ts'
import { copiedOutside, type KeptFile, madeFolders } from './made-folders.ts'
import { stageCopies } from './stage-copies.ts'
import { unknownWriter } from './unknown-writer.ts'

/** A compiled program as its Dockerfile builds and starts it. */
export interface CompiledProgram {
  readonly build: BuildModel
  /** All binaries that ship, as container paths; the one that starts is the first. */
  readonly binaries: readonly string[]
  readonly launch: Extract<Launch, { readonly kind: 'program' }>
  readonly workdir: string
  /** Files that the original image has from the context. */
  readonly copied: readonly CopiedFile[]
  /** The manifest's path in the context. */
  readonly manifest: string
  /** The folder of the sources in the container, where it is not the manifest's. */
  readonly sources?: string
}

/** What of a program's sources the files depend on. */
export interface FileNeeds {
  /** Files and folders of the original image that it reads, as container paths. */
  readonly files: readonly { readonly path: string; readonly evidence: Evidence }[]
  /** A place that names a file which the original image does not have from the context. */
  readonly absent: Evidence | undefined
  /** A place that reads a file whose name is not written in the source. */
  readonly computed: Evidence | undefined
}

/** What a language knows of its own files. */
export interface SourceKnowledge {
  /** The start of the changes' ids: `go`. */
  readonly id: string
  /** True for a path, relative to the working directory, that only the build reads. */
  readonly isSource: (path: string) => boolean
  /** True for a command of the build that writes nothing but what is known. */
  readonly isOwnTool: (words: readonly string[]) => boolean
  /** True for a container path that is in the binary already. */
  readonly isEmbedded: (path: string) => boolean
  /** True for a folder of the build's own that a `mkdir` made. */
  readonly isBuildFolder: (path: string) => boolean
}

/** The binaries and whatever else of the original image the program reads. A string says why it cannot be told. */
export function programFiles(
  program: CompiledProgram,
  needs: FileNeeds,
  from: string,
  own: SourceKnowledge,
): readonly KeptFile[] | string {
  const { build, workdir, copied } = program
  const unknown = unknownWriter(shippedSteps(build), own.isOwnTool)
  const unseen = needs.computed ?? needs.absent
  if (unknown !== undefined && unseen) {
    return `\`${unknown}\` may write files, and ${unseen.file}:${unseen.range?.start.line ?? 1} ${unseen.fact}`
  }
  const copies = stageCopies(build, workdir)
  if (typeof copies === 'string') return `what \`${copies}\` brings cannot be told from the sources`
  const read = new Map<string, Evidence>(needs.files.map(each => [each.path, each.evidence]))
  if (needs.computed)
    for (const path of dataFiles(copied, workdir, own.isSource))
      read.set(path, read.get(path) ?? needs.computed)
  for (const each of copies) if (!own.isEmbedded(each.path)) read.set(each.path, each.evidence)
  for (const each of copiedOutside(build, copied, program.manifest, program.sources))
    read.set(each.path, each.evidence)
  const paths = [...read.keys()].filter(path => path !== workdir || !needs.computed)
  const data = outermost(paths).map(path => dataFile(program, path, read.get(path), from, own.id))
  const binaries = program.binaries.map(path => ({
    from,
    source: path,
    destination: shippedAt(program, path),
  }))
  return [...folders(program, from, own), ...data, ...binaries]
}

function dataFile(
  { workdir }: CompiledProgram,
  path: string,
  evidence: Evidence | undefined,
  from: string,
  id: string,
): KeptFile {
  const destination = fromWorkdir(workdir, path)
  if (!evidence) return { from, source: path, destination }
  return {
    from,
    source: path,
    destination,
    change: {
      id: `${id}-runtime-files`,
      title: `Keep ${destination}`,
      because: 'The program reads it while it runs.',
      evidence: [evidence],
      applicability: 'needs-verification',
    },
  }
}

/** A program that is started by its bare name has to lie in the PATH of an image that sets none. */
function shippedAt({ launch, workdir }: CompiledProgram, path: string): string {
  const bare = !(launch.argv[0] ?? '').includes('/') && posix.basename(path) === launch.argv[0]
  if (bare && !/^\/(?:usr\/)?(?:local\/)?s?bin\//.test(path)) return '/usr/local/bin/'
  return fromWorkdir(workdir, path)
}

function folders({ build, workdir }: CompiledProgram, from: string, own: SourceKnowledge) {
  return madeFolders(build)
    .filter(({ path }) => path !== workdir && !own.isBuildFolder(path))
    .map(({ path, owner }) => ({
      from,
      source: path,
      destination: fromWorkdir(workdir, path),
      ...(owner ? { chown: owner } : {}),
    }))
}

/** Which of the places that name a file mean one of the original image; devices and /proc are in every container. */
export function namedFiles(
  places: readonly Evidence[],
  original: readonly Pick<CopiedFile, 'container'>[],
  workdir: string,
): Pick<FileNeeds, 'files' | 'absent'> {
  const absent = places.find(
    each => !/^\/(?:dev|proc|sys|tmp)\//.test(each.fact) && locate(each, original, workdir).length === 0,
  )
  return {
    files: places.flatMap(each => locate(each, original, workdir)),
    absent: absent && { ...absent, fact: `reads ${absent.fact}` },
  }
}

/** True where some launch word names a program by path: it is looked for there, a bare name in PATH's usual folders. */
export function startsAt(name: string, workdir: string, more: readonly string[] = []) {
  if (name.includes('/')) {
    const wanted = posix.resolve('/', workdir, name)
    return (path: string) => path === wanted
  }
  const inPath = [...more, '/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']
  return (path: string) => inPath.some(folder => posix.join(folder, name) === path)
}
