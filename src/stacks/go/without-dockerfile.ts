import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { type GoMod, readGoMod } from '../../app/go-mod.ts'
import type { Change, Evidence } from '../../model/change.ts'
import { outermost } from '../../model/data-files.ts'
import type { StackFacts } from '../../model/stack-facts.ts'
import { judgeCgo } from './cgo.ts'
import { type GoNeeds, readNeeds } from './go-needs.ts'
import { type GoProgram, mainPackages, readProgram } from './go-sources.ts'

/** A Dockerfile for an app that has none: one module, one main package, no cgo. Anything else is refused. */
export function writeGoDockerfile(app: AppFiles, mods: readonly string[]): StackFacts {
  const mod = readGoMod(app, 'go.mod')
  const evidence: readonly Evidence[] = mod
    ? [{ file: mod.path, range: mod.moduleRange, fact: `module ${mod.module}` }]
    : mods.map(file => ({ file, fact: 'a Go module' }))
  const facts = { stack: 'go', evidence, plans: [], diagnostics: [] }
  if (!mod)
    return {
      ...facts,
      refused: `the module is in a subfolder (${mods.join(', ')}): say which is to be built by a Dockerfile`,
    }
  const mains = mainPackages(app, mod)
  const [main] = mains
  if (main === undefined) return { ...facts, refused: 'no package main was found' }
  if (mains.length > 1)
    return {
      ...facts,
      refused: `several programs (${mains.join(', ')}): say which is to be built by a Dockerfile`,
    }
  const program = readProgram(app, mod, main)
  const refused = reasonAgainst(program, mod)
  if (refused !== undefined) return { ...facts, refused }
  return { ...facts, plans: [newPlan(app, mod, main, program)] }
}

function reasonAgainst(program: GoProgram, mod: GoMod): string | undefined {
  const image = { file: mod.path, range: mod.moduleRange, fact: 'golang:alpine has no C compiler' }
  const cgo = judgeCgo(program, mod, { setting: undefined, noCompiler: false, evidence: image })
  if (cgo.state === 'on') return `the program needs cgo: ${cgo.because}`
  const needs = readNeeds(program, [], '/')
  if (needs.programs)
    return `the program needs more than itself: ${needs.programs.file} ${needs.programs.fact}`
  if (needs.computed) return `${needs.computed.file} ${needs.computed.fact}: which files to ship is not known`
  return undefined
}

function newPlan(app: AppFiles, mod: GoMod, main: string, program: GoProgram) {
  const copied = app.list().map(path => ({ container: posix.join('/src', path) }))
  const needs = readNeeds(program, copied, '/src')
  const read = outermost([...new Set(needs.files.map(({ path }) => path))])
  const name = posix.basename(main === '.' ? mod.module.replace(/\/v\d+$/, '') : main)
  const version = /^(1\.\d+)/.exec(mod.go?.version ?? '')?.[1] ?? '1'
  const sum = app.has('go.sum')
  const certificates = needs.certificates && !needs.skeleton
  const because = mod.go ? `go.mod asks for Go ${mod.go.version}` : 'go.mod names no version'
  return {
    id: '',
    title: 'only the binary ships',
    buildStages: [
      {
        lines: [
          `FROM golang:${version}-alpine AS build`,
          'WORKDIR /src',
          ...(mod.requires.length > 0
            ? [`COPY go.mod ${sum ? 'go.sum ' : ''}./`, 'RUN go mod download']
            : []),
          'COPY . .',
          `RUN --mount=type=cache,target=/root/.cache/go-build \\\n    CGO_ENABLED=0 go build${needs.sourcePaths ? '' : ' -trimpath'} -ldflags="-s -w" -o /out/${name} ${main === '.' ? '.' : `./${main}`}`,
        ],
      },
    ],
    needs: {
      runtime: { kind: 'static-binary', skeleton: needs.skeleton !== undefined },
      files: [
        ...(certificates
          ? [{ from: 'build', source: '/etc/ssl/certs/ca-certificates.crt', destination: '/etc/ssl/certs/' }]
          : []),
        ...read.map(path => ({ from: 'build', source: path, destination: `.${path.slice('/src'.length)}` })),
        { from: 'build', source: `/out/${name}`, destination: `/${name}` },
      ],
      // The program finds its files from where it starts.
      before: read.length > 0 ? ['WORKDIR /app'] : [],
      after: [`ENTRYPOINT ["/${name}"]`],
    },
    changes: [
      {
        id: 'go-new-dockerfile',
        title: `A Dockerfile that builds ${main} and ships the binary alone`,
        because: `There is none; ${because}.`,
        evidence: [{ file: mod.path, range: mod.go?.range ?? mod.moduleRange, fact: because }],
        applicability: 'needs-verification',
      },
      ...(needs.files.length > 0 ? [filesChange(needs)] : []),
    ],
    files: {},
    ignore: ['.git'],
  } as const
}

const filesChange = ({ files }: GoNeeds): Change => ({
  id: 'go-runtime-files',
  title: 'Ship what the program reads',
  because: 'Its sources name these files, which lie beside them.',
  evidence: files.map(({ evidence }) => evidence),
  applicability: 'needs-verification',
})
