import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { nodeVersion } from '../../app/node-version.ts'
import {
  applyEdits,
  deleteInstruction,
  insertBefore,
  replaceInstruction,
  type TextEdit,
} from '../../dockerfile/edit.ts'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import type { BuildModel, Step } from '../../model/build-model.ts'
import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { buildModel } from '../../model/model.ts'
import { freeStageName } from '../../model/stage-lines.ts'
import { type FrontCommand, nodeWords } from './front-commands.ts'
import type { FrontEnd } from './front-end.ts'
import { frontStage, isNode, nodeImage } from './front-stage.ts'
import { containerPath, type MixedStage, mixedStage } from './mixed-stage.ts'
import { removals } from './remove-commands.ts'

/** The author's Dockerfile with the front end in a stage of its own, and how to tell of it. */
export interface SplitDockerfile {
  readonly build: BuildModel
  /** What was done to the author's text; no two overlap. */
  readonly edits: readonly TextEdit[]
  readonly changes: readonly Change[]
  /** Lines for `.dockerignore`. */
  readonly ignore: readonly string[]
}

/**
 * Takes the front end out of a stage that builds it beside another program: a stage of its own builds it, and what it
 * wrote is copied to where it was written before, so that everything after finds it there. A string says why that
 * cannot be told; undefined where no stage does both.
 */
export function splitFrontEnd(app: AppFiles, build: BuildModel): SplitDockerfile | string | undefined {
  const mixed = build.stages.map(stage => mixedStage(app, build, stage)).find(each => each !== undefined)
  if (mixed === undefined || typeof mixed === 'string') return mixed
  if (
    build.stages.some(({ steps }) =>
      steps.some(({ instruction }) => instruction.name === 'COPY' && /^\d+$/.test(instruction.from ?? '')),
    )
  )
    return 'stages are named by number: a further one would change what the numbers mean'
  const { stage, front, commands } = mixed
  if (front.vendor !== undefined)
    return `${front.vendor} reads Composer’s packages, which the stage of the front end would lack`
  const modules = readsModules(app, front)
  if (modules !== undefined) return `${modules} names node_modules, which would not be in its stage any more`
  const image = nodeImage(app, mixed)
  if (typeof image === 'string') return image
  const name = freeStageName(build, 'frontend')
  const text = frontStage(app, mixed, image.reference, name)
  if (typeof text === 'string') return text
  const keeps =
    image.isBase || commands.some(each => !mixed.own.has(each) && needsNode(each)) || startsNode(app, front)
  const edits = stageEdits(mixed, name, keeps)
  if (typeof edits === 'string') return edits
  const all = [insertBefore(build.document, stage.from, `${text.join('\n')}\n\n`), ...edits]
  const document = parseDockerfile(applyEdits(build.document.text, all), build.document.file)
  return {
    build: buildModel(document),
    edits: all,
    changes: [changeOf(app, mixed, image)],
    ignore: [posix.join(front.folder, 'node_modules')],
  }
}

const needsNode = ({ kind, words }: FrontCommand) =>
  kind === 'package' ||
  /(?:^|\/)(?:node|npm|npx|yarn|pnpm)$/.test(words[0] ?? '') ||
  words.some(word => /assets:precompile|frontend-maven/.test(word))

/** True where a source beside the front end names Node's programs, which it may start. */
function startsNode(app: AppFiles, { folder }: FrontEnd): boolean {
  return app
    .list()
    .some(
      path =>
        /\.(?:py|go|rb|java|kt|php|sh)$/.test(path) &&
        (folder === '.' || !path.startsWith(`${folder}/`)) &&
        /["'](?:node|npm|npx)["' ]|\bexecjs\b/i.test(app.read(path) ?? ''),
    )
}

/** A source beside the front end that reads its packages. */
function readsModules(app: AppFiles, { folder }: FrontEnd): string | undefined {
  return app
    .list()
    .find(
      path =>
        (folder === '.' ? /\.(?:py|go|rb|java|kt|php)$/ : /\.(?:py|go|rb|java|kt|php|[cm]?[jt]s)$/).test(
          path,
        ) &&
        (folder === '.' || !path.startsWith(`${folder}/`)) &&
        /node_modules/.test(app.read(path) ?? ''),
    )
}

function stageEdits(mixed: MixedStage, name: string, keeps: boolean): readonly TextEdit[] | string {
  const { build, stage, front, last, own, commands } = mixed
  const { document } = build
  const output = containerPath(mixed, front.output)
  const user = last.step.user
  const owner = user === undefined || /^(?:root|0)(?::|$)/.test(user) ? '' : `--chown=${user} `
  const copy = `COPY --from=${name} ${owner}${output} ${output}`
  const gone = new Set([...own].filter(each => each.kind !== 'setup' || !keeps))
  const edits: TextEdit[] = []
  for (const step of stage.steps) {
    const mine = commands.filter(each => each.step === step)
    const removed = removals(document, mine, gone)
    if (removed === undefined)
      return `the RUN of line ${step.instruction.range.start.line} builds the front end and more, and is no plain chain of commands`
    if (step === last.step) {
      if (removed === 'all') edits.push(replaceInstruction(step.instruction, copy))
      else edits.push(insertBefore(document, step.instruction, copy), ...removed)
      continue
    }
    if (removed === 'all' || isForNothing(mixed, step, keeps))
      edits.push(deleteInstruction(document, step.instruction))
    else if (removed.length === 0 && keeps) edits.push(...ownWorkdir(document, step, mine))
    else {
      // A command that goes takes its words along.
      const staying = keeps ? [] : mine.filter(each => !gone.has(each))
      edits.push(...removed, ...staying.flatMap(each => wordEdits(document.text, each)))
    }
  }
  return edits
}

/** `RUN cd server && npm ci` is said as WORKDIR, which the stack of the server reads. */
function ownWorkdir(
  document: MixedStage['build']['document'],
  { instruction, workdir }: Step,
  mine: readonly FrontCommand[],
): readonly TextEdit[] {
  const [moves, call, ...more] = mine
  if (moves?.kind !== 'moves' || call?.kind !== 'package' || more.length > 0) return []
  if (call.command.joinedBy !== '&&' || call.command.depth > 0 || instruction.flags.length > 0) return []
  const text = document.text.slice(call.command.range.start.offset, instruction.range.end.offset)
  return [replaceInstruction(instruction, `WORKDIR ${moves.next}\nRUN ${text}\nWORKDIR ${workdir}`)]
}

/** Manifests that were copied for the install alone: a later COPY brings them again. And Node itself from its image. */
function isForNothing({ stage, copied, front }: MixedStage, step: Step, keeps: boolean): boolean {
  const fromNode = step.effects.some(
    effect => effect.kind === 'copies-from-stage' && isNode(effect.image ?? ''),
  )
  if (fromNode) return !keeps
  const mine = copied.filter(each => each.step === step)
  const later = new Set(stage.steps.slice(stage.steps.indexOf(step) + 1))
  const within = (path: string) => front.folder === '.' || path.startsWith(`${front.folder}/`)
  const manifests = /(?:^|\/)(?:package(?:-lock)?\.json|yarn\.lock|pnpm-lock\.yaml|\.npmrc|bun\.lockb?)$/
  return (
    mine.length > 0 &&
    mine.every(
      ({ context, container }) =>
        within(context) &&
        manifests.test(context) &&
        copied.some(each => later.has(each.step) && each.container === container),
    )
  )
}

/** Takes Node's packages out of an install of several. */
function wordEdits(text: string, command: FrontCommand): readonly TextEdit[] {
  const words = nodeWords(command)
  return words.map(({ range }) => {
    const gap = /[ \t]*(?:\\\r?\n[ \t]*)?$/.exec(text.slice(0, range.start.offset))?.[0].length ?? 0
    return { from: range.start.offset - gap, to: range.end.offset, text: '' }
  })
}

function changeOf(
  app: AppFiles,
  { build, front, last }: MixedStage,
  image: { reference: string; isBase: boolean },
): Change {
  const manifest = front.manifest
  const version = nodeVersion(app, manifest)
  return {
    id: 'front-end-stage',
    title: `Build ${front.folder === '.' ? 'the front end' : front.folder} in a stage of its own (${image.reference})`,
    because: `Node and the packages that ${front.title} needs are for the build; what it writes, ${front.output}, is copied to where it was. An edit of one part no longer builds the other again.`,
    evidence: [
      evidenceOf(build, last.step.instruction),
      front.evidence,
      ...(image.isBase || typeof version === 'string' ? [] : [{ file: version.file, fact: version.fact }]),
    ],
    applicability: 'needs-verification',
  }
}
