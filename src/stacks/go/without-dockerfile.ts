import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { type GoMod, readGoMod } from '../../app/go-mod.ts'
import { pinnedTool } from '../../app/pinned-tool.ts'
import type { Change, Evidence } from '../../model/change.ts'
import { procfileWeb } from '../../app/procfile.ts'
import { outermost } from '../../model/data-files.ts'
import { namedData, withoutSources } from '../../model/named-data.ts'
import type { Plan, StackFacts } from '../../model/stack-facts.ts'
import { scanRoutes } from '../../model/routes/scan-routes.ts'
import { bringsItsC, isPureGo, needsCgo } from './cgo-modules.ts'
import { judgeCgo, withoutVendored } from './cgo.ts'
import { type GoNeeds, readNeeds } from './go-needs.ts'
import { type GoProgram, importOf, mainPackages, placesOf, readProgram } from './go-sources.ts'
import { isSource } from './runtime-files.ts'
import { rangeOf } from '../../app/positions.ts'
import { localModules, withLocalModules, workspaceModules } from './local-modules.ts'
import { absentEmbed } from './absent-embed.ts'

/** A Dockerfile for an app that has none: one module, one main package, no C of its own. Anything else is refused. */
export function writeGoDockerfile(app: AppFiles, mods: readonly string[]): StackFacts {
  const mod = readGoMod(app, 'go.mod')
  const evidence: readonly Evidence[] = mod
    ? [{ file: mod.path, range: mod.moduleRange, fact: `module ${mod.module}` }]
    : mods.map(file => ({ file, fact: 'a Go module' }))
  const facts = { stack: 'go', evidence, plans: [], diagnostics: [] }
  const members = mod ? undefined : workspaceModules(app)
  if (members) return { ...facts, ...workspacePlans(app, members) }
  if (!mod)
    return {
      ...facts,
      refused: `the module is in a subfolder (${mods.join(', ')}): say which is to be built by a Dockerfile`,
    }
  const main = onlyMain(mainPackages(app, mod))
  if (typeof main !== 'object') return { ...facts, refused: main }
  const others = localModules(app, mod)
  const found = new Set(others.map(({ path }) => posix.dirname(path)))
  const away = mod.localReplaces.find(({ path }) => !found.has(posix.join(path).replace(/(.)\/$/, '$1')))
  if (away)
    return {
      ...facts,
      refused: `${mod.path}:${away.range.start.line} replaces a module by ${away.path}, which this folder does not hold: run laststage in a folder that holds both`,
    }
  const program = readProgram(app, mod, main.folder, others)
  const plan = newPlan(app, withLocalModules(mod, others), main.folder, program, downloads(app, mod, others))
  return typeof plan === 'string' ? { ...facts, refused: plan } : { ...facts, plans: [plan] }
}

/** The one program of several folders that is no helper; a string says why there is none. */
function onlyMain(all: readonly string[]): { readonly folder: string } | string {
  const own = all.filter(folder => !isHelper(folder))
  const mains = own.length > 0 ? own : all
  const [folder] = mains
  if (folder === undefined) return 'no package main was found'
  return mains.length > 1
    ? `several programs (${mains.join(', ')}): say which is to be built by a Dockerfile`
    : { folder }
}

/** The one program of a workspace, built where its go.work is: the modules of the folder need not be published. */
function workspacePlans(app: AppFiles, members: readonly GoMod[]): Pick<StackFacts, 'plans' | 'refused'> {
  const main = onlyMain([...new Set(members.flatMap(mod => mainPackages(app, mod)))])
  if (typeof main !== 'object') return { plans: [], refused: main }
  const owner = members
    .filter(({ path }) => `${main.folder}/`.startsWith(`${posix.dirname(path)}/`) || path === 'go.mod')
    .toSorted((a, b) => b.path.length - a.path.length)[0]
  if (!owner) return { plans: [], refused: `no module of go.work has ${main.folder}` }
  const others = members.filter(each => each !== owner)
  const program = readProgram(app, owner, main.folder, others)
  const copied = app.list().map(path => ({ container: posix.join('/src', path) }))
  const needs = readNeeds(program, copied, '/src')
  const read = needs.files[0]?.evidence ?? needs.computed
  if (read)
    return {
      plans: [],
      refused: `${read.file} ${read.fact}, and in which folder of go.work it starts is not known`,
    }
  const lists = members.flatMap(({ path }) => {
    const sum = posix.join(posix.dirname(path), 'go.sum')
    return `COPY ${path} ${app.has(sum) ? `${sum} ` : ''}./${posix.dirname(path)}/`
  })
  const work = ['go.work', 'go.work.sum'].filter(path => app.has(path))
  const downloaded = withLocalModules(owner, others).requires.length > 0
  const lines = downloaded ? [`COPY ${work.join(' ')} ./`, ...lists, 'RUN go mod download'] : []
  const plan = newPlan(
    app,
    newest(app, withLocalModules(owner, others), members),
    main.folder,
    program,
    lines,
  )
  return typeof plan === 'string' ? { plans: [], refused: plan } : { plans: [plan] }
}

/** Go takes none older than what any module of a workspace, and go.work itself, asks for. */
function newest(app: AppFiles, mod: GoMod, members: readonly GoMod[]): GoMod {
  const text = app.read('go.work') ?? ''
  const line = /^go\s+(\d[\w.]*)/m.exec(text)
  const asked = line && {
    version: line[1] ?? '',
    range: rangeOf(text, line.index, line.index + line[0].length),
  }
  const all = [...members.map(({ go }) => go), ...(asked ? [asked] : [])]
  const go = all.reduce(
    (most, each) => ((minorOf(each?.version) ?? 0) > (minorOf(most?.version) ?? 0) ? each : most),
    mod.go,
  )
  return { ...mod, go }
}

/** The modules before the sources, so that an edit downloads nothing again; those of the folder by their go.mod alone. */
const downloads = (app: AppFiles, mod: GoMod, others: readonly GoMod[]): readonly string[] =>
  withLocalModules(mod, others).requires.length > 0
    ? [
        `COPY go.mod ${app.has('go.sum') ? 'go.sum ' : ''}./`,
        ...others.map(({ path }) => `COPY ${path} ./${posix.dirname(path)}/`),
        'RUN go mod download',
      ]
    : []

/** Folders whose programs help those who develop: tests call them, examples show how a package is used. */
const isHelper = (folder: string) =>
  /(?:^|\/)(?:tests?|examples?|hack|scripts?|tools?|e2e|benchmarks?)(?:\/|$)/.test(folder)

const isKnown = (module: string) => isPureGo(module) || bringsItsC(module)

/** The modules of a program that need cgo; none where it is pure Go. A string says why it cannot be built as it is. */
function cgoOf(program: GoProgram, mod: GoMod): readonly Evidence[] | string {
  const own = importOf(withoutVendored(program, isKnown), 'C')
  if (own) return `the program needs cgo: ${own.file} is written with C`
  const image = { file: mod.path, range: mod.moduleRange, fact: 'golang:alpine has no C compiler' }
  if (judgeCgo(program, mod, { setting: undefined, noCompiler: false, evidence: image }).state !== 'on')
    return []
  const needing = mod.requires.filter(each => needsCgo(each.module))
  const others = needing.filter(each => !bringsItsC(each.module)).map(each => each.module)
  if (others.length > 0)
    return `the program needs cgo and libraries of the system for ${others.join(', ')}: a Dockerfile has to install them, in the stage that builds and in the one that ships`
  return needing.map(({ module, range }) => ({ file: mod.path, range, fact: `${module} needs cgo` }))
}

function newPlan(
  app: AppFiles,
  mod: GoMod,
  main: string,
  program: GoProgram,
  download: readonly string[],
): Plan | string {
  const cgo = cgoOf(program, mod)
  if (typeof cgo === 'string') return cgo
  const copied = app.list().map(path => ({ container: posix.join('/src', path) }))
  const needs = readNeeds(program, copied, '/src')
  if (needs.programs)
    return `the program needs more than itself: ${needs.programs.file} ${needs.programs.fact}`
  const absent = absentEmbed(app, program)
  if (absent)
    return `${absent.file}:${absent.range?.start.line ?? 1} embeds ${absent.fact}, which is not here: a Dockerfile has to say what makes it`
  const data = needs.computed ? namedData(program.files, copied, '/src', isSource) : []
  const files = needs.files.map(({ path }) => path)
  const read = outermost(withoutSources([...files, ...data], copied, '/src', isSource))
  const caller = placesOf(program, /\bruntime\.Caller\(/, () => 'asks where its sources lie')[0]
  if (data.length > 0 && caller)
    return `${caller.file} ${caller.fact}, and its files may be looked for there, where the last stage has none`
  const name = posix.basename(main === '.' ? mod.module.replace(/\/v\d+$/, '') : main)
  const binary = binaryPath(program, name, read)
  const asked = goAsked(app, mod)
  const given = givenPort(app, program)
  const port = given ?? defaultPort(app, mod, program)
  const dynamic = cgo.length > 0
  const certificates = needs.certificates && !needs.skeleton && !dynamic
  return {
    id: '',
    title: 'only the binary ships',
    buildStages: [
      {
        lines: [
          `FROM golang:${tagFor(asked.version, dynamic)} AS build`,
          'WORKDIR /src',
          ...download,
          'COPY . .',
          `RUN --mount=type=cache,target=/root/.cache/go-build \\\n    CGO_ENABLED=${dynamic ? 1 : 0} go build${needs.sourcePaths ? '' : ' -trimpath'} -ldflags="-s -w" -o /out/${name} ${main === '.' ? '.' : `./${main}`}`,
        ],
      },
    ],
    needs: {
      runtime: dynamic
        ? { kind: 'dynamic-binary', cxx: true }
        : { kind: 'static-binary', skeleton: needs.skeleton !== undefined },
      files: [
        ...(certificates
          ? [{ from: 'build', source: '/etc/ssl/certs/ca-certificates.crt', destination: '/etc/ssl/certs/' }]
          : []),
        ...read.map(path => ({ from: 'build', source: path, destination: `.${path.slice('/src'.length)}` })),
        { from: 'build', source: `/out/${name}`, destination: binary },
      ],
      // The program finds its files from where it starts.
      before: [...(given ? [`ENV PORT=${given}`] : []), ...(read.length > 0 ? ['WORKDIR /app'] : [])],
      after: [
        ...loopback(program),
        ...(port === undefined ? [] : [`EXPOSE ${port}`]),
        `ENTRYPOINT ["${binary}"]`,
      ],
    },
    changes: [
      {
        id: 'go-new-dockerfile',
        title: `A Dockerfile that builds ${main} and ships the binary alone`,
        because: `There is none; ${asked.evidence.fact}.`,
        evidence: [asked.evidence],
        applicability: 'needs-verification',
      },
      ...(dynamic ? [cgoChange(cgo)] : []),
      ...(needs.files.length > 0 ? [filesChange(needs)] : []),
      ...(needs.computed ? [computedChange(needs.computed, data)] : []),
    ],
    files: {},
    ignore: ['.git'],
  }
}

/**
 * Heroku sets PORT for what a Procfile starts, and a program that reads it may not start without; one that puts it
 * behind a colon as it is would listen on any port.
 */
function givenPort(app: AppFiles, program: GoProgram): number | undefined {
  const read = procfileWeb(app)
    ? /\bos\.(?:Getenv|LookupEnv)\("PORT"\)/
    : /":"\s*\+\s*os\.Getenv\("PORT"\)|"[\d.]*:%[sv]",\s*os\.Getenv\("PORT"\)/
  return placesOf(program, read, () => '').length > 0 ? 8080 : undefined
}

/** A comment where the program listens on the container's own loopback alone. */
function loopback(program: GoProgram): readonly string[] {
  const listens =
    /(?:\b(?:ListenAndServe(?:TLS)?|Listen|Run|Start)\(\s*(?:"tcp[46]?"\s*,\s*)?|\bAddr:\s*)"(?:localhost|127\.0\.0\.1|\[::1\]):\d+"/
  return placesOf(program, listens, () => '')
    .slice(0, 1)
    .map(
      ({ file, range }) =>
        `# Not reached from outside: ${file}:${range?.start.line ?? 1} listens on localhost; let it listen on all addresses.`,
    )
}

/** Gin's own port, where the sources name none. Source: pkg.go.dev/github.com/gin-gonic/gin, Run */
function defaultPort(app: AppFiles, mod: GoMod, program: GoProgram): number | undefined {
  if (scanRoutes(app).ports.length > 0) return undefined
  const gin = mod.requires.some(({ module }) => module === 'github.com/gin-gonic/gin')
  return gin && placesOf(program, /\.Run\(\s*\)/, () => '').length > 0 ? 8080 : undefined
}

/** Where the binary ships: beside what it reads, where it looks from its own place. */
function binaryPath(program: GoProgram, name: string, read: readonly string[]): string {
  const asks = placesOf(program, /\bos\.Executable\(/, () => '').length > 0
  if (!asks || read.length === 0) return `/${name}`
  const taken = read.some(path => `${path}/`.startsWith(`/src/${name}/`))
  return `/app/${name}${taken ? '.bin' : ''}`
}

/**
 * The tag of the golang image. With cgo the one that has a C compiler, on the Debian of the last stage, so that its
 * glibc is never the newer one; images of Go before 1.24 were made for older Debians only.
 */
function tagFor(version: string, cgo: boolean): string {
  if (!cgo) return `${version}-alpine`
  return version === '1' || Number(version.slice(2)) >= 24 ? `${version}-trixie` : version
}

const cgoChange = (evidence: readonly Evidence[]): Change => ({
  id: 'go-cgo-on',
  title: 'Build with cgo, and ship on a base that has the C library',
  because: 'The modules that need it bring all of their C code, and want nothing else of the system.',
  evidence,
  applicability: 'needs-verification',
})

function computedChange(place: Evidence, data: readonly string[]): Change {
  const because = `${place.file} ${place.fact}`
  return data.length > 0
    ? {
        id: 'go-computed-files',
        title: `Ship what the program can name (${data.map(path => path.slice('/src/'.length)).join(', ')})`,
        because: `${because}, and its sources write the beginning of these.`,
        evidence: [place],
        applicability: 'needs-verification',
      }
    : {
        id: 'go-callers-files',
        title: 'Ship no file beside the binary',
        because: `${because}, and its sources begin to name none of this folder: whoever starts it gives the file.`,
        evidence: [place],
        applicability: 'needs-verification',
      }
}

/** The release of go.mod, or a newer one that mise or asdf is told to use: the image has no other than its own. */
function goAsked(app: AppFiles, mod: GoMod): { readonly version: string; readonly evidence: Evidence } {
  const pinned = pinnedTool(app, 'go')
  const least = minorOf(mod.go?.version)
  const minor = minorOf(pinned?.version)
  if (pinned && minor !== undefined && minor >= (least ?? 0))
    return { version: `1.${minor}`, evidence: pinned.evidence }
  const fact = mod.go
    ? `${app.has('go.mod') ? 'go.mod' : 'its workspace'} asks for Go ${mod.go.version}`
    : 'go.mod names no version'
  return {
    version: least === undefined ? '1' : `1.${least}`,
    evidence: { file: mod.path, range: mod.go?.range ?? mod.moduleRange, fact },
  }
}

function minorOf(version = ''): number | undefined {
  const minor = /^1\.(\d+)/.exec(version)?.[1]
  return minor === undefined ? undefined : Number(minor)
}

const filesChange = ({ files }: GoNeeds): Change => ({
  id: 'go-runtime-files',
  title: 'Ship what the program reads',
  because: 'Its sources name these files, which lie beside them.',
  evidence: files.map(({ evidence }) => evidence),
  applicability: 'needs-verification',
})
