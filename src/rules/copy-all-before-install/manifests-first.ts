import { parseDockerIgnore } from '../../app/dockerignore.ts'
import { readPackageJson } from '../../app/package-json.ts'
import { deleteInstruction, insertBefore, type TextEdit } from '../../dockerfile/edit.ts'
import type { Instruction } from '../../dockerfile/syntax.ts'
import type { Stage, Step } from '../../model/build-model.ts'
import { dockerIgnorePath } from '../../model/context-copies.ts'
import { installManifests, needsSources } from '../../stacks/node-static/package-manager.ts'
import type { FoundCommand } from '../commands.ts'
import type { ProjectInstall } from '../project-install.ts'
import type { Fix, RuleContext } from '../rule.ts'

/** The copy of everything, and the install behind it. */
interface Order {
  readonly copy: Step
  readonly command: FoundCommand
  readonly install: ProjectInstall
}

/** Puts a COPY of the manifests and the install before the copy of everything; undefined where that is not plain. */
export function manifestsFirst(context: RuleContext, stage: Stage, order: Order): Fix | undefined {
  const { copy, command } = order
  const run = command.step
  if (!movable(stage, order)) return undefined
  const files = filesOf(context, order)
  if (files === undefined || copy.instruction.name !== 'COPY') return undefined
  const { document } = context
  const text = (from: number, to: number) => document.text.slice(from, to)
  const copyFlags = copy.instruction.flags.map(
    ({ range }) => `${text(range.start.offset, range.end.offset)} `,
  )
  const runFlags = run.instruction.flags.map(({ range }) => `${text(range.start.offset, range.end.offset)} `)
  const script = text(command.command.range.start.offset, command.command.range.end.offset)
  const lines = `COPY ${copyFlags.join('')}${files.paths.join(' ')} ./\nRUN ${runFlags.join('')}${script}`
  return {
    title: `Copy ${files.paths.join(' and ')} first, and install before the rest is copied`,
    applicability: files.sure ? 'safe' : 'unsafe',
    edits: [insertBefore(document, copy.instruction, lines), withoutInstall(context, order)],
  }
}

/** Only where nothing stands between them that the install could need, and the install is the first of its RUN. */
function movable(stage: Stage, { copy, command }: Order): boolean {
  const { step } = command
  const { instruction, script } = step
  const from = stage.steps.indexOf(copy)
  const between = stage.steps.slice(from + 1, stage.steps.indexOf(step))
  if (!between.every(each => ['LABEL', 'EXPOSE'].includes(each.instruction.name))) return false
  if (copy.instruction.name !== 'COPY' || copy.instruction.sources.length !== 1) return false
  if (!/^(?:\.\/?|\/)$/.test(copy.instruction.sources[0]?.value ?? '')) return false
  const to = copy.instruction.destination.value
  if (to !== '.' && to !== './' && to.replace(/\/$/, '') !== copy.workdir) return false
  if (instruction.heredocs.length > 0 || script?.plain !== true) return false
  const [first, second] = script.commands
  return (
    first === command.command &&
    first.redirects.length === 0 &&
    !/[\n\\]/.test(script.text.slice(0, script.text.indexOf(first.words.at(-1)?.raw ?? ''))) &&
    (second === undefined || second.joinedBy === '&&')
  )
}

/** What to copy first; `sure` where the install is known to read nothing else. */
function filesOf(
  { app, dockerfile }: RuleContext,
  { install: { manager, manifests } }: Order,
): { paths: readonly string[]; sure: boolean } | undefined {
  if (manager === 'npm' && app === undefined) return { paths: ['package*.json'], sure: false }
  if (app === undefined) return manager === 'pip' ? { paths: manifests, sure: false } : undefined
  const ignore = parseDockerIgnore(app.read(dockerIgnorePath(app, dockerfile)) ?? '')
  const there = (path: string) => app.has(path) && !ignore.ignores(path)
  if (manager === 'pip') {
    if (!manifests.every(there)) return undefined
    return { paths: manifests, sure: manifests.every(path => standsAlone(app.read(path) ?? '-e')) }
  }
  if (manager !== 'npm' && manager !== 'yarn' && manager !== 'pnpm') return undefined
  const manifest = readPackageJson(app, 'package.json')
  if (manifest === undefined || !there('package.json') || needsSources(app, manifest) !== undefined)
    return undefined
  const paths = installManifests(app, manifest).filter(there)
  // A node_modules of the context would be copied over the one that was installed.
  return { paths, sure: ignore.ignores('node_modules') }
}

/** A requirements.txt that names packages only: no other file, no folder of the project. */
function standsAlone(requirements: string): boolean {
  return !/^\s*(?:-(?!-hash)|\.|\/|file:)|@\s*file:/m.test(requirements)
}

function withoutInstall({ document }: RuleContext, { command }: Order): TextEdit {
  const { script } = command.step
  const instruction: Instruction = command.step.instruction
  const next = script?.commands[1]
  if (next === undefined) return deleteInstruction(document, instruction)
  return { from: command.command.range.start.offset, to: next.range.start.offset, text: '' }
}
