import { posix } from 'node:path'
import type { PackageJson } from '../../app/package-json.ts'
import { workspacePackages } from '../../app/workspaces.ts'
import type { AppFiles } from '../../app/app-files.ts'
import { accountRuns } from '../../model/account-runs.ts'
import type { Step } from '../../model/build-model.ts'
import { carryOver, isForLastStage } from '../../model/carry-over.ts'
import type { Change } from '../../model/change.ts'
import { copiedAgain } from '../../model/copied-again.ts'
import { dataFiles, fromWorkdir } from '../../model/data-files.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { execText } from '../../model/exec-text.ts'
import { keepHealthcheck } from '../../model/keep-healthcheck.ts'
import { readsGit } from '../../model/reads-git.ts'
import { installedPackages, userFiles } from '../../model/shipped-user.ts'
import { freeStageName, stageLines } from '../../model/stage-lines.ts'
import type { BuildStage, NeededFile, Plan } from '../../model/stack-facts.ts'
import type { BunApp } from './bun-app.ts'
import { lean } from '../../model/lean.ts'

const buildOnly = new Set(['BUN_INSTALL_CACHE_DIR', 'DEBIAN_FRONTEND'])

/** Bun's slim image, and Bun without a system where nothing speaks against it. A string says why there is none. */
export function planBun(app: AppFiles, bun: BunApp, always = false): readonly Plan[] | string {
  const { build, stage } = bun
  const packages = installedPackages(stage.steps)
  if (packages.length > 0)
    return `the image installs ${packages.join(', ')}: whether the app uses them while it runs is not known`
  const members = always && bun.compiled === undefined ? workspacePackages(app, bun.manifest) : []
  if (needsFolders(app, bun, members))
    return 'the packages are installed with scripts or folders of the project itself, which is not known yet'
  const health = keepHealthcheck(build, () => false)
  if (health.tools.length > 0)
    return `HEALTHCHECK calls ${health.tools.join(', ')}, which Bun’s slim image lacks`
  const accounts = accountRuns(build, bun.commands)
  if (typeof accounts === 'string') return accounts
  const gain = bun.full
    ? 'the full image has more of a system than Bun needs'
    : bun.manifest.devDependencies.size > 0
      ? 'development packages are for the build alone'
      : undefined
  if (gain === undefined && !always && bun.compiled === undefined)
    return lean.slim(bun.image, 'no development packages are in it')
  const parts = members.length > 0 ? workspaceParts(app, bun, members) : partsOf(app, bun)
  if (typeof parts === 'string') return parts
  const slim = plan(app, bun, parts, `oven/bun:${bun.version}slim`, 'slim', accounts, new Map(), gain)
  if (bun.compiled !== undefined)
    return [
      plan(
        app,
        bun,
        parts,
        'gcr.io/distroless/base-debian13',
        '',
        [],
        new Map(),
        'a compiled program has Bun in it',
      ),
    ]
  const bare = bun.entry !== undefined && !bun.programs && !health.needsShell && accounts.length === 0
  if (!bare) return [slim]
  return [
    slim,
    plan(app, bun, parts, `oven/bun:${bun.version}distroless`, 'distroless', [], bareStart(bun), gain),
  ]
}

/** True where an install reads more than manifests; those of a workspace's packages are known. */
function needsFolders(app: AppFiles, bun: BunApp, members: readonly PackageJson[]): boolean {
  const folders = members.length > 0 ? /"(?:file|link):/ : /"workspaces"|"(?:file|link|workspace):/
  const builds = members.length > 0 && bun.commands.some(({ kind }) => kind === 'build')
  return (
    builds ||
    [bun.manifest, ...members].some(
      ({ path, scripts }) =>
        folders.test(app.read(path) ?? '') ||
        [...scripts.keys()].some(name => /^(?:pre|post)?install$|^prepare$/.test(name)),
    )
  )
}

/** A workspace ships whole: Bun puts packages and links into the folders of its members too. */
function workspaceParts(
  app: AppFiles,
  { build, stage, workdir, install }: BunApp,
  members: readonly PackageJson[],
): Parts {
  const name = freeStageName(build, 'dependencies')
  const { text } = build.document
  const image = text.slice(stage.from.image.range.start.offset, stage.from.image.range.end.offset)
  const lists = ['package.json', 'bun.lock', 'bun.lockb', 'bunfig.toml', '.npmrc'].filter(each =>
    app.has(each),
  )
  const lines = [
    `FROM ${image} AS ${name}`,
    `WORKDIR ${workdir}`,
    `COPY ${lists.join(' ')} ./`,
    ...members.map(({ path }) => `COPY ${path} ./${posix.dirname(path)}/`),
    `RUN --mount=type=cache,target=/root/.bun/install/cache \\\n    ${[...install.words, '--production'].join(' ')}`,
    'COPY . .',
  ]
  return { stages: [{ lines }], files: [{ from: name, source: workdir, destination: './' }], from: name }
}

interface Parts {
  readonly stages: readonly BuildStage[]
  readonly files: readonly NeededFile[]
  readonly from: string
}

/** Production packages in a stage of their own; what is built, in the author's; sources are copied again. */
function partsOf(app: AppFiles, bun: BunApp): Parts | string {
  const { build, stage, workdir, copied, commands, compiled, entry } = bun
  const from = stage.name ?? freeStageName(build, 'build')
  const author: BuildStage = {
    lines: stageLines(build, stage, { name: from, drop: isForLastStage(stage.steps) }),
  }
  if (compiled !== undefined)
    return {
      stages: [author],
      files: [...dataOf(bun, from), { from, source: compiled, destination: fromWorkdir(workdir, compiled) }],
      from,
    }
  const builds = commands.some(({ kind }) => kind === 'build')
  const output = entry === undefined ? undefined : posix.relative(workdir, entry).split('/')[0]
  if (builds && (output === undefined || copied.some(each => each.container === entry)))
    return 'where the build puts what starts cannot be told from the Dockerfile'
  const name = freeStageName(build, 'dependencies')
  const names = ['package.json', 'bun.lock', 'bun.lockb', 'bunfig.toml', '.npmrc'].filter(each =>
    app.has(posix.join(posix.dirname(bun.manifest.path), each)),
  )
  const flags = bun.install.words.slice(2).filter(word => word !== '--production' && word !== '-p')
  const variables = stage.steps.filter(
    ({ instruction }) =>
      instruction.name === 'ARG' &&
      stage.steps.indexOf(bun.install.step) > 0 &&
      /TOKEN|REGISTRY/i.test(
        build.document.text.slice(instruction.range.start.offset, instruction.range.end.offset),
      ),
  )
  if (variables.length > 0) return 'the packages come from a private registry, which is not known yet'
  const { document } = build
  const written = document.text.slice(stage.from.image.range.start.offset, stage.from.image.range.end.offset)
  const dependencies: BuildStage = {
    lines: [
      `FROM ${written} AS ${name}`,
      `WORKDIR ${workdir}`,
      `COPY ${names.map(each => posix.join(posix.dirname(bun.manifest.path), each)).join(' ')} ./`,
      `RUN --mount=type=cache,target=/root/.bun/install/cache \\\n    ${['bun', 'install', '--production', ...flags].join(' ')}`,
    ],
  }
  const take = (path: string) => ({ from, source: path, destination: fromWorkdir(workdir, path) })
  const app_ = builds
    ? [
        ...dataOf(bun, from),
        take(posix.join(workdir, 'package.json')),
        take(posix.join(workdir, output ?? '')),
      ]
    : copiedAgain(bun.copied, bun.workdir)
  const packages =
    bun.manifest.dependencies.size > 0
      ? [{ from: name, source: posix.join(workdir, 'node_modules'), destination: './node_modules' }]
      : []
  return {
    stages: [...(packages.length > 0 ? [dependencies] : []), ...(builds ? [author] : [])],
    files: [...packages, ...app_],
    from: builds ? from : name,
  }
}

const isSource = (path: string) =>
  /\.[cm]?[jt]sx?$|(?:^|\/)(?:tests?|node_modules)\/|(?:^|\/)(?:package\.json|bun\.lockb?|tsconfig[^/]*\.json|bunfig\.toml)$/.test(
    path,
  )

const dataOf = ({ copied, workdir }: BunApp, from: string): readonly NeededFile[] =>
  dataFiles(copied, workdir, isSource).map(path => ({
    from,
    source: path,
    destination: fromWorkdir(workdir, path),
  }))

/** Bun's image without a system starts Bun itself. */
function bareStart({ build, launch }: BunApp): ReadonlyMap<Step, string> {
  const texts = new Map<Step, string>()
  for (const step of launch.steps) {
    const { instruction } = step
    if (instruction.name === 'ENTRYPOINT')
      texts.set(
        step,
        execText(build, step, 'ENTRYPOINT', ['/usr/local/bin/bun', ...launch.argv.slice(1, launch.fixed)]),
      )
    if (instruction.name === 'CMD' && launch.fixed === 0)
      texts.set(step, execText(build, step, 'CMD', launch.argv.slice(1)))
  }
  return texts
}

function plan(
  app: AppFiles,
  bun: BunApp,
  parts: Parts,
  image: string,
  id: string,
  accounts: readonly string[],
  instead: ReadonlyMap<Step, string>,
  gain: string | undefined,
): Plan {
  const { build, stage, workdir } = bun
  const carried = carryOver(build, { buildOnly, instead })
  const change: Change = {
    id: 'bun-last-stage',
    title: `Ship the app on ${image}`,
    because: `What installs and builds stays in stages of its own, and ${gain ?? 'only what runs is in the last stage'}.`,
    evidence: [evidenceOf(build, stage.from), evidenceOf(build, bun.install.step.instruction)],
    applicability: 'needs-verification',
    replaces: { what: `the system and the development packages of ${bun.image}`, by: image },
  }
  const bare = !image.endsWith('slim') && parts.stages.length > 0
  return {
    id,
    title: bare ? 'what runs on Bun without a system' : 'what runs on a slim Bun',
    buildStages: parts.stages,
    needs: {
      runtime: { kind: 'image', image },
      files: [...(bare ? userFiles(build, parts.from) : []), ...parts.files],
      before: [...carried.before, `WORKDIR ${workdir}`, ...accounts],
      after: carried.after,
    },
    changes: [change],
    files: {},
    ignore: [
      app.list().some(path => /.\/package\.json$/.test(path)) ? '**/node_modules' : 'node_modules',
      ...(readsGit(app, [stage]) ? [] : ['.git']),
    ],
  }
}
