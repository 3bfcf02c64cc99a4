import type { Step } from '../../model/build-model.ts'
import { type FoundCommand, hasFlag } from '../commands.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const copyDoubled: Rule = {
  id: 'copy-doubled',
  title: 'chown or chmod stores files a second time',
  family: 'size',
  severity: 'warning',
  notShipped: 'off',
  counterparts: {},
  *check(context: RuleContext): Iterable<Finding> {
    const copies = context.shippedSteps.flatMap(copiedTo)
    if (copies.length === 0) return
    for (const { step, found } of context.shippedRuns) {
      for (const command of found.filter(isRecursive)) {
        const paths = pathsOf(command, step)
        const doubled = copies.find(
          ({ folder, at }) =>
            at < step.instruction.range.start.offset && paths.some(path => overlaps(path, folder)),
        )
        if (doubled !== undefined) yield finding(command, doubled.line)
      }
    }
  },
}

interface Copied {
  readonly folder: string
  readonly line: number
  readonly at: number
}

/** A file alone is seldom worth a word: only folders. */
function copiedTo({ instruction, effects }: Step): readonly Copied[] {
  if (instruction.name !== 'COPY' && instruction.name !== 'ADD') return []
  const { line, offset } = instruction.range.start
  return effects.flatMap(effect => {
    if (effect.kind !== 'copies-from-context' && effect.kind !== 'copies-from-stage') return []
    if (!effect.sources.some(isFolder)) return []
    return [{ folder: effect.destination.replace(/\/$/, '') || '/', line, at: offset }]
  })
}

function isFolder(source: string): boolean {
  const name = source.replace(/\/$/, '').split('/').at(-1) ?? ''
  return source.endsWith('/') || name === '.' || name === '' || !name.includes('.')
}

function isRecursive(command: FoundCommand): boolean {
  const { name, args } = command
  if (name !== 'chown' && name !== 'chmod' && name !== 'chgrp') return false
  return hasFlag(command, '--recursive') || args.some(arg => /^-[a-zA-Z]*R/.test(arg ?? ''))
}

function pathsOf({ args }: FoundCommand, step: Step): readonly string[] {
  const operands = args.filter(arg => arg !== undefined && !arg.startsWith('-'))
  return operands
    .slice(1)
    .map(path => path ?? '')
    .map(path => (path.startsWith('/') ? path : `${step.workdir}/${path}`.replace(/\/\.?$/, '')))
    .map(path => path.replace(/\/\*?$/, '') || '/')
}

/** One of them lies in the other: either way files of the copy change. */
function overlaps(path: string, folder: string): boolean {
  if (folder === '/') return false
  return path === folder || folder.startsWith(path === '/' ? '/' : `${path}/`)
}

function finding({ name, command }: FoundCommand, line: number): Finding {
  const flag = name === 'chmod' ? '--chmod' : '--chown'
  return {
    message: `what line ${line} copies is stored again in this layer, whole, since its ${name === 'chmod' ? 'mode' : 'owner'} changes`,
    range: command.range,
    help: `say it where it is copied: COPY ${flag}=…`,
  }
}
