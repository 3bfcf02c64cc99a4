import { carryOver } from '../../model/carry-over.ts'
import { baseFor } from '../../model/base-for.ts'
import type { Change, Evidence } from '../../model/change.ts'
import { execLaunch } from '../../model/exec-launch.ts'
import { installTools, keepHealthcheck } from '../../model/keep-healthcheck.ts'
import { installedPackages, userFiles } from '../../model/shipped-user.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { shippedSteps } from '../../model/launch.ts'
import type { NeededFile, Needs, Runtime } from '../../model/stack-facts.ts'
import type { CgoJudgement } from './cgo.ts'
import type { GoApp } from './go-app.ts'
import { buildImage, isOfficialGolang, systemImage } from './go-environment.ts'
import type { GoNeeds } from './go-needs.ts'
import { runtimeFiles } from './runtime-files.ts'

/** Variables that only the Go tool reads. Source: `go help environment`. */
const buildOnly = new Set(
  'CGO_ENABLED,CGO_CFLAGS,CGO_LDFLAGS,GO111MODULE,GOARCH,GOBIN,GOCACHE,GOFLAGS,GOINSECURE,GOMODCACHE,GONOPROXY,GONOSUMDB,GOOS,GOPATH,GOPRIVATE,GOPROXY,GOROOT,GOSUMDB,GOTMPDIR,GOTOOLCHAIN,GOVCS,GOWORK,PATH'.split(
    ',',
  ),
)

/** The last stage of a program that shipped with its compiler. A string says why there can be none. */
export function lastStageOf(
  go: GoApp,
  cgo: CgoJudgement,
  needs: GoNeeds,
  from: string,
): { readonly needs: Needs; readonly changes: readonly Change[] } | string {
  if (needs.programs)
    return `the program needs more than itself: ${needs.programs.file} ${needs.programs.fact}`
  const image = buildImage(go)
  const files = runtimeFiles(go, needs, from)
  if (typeof files === 'string') return files
  const health = keepHealthcheck(go.build, program => go.outputs.some(each => each.path === program))
  const base = runtimeOf(go, cgo, needs, image, health.needsShell)
  if (typeof base === 'string') return base
  const launch = execLaunch(go.build, go.launch)
  const carried = carryOver(go.build, { buildOnly, instead: new Map([...launch.instead, ...health.instead]) })
  const user = userFiles(go.build, from)
  const certificates = base.kind === 'static-binary' && !base.skeleton && needs.certificates
  const bundle: NeededFile[] = certificates
    ? [
        {
          from,
          source: '/etc/ssl/certs/ca-certificates.crt',
          destination: '/etc/ssl/certs/',
          because: `CA certificates: ${needs.certificates?.file} ${needs.certificates?.fact}`,
        },
      ]
    : []
  const workdir = go.workdir === '/' ? [] : [`WORKDIR ${go.workdir}`]
  return {
    needs: {
      runtime: base,
      files: [...bundle, ...user, ...files],
      before: [
        ...carried.before,
        ...workdir,
        ...(base.kind === 'image' ? installTools(base.image, health.tools) : []),
      ],
      after: carried.after,
    },
    changes: [
      replaced(go, base, image, cgo, needs),
      ...launch.changes,
      ...files.flatMap(file => (file.change ? [file.change] : [])),
    ],
  }
}

function runtimeOf(
  go: GoApp,
  cgo: CgoJudgement,
  needs: GoNeeds,
  image: string,
  shell: boolean,
): Runtime | string {
  const mode = go.command.flags.get('buildmode')?.value
  if (mode !== undefined && !['exe', 'default', 'pie'].includes(mode))
    return `-buildmode=${mode} writes no program`
  if (shell) return { kind: 'image', image: systemImage(image) }
  const dynamic = cgo.state !== 'off' || mode === 'pie'
  if (!dynamic) {
    const packages = installedPackages(shippedSteps(go.build))
    const skeleton =
      needs.skeleton !== undefined ||
      packages.includes('tzdata') ||
      !isOfficialGolang(image) ||
      setsTimezone(go)
    return { kind: 'static-binary', skeleton }
  }
  const library = installedPackages(shippedSteps(go.build)).find(
    name => /^lib|-dev$/.test(name) && !/^(?:musl-dev|libc6?-dev)$/.test(name),
  )
  if (library)
    return `the program is linked with libraries of the system (${library}): which of them it loads is not known without building it`
  if (image.includes('alpine')) return { kind: 'image', image: systemImage(image) }
  return { kind: 'dynamic-binary', cxx: cgo.state === 'on' }
}

const setsTimezone = (go: GoApp) =>
  shippedSteps(go.build).some(
    ({ instruction }) =>
      instruction.name === 'ENV' && instruction.pairs.some(pair => pair.key.value === 'TZ'),
  )

function replaced(go: GoApp, runtime: Runtime, image: string, cgo: CgoJudgement, needs: GoNeeds): Change {
  const by = baseFor(runtime)
  const evidence = [
    evidenceOf(go.build, go.command.stage.from),
    ...cgo.evidence,
    ...[needs.skeleton, needs.certificates].filter(each => each !== undefined),
  ]
  return {
    id: 'go-last-stage',
    title: `Ship the binary on ${by}`,
    because: `${whyOn(runtime, needs)}; the compiler, the sources and the caches stay in the build stage.`,
    evidence: evidence.filter((each, index) => evidence.findIndex(other => samePlace(each, other)) === index),
    applicability: 'needs-verification',
    replaces: { what: `the files of ${image || 'the build image'}`, by },
  }
}

function whyOn(runtime: Runtime, needs: GoNeeds): string {
  if (runtime.kind === 'image')
    return 'The image keeps a shell, for what the Dockerfile starts or checks with one'
  if (runtime.kind !== 'static-binary') return 'The binary needs a C library and nothing else of the system'
  const more = runtime.skeleton && needs.skeleton ? `, but ${needs.skeleton.file} ${needs.skeleton.fact}` : ''
  return `A static Go binary needs no operating system${more}`
}

const samePlace = (one: Evidence, other: Evidence) =>
  one.file === other.file && one.range?.start.line === other.range?.start.line
