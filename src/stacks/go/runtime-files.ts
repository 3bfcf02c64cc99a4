import { posix } from 'node:path'
import type { Change, Evidence } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { shippedSteps } from '../../model/launch.ts'
import type { NeededFile } from '../../model/stack-facts.ts'
import { absolutePath, expand } from '../../model/final-state.ts'
import type { GoApp } from './go-app.ts'
import { dataFiles, type GoNeeds } from './go-needs.ts'

type File = NeededFile & { readonly change?: Change }

/** Commands of a RUN that leave nothing behind that a running program could read. */
const harmless = new Set(
  'apk,apt,apt-get,addgroup,adduser,cd,chmod,chown,echo,go,groupadd,ls,mkdir,rm,set,update-ca-certificates,useradd,upx'.split(
    ',',
  ),
)

/** The binaries and whatever else of the original image the program reads. A string says why it cannot be told. */
export function runtimeFiles(go: GoApp, needs: GoNeeds, from: string): readonly File[] | string {
  const unknown = shippedSteps(go.build).flatMap(step =>
    step.instruction.name !== 'RUN'
      ? []
      : (step.script?.commands ?? []).filter(command => !harmless.has(command.words[0]?.value ?? '')),
  )[0]
  if (unknown && needs.computed) {
    return `\`${unknown.words[0]?.raw ?? 'a RUN'}\` may write files, and ${needs.computed.file} ${needs.computed.fact}`
  }
  const binaries: File[] = go.outputs.map(({ path }) => ({
    from,
    source: path,
    destination: shipped(go, path),
  }))
  const read = new Map<string, Evidence>(needs.files.map(each => [each.path, each.evidence]))
  if (needs.computed)
    for (const path of dataFiles(go.copied, go.workdir)) read.set(path, read.get(path) ?? needs.computed)
  for (const each of explicitFiles(go)) read.set(each.path, each.evidence)
  const paths = [...read.keys()].filter(path => path !== go.workdir || !needs.computed)
  const outer = paths.filter(path => !paths.some(other => other !== path && path.startsWith(`${other}/`)))
  const data = outer.sort().map(path => dataFile(go, path, read.get(path), from))
  return [...madeFolders(go, from), ...data, ...binaries]
}

function dataFile(go: GoApp, path: string, evidence: Evidence | undefined, from: string): File {
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

function relative(go: GoApp, path: string): string {
  return go.workdir !== '/' && path.startsWith(`${go.workdir}/`)
    ? `./${path.slice(go.workdir.length + 1)}`
    : path
}

/** What the author copies to a place outside the sources is for the running program. */
function explicitFiles(go: GoApp) {
  const sources = go.copied.find(file => file.context === go.mod.path)
  const root = sources && posix.dirname(sources.container)
  return go.copied
    .filter(
      file =>
        root !== undefined &&
        file.container !== root &&
        !file.container.startsWith(root === '/' ? '/' : `${root}/`),
    )
    .map(file => ({ path: file.container, evidence: evidenceOf(go.build, file.step.instruction) }))
}

/** Folders that a RUN makes, with the owner that it gives them. */
function madeFolders(go: GoApp, from: string): readonly File[] {
  const made = new Set<string>()
  const owners = new Map<string, string>()
  for (const step of shippedSteps(go.build)) {
    if (step.instruction.name !== 'RUN') continue
    for (const { words } of step.script?.commands ?? []) {
      const [name, ...rest] = words.map(word => expand(word.value ?? word.raw, step))
      const operands = rest.filter(word => !word.startsWith('-'))
      if (name === 'mkdir')
        for (const path of operands) made.add(absolutePath(step.workdir, path).replace(/(.)\/$/, '$1'))
      if (name === 'chown') {
        const [owner = '', ...paths] = operands
        for (const path of paths) owners.set(absolutePath(step.workdir, path).replace(/(.)\/$/, '$1'), owner)
      }
    }
  }
  return [...made]
    .filter(path => path !== go.workdir && !path.startsWith('/go/') && !path.includes('$'))
    .map(path => {
      const owner = owners.get(path)
      return { from, source: path, destination: relative(go, path), ...(owner ? { chown: owner } : {}) }
    })
}
