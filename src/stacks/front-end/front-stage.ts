import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { parseDockerIgnore } from '../../app/dockerignore.ts'
import { nodeVersion } from '../../app/node-version.ts'
import type { BuildModel, Step } from '../../model/build-model.ts'
import { dockerIgnorePath } from '../../model/context-copies.ts'
import { instructionText } from '../../model/instruction-text.ts'
import { installManifests, managerNamed, managerOf, needsSources } from '../node-static/package-manager.ts'
import type { FrontCommand } from './front-commands.ts'
import { readsOutside } from './front-end.ts'
import type { MixedStage } from './mixed-stage.ts'
import { knownImageBelow } from '../../model/image-below.ts'

/** The image for the stage of the front end: the author's Node where it is told. A string says why it is not. */
export function nodeImage(
  app: AppFiles,
  { build, stage, commands, front }: MixedStage,
): { readonly reference: string; readonly isBase: boolean } | string {
  const base = knownImageBelow(build, stage) ?? ''
  if (isNode(base)) return { reference: base, isBase: true }
  const copied = stage.steps
    .flatMap(({ effects }) => effects)
    .flatMap(effect => (effect.kind === 'copies-from-stage' ? [effect.image ?? ''] : []))
    .find(isNode)
  if (copied !== undefined) return { reference: copied, isBase: false }
  const version = nodeVersion(app, front.manifest)
  const said = commands.map(({ node }) => node).find(each => each !== undefined)
  if (said === undefined && typeof version === 'string') return version
  const variant = /alpine/.test(base) ? '-alpine' : /slim/.test(base) ? '-slim' : ''
  const major = said ?? (typeof version === 'string' ? '' : String(version.major))
  return { reference: `node:${major}${variant}`, isBase: false }
}

/** True for an image of Node, from whatever registry. */
export const isNode = (image: string): boolean => /(?:^|\/)node(?::|@|$)/.test(image)

/** Variables that the tools of a front end read; others count where its sources name them. */
const known =
  /^(?:VITE|REACT_APP|NEXT_PUBLIC|VUE_APP|PUBLIC|NODE|NPM|npm|YARN|PNPM|CI$|GENERATE_SOURCEMAP|BUILD_PATH|INLINE_RUNTIME_CHUNK)/

/** The stage as text: the manifests, the install, the sources, the build. A string says why it cannot be written. */
export function frontStage(
  app: AppFiles,
  mixed: MixedStage,
  image: string,
  name: string,
): readonly string[] | string {
  const { build, stage, folder, front, commands, own, last } = mixed
  const calls = commands.filter(each => own.has(each) && each.kind === 'package')
  const flagged = calls.find(({ step }) =>
    step.instruction.flags.some(
      ({ name: flag, value }) => flag !== 'mount' || !/type=cache/.test(value ?? ''),
    ),
  )
  if (flagged)
    return `the RUN of line ${flagged.step.instruction.range.start.line} has flags of its own, which only it can use`
  const manager = managerOf(
    app,
    front.manifest,
    calls.some(({ words }) => words[0] === 'yarn')
      ? 'yarn'
      : calls.some(({ words }) => words[0] === 'pnpm')
        ? 'pnpm'
        : 'npm',
  )
  const cache = managerNamed(manager).cache
  const installs = calls.filter(isInstall)
  const runs = calls.filter(each => !isInstall(each)).map(each => `RUN ${textOf(build, each)}`)
  const mount = cache === undefined ? '' : `--mount=type=cache,target=${cache} \\\n    `
  const install = installs.map(each => `RUN ${mount}${textOf(build, each)}`)
  const copies = copyLines(app, mixed, needsSources(app, front.manifest) === undefined)
  if (typeof copies === 'string') return copies
  const setup = commands
    .filter(
      each =>
        each.kind === 'setup' && /^(?:npm|yarn|corepack|pnpm)$/.test(each.words[0] ?? '') && !isThere(each),
    )
    .map(each => `RUN ${textOf(build, each)}`)
  const at = stage.steps.indexOf(last.step)
  const set = stage.steps
    .slice(0, at)
    .filter(step => isRead(app, mixed, step))
    .map(step => instructionText(build.document, step.instruction))
  return [
    `FROM ${image} AS ${name}`,
    ...set,
    ...copies.before,
    `WORKDIR ${folder}`,
    ...setup,
    ...copies.manifests,
    ...install,
    ...copies.sources,
    ...runs,
  ]
}

const isInstall = (each: FrontCommand) =>
  /^(?:ci|install|i|clean-install)$/.test(
    each.own.find((word, index) => index > 0 && !word.startsWith('-')) ??
      (each.own[0] === 'yarn' ? 'install' : ''),
  )

/** Node's images have npm and Yarn 1, and a second Yarn would not install. */
const isThere = ({ words }: FrontCommand) =>
  words.slice(1).every(word => /^(?:-.*|install|i|add|global|yarn(?:@1[\d.]*)?)$/.test(word))

/** As the author wrote it, in one line; without the flag that names the folder. */
function textOf({ document }: BuildModel, { command, own, words }: FrontCommand): string {
  const assigned = command.assignments
    .map(
      ({ key, value }) =>
        `${key}=${/^[\w./:=-]*$/.test(value ?? '') ? (value ?? '') : JSON.stringify(value)} `,
    )
    .join('')
  const raw = command.words.map(word => document.text.slice(word.range.start.offset, word.range.end.offset))
  const text = own.length === words.length ? raw : own
  return `${assigned}${text.join(' ')}`
}

/** ENV and ARG that the front end reads. */
function isRead(app: AppFiles, { front }: MixedStage, { instruction }: Step): boolean {
  const names =
    instruction.name === 'ENV'
      ? instruction.pairs.map(({ key }) => key.value)
      : instruction.name === 'ARG'
        ? instruction.args.map(({ key }) => key.value)
        : []
  return names.some(
    name =>
      known.test(name) ||
      app.list().some(path => isSource(path, front.folder) && (app.read(path) ?? '').includes(name)),
  )
}

const isSource = (path: string, folder: string) =>
  (folder === '.' || path.startsWith(`${folder}/`)) &&
  /\.(?:[cm]?[jt]sx?|vue|svelte|json|html)$/.test(path) &&
  !path.endsWith('lock.json')

interface Copies {
  readonly before: readonly string[]
  readonly manifests: readonly string[]
  readonly sources: readonly string[]
}

/** The package's folder alone, where the build reads nothing else and the stage has all of it; else the whole context. */
function copyLines(app: AppFiles, mixed: MixedStage, apart: boolean): Copies | string {
  const { front, folder, copied, build } = mixed
  const ignore = parseDockerIgnore(app.read(dockerIgnorePath(app, build.document.file)) ?? '')
  const inside = (path: string) => front.folder === '.' || path.startsWith(`${front.folder}/`)
  const places = new Map(copied.map(({ context, container }) => [context, container]))
  const visible = app.list().filter(path => !ignore.ignores(path))
  const at = (path: string) => posix.join(folder, posix.relative(front.folder, path))
  const odd = visible.find(
    path => inside(path) && places.get(path) !== undefined && places.get(path) !== at(path),
  )
  if (odd !== undefined) return `${odd} is copied to another place than its package`
  const whole = visible.every(path => !inside(path) || places.get(path) === at(path))
  if (whole && !readsOutside(app, front)) {
    const there = apart ? installManifests(app, front.manifest).filter(path => places.has(path)) : []
    const manifests = there.length > 0 ? [`COPY ${there.join(' ')} ./`] : []
    const sources = `COPY ${front.folder} ./`
    return apart
      ? { before: [], manifests, sources: [sources] }
      : { before: [], manifests: [sources], sources: [] }
  }
  const steps = mixed.stage.steps.slice(0, mixed.stage.steps.indexOf(mixed.last.step))
  const before = steps.filter(
    step =>
      step.instruction.name === 'WORKDIR' || step.effects.some(({ kind }) => kind === 'copies-from-context'),
  )
  return {
    before: before.map(step => instructionText(build.document, step.instruction)),
    manifests: [],
    sources: [],
  }
}
