import type { AppFiles } from '../../app/app-files.ts'
import { baseFor } from '../../model/base-for.ts'
import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { standsAt, type TextEdit } from '../../model/instruction-text.ts'
import { installTools, keepHealthcheck } from '../../model/keep-healthcheck.ts'
import { isEnvFile, namedData, withoutSources } from '../../model/named-data.ts'
import { programFiles } from '../../model/program-files.ts'
import { programPlan } from '../../model/program-plan.ts'
import { readsGit } from '../../model/reads-git.ts'
import { freeStageName } from '../../model/stage-lines.ts'
import type { Plan, Runtime } from '../../model/stack-facts.ts'
import { installText } from '../../model/system-packages.ts'
import { profileOf } from './cargo-commands.ts'
import { nameEvidence } from './cargo-manifest.ts'
import { dependenciesFirst } from './dependencies-first.ts'
import { type NativeCrates, nativeCrates } from './native-crates.ts'
import type { RustApp } from './rust-app.ts'
import { readRustNeeds, type RustNeeds, rustSources } from './rust-needs.ts'

/** Variables that only cargo, rustc and rustup read. */
const buildOnly = new Set(
  'CARGO_HOME,CARGO_TARGET_DIR,CARGO_BUILD_TARGET,CARGO_BUILD_JOBS,CARGO_INCREMENTAL,CARGO_NET_GIT_FETCH_WITH_CLI,CARGO_REGISTRIES_CRATES_IO_PROTOCOL,CARGO_TERM_COLOR,RUSTFLAGS,RUSTUP_HOME,RUSTUP_TOOLCHAIN,RUST_VERSION,SQLX_OFFLINE,DEBIAN_FRONTEND,PATH'.split(
    ',',
  ),
)

const isSource = (path: string) =>
  /(?:^|\/)(?:[^/]*\.rs|Cargo\.(?:toml|lock)|rust-toolchain(?:\.toml)?|\.cargo|rustfmt\.toml|clippy\.toml|deny\.toml|target|tests|benches|examples)(?:\/|$)/.test(
    path,
  )

/** Cargo writes below its target folder; a copy of what it made is followed. */
const isOwnTool = ([program = '']: readonly string[]) =>
  /^(?:cargo|rustup|rustc|cp|mv|strip|install)$/.test(program)

/**
 * The way to ship a Rust program: built in the user's own stage, shipped alone. A string says why there is none.
 * @param anew true where there is no image before this one, whose files would all have to be there
 */
export function planRust(app: AppFiles, rust: RustApp, anew = false): Plan | string {
  const { build, stage } = rust
  const found = readRustNeeds(app, rust.crates, rust.copied, rust.workdir)
  const needs = anew ? neededAnew(app, rust, found) : found
  if (needs.programs)
    return `the program needs more than itself: ${needs.programs.file}:${needs.programs.range?.start.line ?? 1} ${needs.programs.fact}`
  const crates = nativeCrates(app, rust.root, rust.crates)
  if (typeof crates === 'string') return crates
  const name = build.final?.name ?? freeStageName(build, 'build')
  const files = programFiles(rust, needs, name, {
    id: 'rust',
    isSource: path => isSource(path) || (anew && isEnvFile(path)),
    isOwnTool,
    isEmbedded: () => false,
    isBuildFolder: path => /\/(?:target|src|out)(?:\/|$)|^\/usr\/local\/cargo/.test(path),
  })
  if (typeof files === 'string') return files
  const health = keepHealthcheck(build, program => rust.binaries.includes(program))
  const runtime = runtimeOf(rust, needs, crates, health.needsShell)
  const strip = stripEdits(rust, needs)
  const first = dependenciesFirst(app, rust, strip.assignment)
  return programPlan({
    program: rust,
    title: 'only the program ships',
    from: name,
    runtime,
    files,
    install: installed(rust, runtime, crates, health.tools),
    buildOnly,
    edits: { edits: [...strip.edits, ...first.edits], before: first.before },
    shipped: shippedOn(rust, runtime, needs, crates),
    built: [...strip.changes, ...first.changes],
    ignore: ['target', ...(readsGit(app, [stage]) ? [] : ['.git'])],
    ...(rust.runner === undefined ? {} : { runner: rust.runner }),
  })
}

/** What the sources begin to name, in place of all that the folder holds; a developer's settings are not shipped. */
function neededAnew(app: AppFiles, rust: RustApp, needs: RustNeeds): RustNeeds {
  const { computed } = needs
  const evidence = new Map(needs.files.map(each => [each.path, each.evidence]))
  const whole = evidence.get(rust.workdir)
  const paths = withoutSources([...evidence.keys()], rust.copied, rust.workdir, isSource)
  const files = paths.flatMap(path => {
    const place = evidence.get(path) ?? whole
    return place ? [{ path, evidence: place }] : []
  })
  if (!computed || needs.byConvention) return { ...needs, files }
  const named = namedData(rustSources(app, rust.crates), rust.copied, rust.workdir, isSource)
  return {
    ...needs,
    computed: undefined,
    files: [...files, ...named.map(path => ({ path, evidence: computed }))],
  }
}

function installed(
  { isStatic }: RustApp,
  runtime: Runtime,
  crates: NativeCrates,
  tools: readonly string[],
): readonly string[] {
  if (runtime.kind !== 'image') return []
  return isStatic
    ? installTools(runtime.image, tools)
    : installText('debian', packagesFor(crates, tools), false)
}

function packagesFor({ packages, tls }: NativeCrates, tools: readonly string[]): readonly string[] {
  const more = tools.map(tool => (tool === 'nc' ? 'netcat-openbsd' : tool))
  return [...new Set([...(tls ? ['ca-certificates'] : []), ...packages, ...more])]
}

function runtimeOf(
  { isStatic, image }: RustApp,
  needs: RustNeeds,
  crates: NativeCrates,
  shell: boolean,
): Runtime {
  if (isStatic)
    return shell
      ? { kind: 'image', image: 'alpine:3' }
      : { kind: 'static-binary', skeleton: needs.skeleton !== undefined || !crates.none }
  if (shell || crates.packages.length > 0) return { kind: 'image', image: `debian:${image.release}-slim` }
  // The unwinder is in libgcc_s, which distroless cc has and base has not.
  return { kind: 'dynamic-binary', cxx: true }
}

function shippedOn(rust: RustApp, runtime: Runtime, needs: RustNeeds, crates: NativeCrates): Change {
  const by = baseFor(runtime)
  const why =
    runtime.kind === 'static-binary'
      ? `A program linked with musl needs no C library of the system${runtime.skeleton ? ', and what it may look for (certificates, users, time zones, /tmp) is in distroless static' : ''}`
      : runtime.kind === 'dynamic-binary'
        ? 'The program needs glibc and libgcc, and nothing else of the system'
        : crates.packages.length > 0
          ? `Its crates link with ${crates.packages.join(', ')}`
          : 'The image keeps a shell, for what the Dockerfile checks with one'
  return {
    id: 'rust-last-stage',
    title: `Ship the program on ${by}`,
    because: `${why}; the compiler, the sources and target stay in the build stage.`,
    evidence: [
      evidenceOf(rust.build, rust.stage.from),
      ...rust.crates.slice(0, 1).map(nameEvidence),
      ...crates.evidence,
      ...(needs.skeleton && runtime.kind === 'static-binary' ? [needs.skeleton] : []),
    ],
    applicability: 'needs-verification',
    replaces: { what: `the files of ${rust.image.reference}`, by },
  }
}

/** Leaves out the symbols, unless the author says something about them or the program shows them. */
function stripEdits({ build, command, root, image }: RustApp, needs: RustNeeds) {
  const none = { edits: [] as readonly TextEdit[], changes: [] as readonly Change[], assignment: '' }
  const [program] = command.command.words
  const said = root.entries.some(
    ({ table, key }) => /^profile(?:\.|$)/.test(table) && /^(?:release\.)?(?:strip|debug)$/.test(key),
  )
  const variables = [...command.step.variables.keys()].some(name =>
    /^CARGO_PROFILE_|^RUST_BACKTRACE$/.test(name),
  )
  if (
    !image.strips ||
    said ||
    variables ||
    needs.symbols ||
    profileOf(command.words) !== 'release' ||
    command.kind !== 'build'
  )
    return none
  if (!program || !standsAt(build.document, program.range, program.raw)) return none
  const assignment = 'CARGO_PROFILE_RELEASE_STRIP=symbols '
  const { offset } = program.range.start
  const change: Change = {
    id: 'rust-strip',
    title: 'Leave out the symbol table (CARGO_PROFILE_RELEASE_STRIP=symbols)',
    because: 'Only debuggers and backtraces read it; a panic still names its file and line.',
    evidence: [evidenceOf(build, command.step.instruction)],
    applicability: 'needs-verification',
  }
  return { edits: [{ start: offset, end: offset, text: assignment }], changes: [change], assignment }
}
