import { accountRuns } from '../../model/account-runs.ts'
import type { AppFiles } from '../../app/app-files.ts'
import { carryOver, isForLastStage } from '../../model/carry-over.ts'
import type { Change, Evidence } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { keepHealthcheck } from '../../model/keep-healthcheck.ts'
import { readsGit } from '../../model/reads-git.ts'
import { freeStageName, stageLines } from '../../model/stage-lines.ts'
import type { NeededFile, Plan } from '../../model/stack-facts.ts'
import { atRunTime, installText, systemInstall } from '../../model/system-packages.ts'
import { gemsOf, librariesOf } from './gems.ts'
import { cleanGems, gemsFirst } from './gems-first.ts'
import { gemHome, type RubyApp } from './ruby-app.ts'
import { startedPrograms } from './started-programs.ts'
import { lean } from '../../model/lean.ts'

const buildOnly = new Set(
  'BUNDLE_JOBS,BUNDLE_RETRY,BUNDLER_VERSION,BUNDLE_CACHE_ALL,DEBIAN_FRONTEND,NODE_VERSION,YARN_VERSION,YARN_NODE_LINKER,SECRET_KEY_BASE_DUMMY'.split(
    ',',
  ),
)

/** The way to ship a Ruby app: gems built in a stage of their own, on the slim image. A string says why there is none. */
export function planRuby(app: AppFiles, ruby: RubyApp, always = false): Plan | string {
  const { build, stage, base, commands } = ruby
  const foreign = always ? undefined : fromImages(app, ruby)
  if (foreign !== undefined) return foreign
  const packages = runtimePackages(app, ruby)
  if (typeof packages === 'string') return packages
  const gain = base.full
    ? 'the full image has compilers and headers that only the build needs'
    : packages.dropped.length > 0
      ? `${packages.dropped.join(', ')} are for the build alone`
      : undefined
  if (gain === undefined && !always) return lean.slim(base.reference, 'no compilers are left in it')
  const first = gemsFirst(app, ruby)
  const name = stage.name ?? freeStageName(build, 'build')
  const without = withoutGroups(app, ruby)
  const installs = commands.filter(({ kind }) => kind === 'install').map(({ step }) => step)
  const anchor = installs[0]
  const before = new Map(first.before)
  if (anchor && without.lines.length > 0) {
    const at = [...first.before.keys()][0] ?? anchor
    before.set(at, [...without.lines, ...(first.before.get(at) ?? [])])
  }
  const carried = carryOver(build, { buildOnly })
  const accounts = accountRuns(build, commands)
  if (typeof accounts === 'string') return accounts
  return {
    id: '',
    title: 'the gems and the app on a slim Ruby',
    buildStages: build.stages.map(each => ({
      lines:
        each === stage
          ? stageLines(build, each, {
              name,
              before,
              drop: step => isForLastStage(each.steps)(step) || first.drop.has(step),
              after: [cleanGems],
            })
          : stageLines(build, each),
    })),
    needs: {
      runtime: { kind: 'image', image: base.last },
      files: filesOf(ruby, name),
      before: [
        ...carried.before,
        ...without.lines,
        ...installText(base.family, packages.names, packages.recommends),
        ...(ruby.workdir === '/' ? [] : [`WORKDIR ${ruby.workdir}`]),
        ...accounts,
      ],
      after: carried.after,
    },
    changes: [
      {
        id: 'ruby-last-stage',
        title: `Ship the gems and the app on ${base.last}`,
        because: `Gems can be copied whole to the same Ruby, and ${gain ?? 'only what runs is in the last stage'}.`,
        evidence: [evidenceOf(build, stage.from), ...(anchor ? [evidenceOf(build, anchor.instruction)] : [])],
        applicability: 'needs-verification',
        replaces: { what: `the system and the gems of ${base.reference}`, by: `${base.last} and ${gemHome}` },
      },
      ...packages.changes,
      ...without.changes,
      ...first.changes,
    ],
    files: {},
    ignore: ['log', 'tmp', 'node_modules', ...(readsGit(app, [stage]) ? [] : ['.git'])].filter(
      path => path === '.git' || app.has('config/application.rb'),
    ),
  }
}

/** What is copied from an image that the running app may start; Node only builds assets, unless execjs starts it. */
function fromImages(app: AppFiles, { stage, folder }: RubyApp): string | undefined {
  const execjs = gemsOf(app, folder).some(({ name }) => name === 'execjs')
  const step = stage.steps.find(({ effects }) =>
    effects.some(
      effect =>
        effect.kind === 'copies-from-stage' &&
        effect.image !== undefined &&
        (execjs || !/(?:^|\/)node(?::|@|$)/.test(effect.image)),
    ),
  )
  return (
    step && `what line ${step.instruction.range.start.line} copies from an image may be what the app starts`
  )
}

/** The gems first: they change less often than the app. */
function filesOf({ roots, copied, commands }: RubyApp, from: string): readonly NeededFile[] {
  const owners = new Map(
    commands
      .filter(({ words }) => words[0] === 'chown')
      .flatMap(({ words }) => {
        const [owner = '', ...paths] = words.slice(1).filter(word => !word.startsWith('-'))
        return paths.map(path => [path, owner] as const)
      }),
  )
  const app = roots.map(path => {
    const flags = copied
      .filter(file => file.container === path || file.container.startsWith(`${path}/`))
      .flatMap(file => file.step.instruction.flags.filter(flag => flag.name === 'chown'))
    const chown = owners.get(path) ?? flags.at(-1)?.value
    return { from, source: path, destination: path, ...(chown === undefined ? {} : { chown }) }
  })
  return [{ from, source: gemHome, destination: gemHome }, ...app]
}

/** Production loads no gems for development and tests, where the author leaves them in all the same. */
function withoutGroups(app: AppFiles, { stage, build, folder, commands }: RubyApp) {
  const none = { lines: [] as readonly string[], changes: [] as readonly Change[] }
  const last = stage.steps.at(-1)?.variables ?? new Map<string, string>()
  const production = ['RAILS_ENV', 'RACK_ENV', 'APP_ENV'].find(name => last.get(name) === 'production')
  const path = folder === '.' ? 'Gemfile' : `${folder}/Gemfile`
  const grouped = /^\s*group[ (].*:(?:development|test)\b|\bgroups?:\s*\[?:(?:development|test)\b/m.test(
    app.read(path) ?? '',
  )
  const said =
    ['BUNDLE_WITHOUT', 'BUNDLE_ONLY'].some(name => last.has(name)) ||
    commands.some(({ words }) => words.some(word => /^-*(?:without|only|with)(?:=|$)/.test(word)))
  if (production === undefined || !grouped || said) return none
  const change: Change = {
    id: 'ruby-without-groups',
    title: 'Leave out the gems for development and tests',
    because: `${production} is production, which does not load them.`,
    evidence: [{ file: path, fact: 'groups for development or tests' }, evidenceOf(build, stage.from)],
    applicability: 'needs-verification',
  }
  return { lines: ['ENV BUNDLE_WITHOUT=development:test'], changes: [change] }
}

function runtimePackages(app: AppFiles, ruby: RubyApp) {
  const { build, base, commands, copied, folder } = ruby
  const installs = commands.flatMap(({ command }) => systemInstall(command) ?? [])
  const odd = installs.find(each => typeof each === 'string')
  if (odd !== undefined) return odd
  const read = installs.flatMap(each => (typeof each === 'string' ? [] : [each]))
  const removed = new Set(
    commands.filter(({ words }) => words[0] === 'apk' && words.includes('del')).flatMap(({ words }) => words),
  )
  const own = read
    .filter(each => each.virtual === undefined || !removed.has(each.virtual))
    .flatMap(each => each.packages)
  const kept = own.flatMap(name => atRunTime(name, base.family))
  const brought: { readonly name: string; readonly evidence: Evidence }[] = []
  if (base.full) {
    const programs = startedPrograms(app, copied)
    const libraries = librariesOf(gemsOf(app, folder))
    const unclear =
      programs.unclear ??
      ('name' in libraries
        ? { ...libraries.evidence, fact: `${libraries.name} uses libraries or programs of the system` }
        : undefined)
    if (unclear)
      return `${unclear.file}:${unclear.range?.start.line ?? 1} ${unclear.fact}: what the slim image would lack is not known`
    brought.push(...programs.packages)
    if (!('name' in libraries))
      brought.push(...libraries.map(({ library, evidence }) => ({ name: library, evidence })))
  }
  const tools = base.full ? keepHealthcheck(build, () => false).tools : []
  const extra = [
    ...brought.map(({ name }) => name),
    ...tools.map(tool => (tool === 'nc' ? 'netcat-openbsd' : tool)),
  ]
  const dropped = own.filter(name => !kept.includes(name))
  return {
    names: [...new Set([...kept, ...extra])],
    dropped,
    recommends: read.some(each => each.recommends),
    changes: packageChanges(
      ruby,
      dropped,
      brought.filter(({ name }) => !kept.includes(name)),
    ),
  }
}

function packageChanges(
  { build, commands }: RubyApp,
  dropped: readonly string[],
  brought: readonly { readonly name: string; readonly evidence: Evidence }[],
): readonly Change[] {
  const install = commands.find(({ kind }) => kind === 'system')
  const leave: Change = {
    id: 'ruby-build-packages',
    title: `Leave ${dropped.join(', ')} in the build stage`,
    because: 'Compilers and headers are for the build; the libraries that belong to known headers are kept.',
    evidence: install ? [evidenceOf(build, install.step.instruction)] : [],
    applicability: 'needs-verification',
  }
  const first = brought.filter(({ name }, at) => brought.findIndex(other => other.name === name) === at)
  return [
    ...(dropped.length > 0 ? [leave] : []),
    ...first.map(
      ({ name, evidence }): Change => ({
        id: 'ruby-runtime-packages',
        title: `Install ${name} in the last stage`,
        because: 'The full image has it and the slim one has not.',
        evidence: [evidence],
        applicability: 'needs-verification',
      }),
    ),
  ]
}
