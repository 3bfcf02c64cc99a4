import type { AppFiles } from '../../app/app-files.ts'
import { baseFor } from '../../model/base-for.ts'
import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { installTools, keepHealthcheck } from '../../model/keep-healthcheck.ts'
import { programFiles } from '../../model/program-files.ts'
import { programPlan } from '../../model/program-plan.ts'
import { readsGit } from '../../model/reads-git.ts'
import { freeStageName } from '../../model/stage-lines.ts'
import type { Plan, Runtime } from '../../model/stack-facts.ts'
import { atRunTime, installText, systemInstall } from '../../model/system-packages.ts'
import type { CApp } from './c-app.ts'
import { linkedLibraries, neededPackages } from './c-libraries.ts'
import { type CNeeds, isCSource, readCNeeds } from './c-sources.ts'

const buildOnly = new Set(
  'CC,CXX,CFLAGS,CXXFLAGS,CPPFLAGS,LDFLAGS,LDLIBS,MAKEFLAGS,PKG_CONFIG_PATH,GCC_VERSION,DEBIAN_FRONTEND,PATH'.split(
    ',',
  ),
)

const isSource = (path: string) =>
  isCSource(path) ||
  /(?:^|\/)(?:(?:GNU)?[Mm]akefile[^/]*|CMakeLists\.txt|[^/]*\.(?:mk|cmake|in|am|ac|o|a)|configure|meson\.build|cmake|build|tests?|\.clang-[^/]*)(?:\/|$)/.test(
    path,
  )

const isOwnTool = ([program = '']: readonly string[]) =>
  /^(?:[\w-]+-)?(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+|ld|ar)(?:-\d+)?$|^(?:g?make|cmake|ninja|meson|cp|mv|install|strip|ln)$|(?:^|\/)configure$/.test(
    program,
  )

/** The way to ship a C or C++ program: built in the user's own stage, shipped alone. A string says why there is none. */
export function planC(app: AppFiles, c: CApp): Plan | string {
  const { build, stage, image } = c
  const needs = readCNeeds(app, c.copied, c.workdir)
  if (needs.programs)
    return `the program needs more than itself: ${needs.programs.file}:${needs.programs.range?.start.line ?? 1} ${needs.programs.fact}`
  const from = build.final?.name ?? freeStageName(build, 'build')
  const files = programFiles(c, needs, from, {
    id: 'c',
    isSource,
    isOwnTool,
    isEmbedded: () => false,
    isBuildFolder: path => /\/(?:build|obj|bin|out|src)(?:\/|$)/.test(path),
  })
  if (typeof files === 'string') return files
  const health = keepHealthcheck(build, program => c.binaries.includes(program))
  const base = runtimeOf(app, c, needs, health.needsShell)
  if (typeof base === 'string') return base
  const install = [
    ...(base.packages.length > 0
      ? installText(image.libc === 'musl' ? 'alpine' : 'debian', base.packages, false)
      : []),
    ...(base.runtime.kind === 'image' ? installTools(base.runtime.image, health.tools) : []),
  ]
  const shipped: Change = {
    id: 'c-last-stage',
    title: `Ship the program on ${baseFor(base.runtime)}`,
    because: `${base.because}; the compiler, the headers and the sources stay in the build stage.`,
    evidence: [evidenceOf(build, stage.from), evidenceOf(build, c.command.step.instruction)],
    applicability: 'needs-verification',
    replaces: { what: `the files of ${image.reference}`, by: baseFor(base.runtime) },
  }
  return programPlan({
    program: c,
    title: 'only the program ships',
    from,
    runtime: base.runtime,
    files,
    install,
    buildOnly,
    edits: {},
    shipped,
    built: [],
    ignore: readsGit(app, [stage]) ? [] : ['.git'],
  })
}

interface Base {
  readonly runtime: Runtime
  readonly packages: readonly string[]
  readonly because: string
}

function runtimeOf(app: AppFiles, c: CApp, needs: CNeeds, shell: boolean): Base | string {
  const { image, commands, build } = c
  const lines = commands
    .filter(({ kind }) => kind === 'compile' || kind === 'build')
    .map(({ words }) => words.join(' '))
  const installs = commands.flatMap(({ command }) => systemInstall(command) ?? [])
  const odd = installs.find(each => typeof each === 'string')
  if (odd !== undefined) return odd
  const own = installs.flatMap(each => (typeof each === 'string' ? [] : each.packages))
  const family = image.libc === 'musl' ? 'alpine' : 'debian'
  const kept = [...new Set(own.flatMap(name => atRunTime(name, family)))].filter(
    name => name !== 'git' && name !== 'libstdc++',
  )
  const linked = linkedLibraries(app, lines, evidenceOf(build, c.command.step.instruction))
  if (isStatic(app, lines)) return staticBase(c, needs, shell)
  if (image.libc === 'musl') {
    const packages = [...(needs.isCxx ? ['libstdc++'] : []), ...kept]
    return {
      runtime: { kind: 'image', image: image.system },
      packages,
      because: 'The program needs musl and what its author installs without the compilers',
    }
  }
  const wanted = neededPackages(linked)
  if ('evidence' in wanted && kept.length === 0)
    return `${wanted.evidence.file}:${wanted.evidence.range?.start.line ?? 1} the program is linked with ${wanted.name}: which package has it is not known`
  const names = 'evidence' in wanted ? [] : wanted.names
  const tls = !('evidence' in wanted) && wanted.tls
  const packages = [...new Set([...kept, ...names])]
  const fits = image.distroless === 'all' || (image.distroless === 'c' && !needs.isCxx)
  if (!fits && packages.length === 0 && image.full)
    return `programs of ${image.reference} need its own C++ library, which is newer than that of distroless`
  if (shell || packages.length > 0 || !fits) {
    const more = [...(tls ? ['libssl3', 'ca-certificates'] : []), ...(needs.isCxx ? ['libstdc++6'] : [])]
    const because =
      packages.length > 0
        ? `The program is linked with libraries of ${packages.join(', ')}`
        : 'The image keeps a shell and the system that the program was built on'
    return {
      runtime: { kind: 'image', image: image.system },
      packages: [...new Set([...packages, ...more])],
      because,
    }
  }
  return {
    runtime: { kind: 'dynamic-binary', cxx: needs.isCxx || linked.some(each => /gomp|gcc/.test(each.name)) },
    packages: [],
    because: `The program needs glibc${needs.isCxx ? ' and the C++ library' : ''}, and nothing else of the system`,
  }
}

/** glibc loads libraries for names of hosts and users even into a static program: that needs a C library after all. */
function staticBase({ image }: CApp, needs: CNeeds, shell: boolean): Base | string {
  if (shell)
    return {
      runtime: { kind: 'image', image: image.system },
      packages: [],
      because: 'The image keeps a shell, for what the Dockerfile checks with one',
    }
  if (image.libc === 'glibc' && needs.names)
    return `the program is static and ${needs.names.file}:${needs.names.range?.start.line ?? 1} ${needs.names.fact}`
  return {
    runtime: { kind: 'static-binary', skeleton: needs.skeleton !== undefined || needs.names !== undefined },
    packages: [],
    because: 'A static program needs no operating system',
  }
}

function isStatic(app: AppFiles, lines: readonly string[]): boolean {
  const texts = [
    ...lines,
    ...app
      .list()
      .filter(path => /(?:^|\/)(?:(?:GNU)?[Mm]akefile|CMakeLists\.txt)$/.test(path))
      .map(path => app.read(path) ?? ''),
  ]
  return texts.some(text => /(?<![\w-])-static(?:-pie)?(?![\w-])/.test(text))
}
