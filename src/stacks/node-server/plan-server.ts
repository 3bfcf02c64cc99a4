import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { Step } from '../../model/build-model.ts'
import { carryOver, isForLastStage } from '../../model/carry-over.ts'
import type { Change } from '../../model/change.ts'
import { dataFiles, fromWorkdir } from '../../model/data-files.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { execText } from '../../model/exec-text.ts'
import { instructionText } from '../../model/instruction-text.ts'
import { keepHealthcheck } from '../../model/keep-healthcheck.ts'
import { readsGit } from '../../model/reads-git.ts'
import { userFiles } from '../../model/shipped-user.ts'
import { freeStageName, stageLines } from '../../model/stage-lines.ts'
import type { BuildStage, NeededFile, Plan } from '../../model/stack-facts.ts'
import { atRunTime, installText } from '../../model/system-packages.ts'
import { dependencyStage } from './dependency-stage.ts'
import type { ServerApp } from './server-app.ts'

const buildOnly = new Set([
  'NPM_CONFIG_LOGLEVEL',
  'NPM_CONFIG_UPDATE_NOTIFIER',
  'HUSKY',
  'DEBIAN_FRONTEND',
  'PNPM_HOME',
])

/** Releases for which distroless has an image. Source: github.com/GoogleContainerTools/distroless, nodejs/README.md. */
const distrolessVersions = new Set([22, 24])

/** The ways to ship a Node server: on the slim image, and where nothing speaks against it on Node without a system. */
export function planServer(app: AppFiles, server: ServerApp, always = false): readonly Plan[] | string {
  const health = keepHealthcheck(server.build, program => program === 'node' || program.endsWith('/node'))
  const packages = runtimePackages(server, health.tools)
  const gain = gainOf(server, packages.dropped)
  if (gain === undefined && !always)
    return `${server.base.reference} has no compilers, and neither development packages nor downloads are left in it`
  const parts = partsOf(app, server)
  const slim = slimPlan(app, server, parts, packages.names, gain)
  if (whyNoDistroless(server, packages.names, health.needsShell) !== undefined) return [slim]
  return [slim, distrolessPlan(app, server, parts)]
}

interface Parts {
  readonly stages: readonly BuildStage[]
  readonly files: readonly NeededFile[]
  readonly changes: readonly Change[]
  readonly from: string
}

function partsOf(app: AppFiles, server: ServerApp): Parts {
  const { build, stage, output, workdir } = server
  const deps = dependencyStage(app, server)
  const name = stage.name ?? freeStageName(build, 'build')
  const needsBuild = output !== undefined
  const builder: BuildStage = {
    lines: stageLines(build, stage, { name, edits: deps.edits, drop: isForLastStage(stage.steps) }),
  }
  const others = build.stages.filter(each => each !== stage).map(each => ({ lines: stageLines(build, each) }))
  const modules = posix.join(workdir, 'node_modules')
  return {
    stages: [...others, { lines: deps.lines }, ...(needsBuild ? [builder] : [])],
    from: deps.name,
    files: [
      { from: deps.name, source: modules, destination: './node_modules' },
      ...(needsBuild ? builtFiles(server, name) : copiedAgain(server)),
    ],
    changes: deps.changes,
  }
}

/** What the build makes, and what the program may read beside it. */
function builtFiles(server: ServerApp, from: string): readonly NeededFile[] {
  const { copied, workdir, output = '' } = server
  const data = dataFiles(copied, workdir, isSource).filter(
    path => path !== posix.join(workdir, 'node_modules'),
  )
  const built = [posix.join(workdir, 'package.json'), posix.join(workdir, output)]
  const take = (path: string) => ({ from, source: path, destination: fromWorkdir(workdir, path) })
  return [...data.map(path => ({ ...take(path), ...ownerOf(server) })), ...built.map(take)]
}

const isSource = (path: string) =>
  /\.[cm]?tsx?$|(?:^|\/)(?:tests?|__tests__|coverage|node_modules)\/|\.(?:test|spec)\.|(?:^|\/)(?:package(?:-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-(?:lock|workspace)\.yaml|\.npmrc|\.yarnrc|\.nvmrc|\.node-version|tsconfig[^/]*\.json|nest-cli\.json|[^/]*\.config\.[cm]?js|\.(?:eslint|prettier|swc|babel)rc[^/]*|biome\.json)$/.test(
    path,
  )

/** Plain JavaScript ships as it is: the author's own COPYs, once more; none whose files a later one copies again. */
function copiedAgain({ copied, workdir }: ServerApp): readonly NeededFile[] {
  const steps = [...new Set(copied.map(({ step }) => step))]
  const placesOf = (step: Step) => copied.filter(file => file.step === step).map(file => file.container)
  const wanted = steps.filter((step, index) => {
    const later = new Set(steps.slice(index + 1).flatMap(placesOf))
    return !placesOf(step).every(place => later.has(place))
  })
  return wanted.flatMap(step =>
    step.effects.flatMap(effect => {
      if (effect.kind !== 'copies-from-context') return []
      const chown = step.instruction.flags.find(flag => flag.name === 'chown')?.value
      const target = posix.resolve(workdir, effect.destination)
      const folder = effect.destination.endsWith('/') ? '/' : ''
      const destination = target === workdir ? './' : `${fromWorkdir(workdir, target)}${folder}`
      return effect.sources.map(source => ({
        from: 'context',
        source,
        destination,
        ...(chown === undefined || chown === null ? {} : { chown }),
      }))
    }),
  )
}

/** The owner that the author's own COPY gives. */
function ownerOf({ copied }: ServerApp): { readonly chown?: string } {
  const flag = copied
    .flatMap(({ step }) => step.instruction.flags.filter(each => each.name === 'chown'))
    .at(-1)
  return flag?.value === undefined || flag.value === null ? {} : { chown: flag.value }
}

function runtimePackages({ base, systems, commands }: ServerApp, tools: readonly string[]) {
  const removed = new Set(
    commands.filter(({ words }) => words[0] === 'apk' && words.includes('del')).flatMap(({ words }) => words),
  )
  const own = systems
    .filter(({ virtual }) => virtual === undefined || !removed.has(virtual))
    .flatMap(({ packages }) => packages)
  // node-gyp is written in Python: where a compiler is installed too, Python is for the build.
  const gyp = own.some(name => /^(?:make|g\+\+|build-essential|build-base)$/.test(name))
  const kept = own.flatMap(name => (gyp && /^py(?:thon)?3?$/.test(name) ? [] : atRunTime(name, base.family)))
  const extra = base.full ? tools.map(tool => (tool === 'nc' ? 'netcat-openbsd' : tool)) : []
  return { names: [...new Set([...kept, ...extra])], dropped: own.filter(name => !kept.includes(name)) }
}

/** What the last stage gets rid of; undefined for nothing worth a stage. */
function gainOf(server: ServerApp, dropped: readonly string[]): string | undefined {
  const { base, manifest, install, output } = server
  if (base.full) return 'the full image has compilers and headers that only the build needs'
  if (dropped.length > 0) return `${dropped.join(', ')} are for the build alone`
  const production = install.words.some(word =>
    /^(?:--omit=dev|--only=prod\w*|--production|--prod|-P)/.test(word),
  )
  if (manifest.devDependencies.size > 0 && !production) return 'development packages are for the build alone'
  if (output !== undefined) return 'the sources are for the build alone'
  const mounted = install.step.instruction.flags.length > 0
  const cleaned = server.commands.some(({ words }) => words.includes('cache') && words.includes('clean'))
  return mounted || cleaned ? undefined : `${install.manager} leaves its downloads in the image`
}

function whyNoDistroless(server: ServerApp, packages: readonly string[], shell: boolean): string | undefined {
  const { base, launch, native, programs, commands } = server
  if (base.family !== 'debian') return 'another C library'
  if (base.major === undefined || !distrolessVersions.has(base.major)) return 'no such version'
  if (!launch.start || shell) return 'a shell'
  if (packages.length > 0 || native || programs) return 'the system'
  return commands.some(({ kind }) => kind === 'account') ? 'users' : undefined
}

function slimPlan(
  app: AppFiles,
  server: ServerApp,
  parts: Parts,
  packages: readonly string[],
  gain: string | undefined,
): Plan {
  const { build, base, workdir, commands } = server
  const { argv = [], fixed } = { argv: server.launch.start?.argv, fixed: server.launch.fixed }
  const instead =
    argv.length === 0 ? new Map<Step, string>() : startTexts(server, argv.slice(0, fixed), argv.slice(fixed))
  const carried = carryOver(build, { buildOnly, instead })
  const accounts = [...new Set(commands.filter(({ kind }) => kind === 'account').map(({ step }) => step))]
  return {
    id: 'slim',
    title: 'what runs on a slim Node',
    buildStages: parts.stages,
    needs: {
      runtime: { kind: 'image', image: base.last },
      files: parts.files,
      before: [
        ...carried.before,
        ...installText(
          base.family,
          packages,
          server.systems.some(each => each.recommends),
        ),
        `WORKDIR ${workdir}`,
        ...accounts.map(step => instructionText(build.document, step.instruction)),
      ],
      after: carried.after,
    },
    changes: [
      shipped(server, base.last, gain ?? 'only what runs is in the last stage'),
      ...startChanges(server),
      ...parts.changes,
    ],
    files: {},
    ignore: ignored(app, server),
  }
}

/** distroless starts node itself: CMD names the file alone. */
function distrolessPlan(app: AppFiles, server: ServerApp, parts: Parts): Plan {
  const { build, base, workdir, launch } = server
  const image = `gcr.io/distroless/nodejs${base.major ?? ''}-debian13`
  const argv = launch.start?.argv ?? []
  const entrypoint = launch.fixed > 0 ? ['/nodejs/bin/node', ...argv.slice(1, launch.fixed)] : []
  const command = launch.fixed > 0 ? argv.slice(launch.fixed) : argv.slice(1)
  const health = keepHealthcheck(build, program => program === 'node' || program.endsWith('/node'))
  const probes = [...health.instead].map(
    ([step, text]) => [step, text.replace('CMD ["node"', 'CMD ["/nodejs/bin/node"')] as const,
  )
  const carried = carryOver(build, {
    buildOnly,
    instead: new Map([...startTexts(server, entrypoint, command), ...probes]),
  })
  return {
    id: 'distroless',
    title: 'what runs on Node without a system',
    buildStages: parts.stages,
    needs: {
      runtime: { kind: 'image', image },
      files: [...userFiles(build, parts.from), ...parts.files],
      before: [...carried.before, `WORKDIR ${workdir}`],
      after: carried.after,
    },
    changes: [
      shipped(server, image, 'the program starts no other, has no binary part and needs no shell'),
      ...startChanges(server),
      ...parts.changes,
    ],
    files: {},
    ignore: ignored(app, server),
  }
}

/** ENTRYPOINT and CMD in the places of the author's. */
function startTexts(
  { build, launch }: ServerApp,
  entrypoint: readonly string[],
  command: readonly string[],
): ReadonlyMap<Step, string> {
  const instead = new Map<Step, string>(launch.steps.map(step => [step, '']))
  const lines = [
    ...(entrypoint.length > 0 ? [['ENTRYPOINT', entrypoint] as const] : []),
    ...(command.length > 0 ? [['CMD', command] as const] : []),
  ]
  const [step] = launch.steps
  if (!step) return instead
  const texts = lines.map(([name, argv], index) =>
    index === 0
      ? execText(build, step, name, argv)
      : `${name} [${argv.map(each => JSON.stringify(each)).join(', ')}]`,
  )
  instead.set(step, texts.join('\n'))
  return instead
}

function startChanges({ build, launch }: ServerApp): readonly Change[] {
  const [step] = launch.steps
  if (!launch.resolved || !step) return []
  return [
    {
      id: 'node-start',
      title: `Start ${launch.start?.entry ?? 'the program'} with node itself`,
      because:
        'npm and a shell do not hand on SIGTERM reliably; node as process 1 gets it, and the package manager need not ship.',
      evidence: [evidenceOf(build, step.instruction), ...launch.evidence],
      applicability: 'needs-verification',
    },
  ]
}

function shipped({ build, stage, base, launch }: ServerApp, by: string, gain: string): Change {
  return {
    id: 'node-last-stage',
    title: `Ship the production packages and the program on ${by}`,
    because: `What installs and builds stays in stages of its own, and ${gain}.`,
    evidence: [evidenceOf(build, stage.from), ...launch.evidence],
    applicability: 'needs-verification',
    replaces: { what: `the system, the tools and the development packages of ${base.reference}`, by },
  }
}

function ignored(app: AppFiles, { stage, output }: ServerApp): readonly string[] {
  return [
    'node_modules',
    ...(output === undefined ? [] : [output]),
    ...(readsGit(app, [stage]) ? [] : ['.git']),
  ]
}
