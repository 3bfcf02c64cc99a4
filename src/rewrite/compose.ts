import { becomesFalse } from '../model/instruction-text.ts'
import type { BuildModel } from '../model/build-model.ts'
import type { BuildStage, NeededFile, Plan } from '../model/stack-facts.ts'
import type { PassedOver } from '../image/bases/choose-base.ts'
import { chosenBase } from '../model/base-for.ts'
import { blankLines } from './blank-lines.ts'

/** A Dockerfile and the image that its last stage stands on. */
export interface Composed {
  readonly text: string
  readonly finalBase: string
  /** Smaller images that lack something. */
  readonly passedOver: readonly PassedOver[]
}

/** Joins a plan's stages and needs into a Dockerfile, in the style of the user's. */
export function compose(plan: Plan, build: BuildModel | undefined): Composed {
  const last = lastStage(plan.needs)
  const blankBefore = blankLines(build?.document)
  const stages = [...plan.buildStages, last.stage].map(stage => stageText(stage, blankBefore))
  const header = build ? headerOf(build) : ''
  const parts = header === '' ? stages : [header, ...stages]
  return { text: `${parts.join('\n\n')}\n`, finalBase: last.base, passedOver: last.passedOver }
}

function stageText({ lines }: BuildStage, blankBefore: (line: string) => boolean): string {
  const texts = lines.map((line, index) => {
    const blank = blankBefore(line)
    return blank && index > 0 ? `\n${line}` : line
  })
  return texts.join('\n')
}

/** What stands before the first FROM and its comments: directives, a heading, global ARGs. */
function headerOf({ document, stages }: BuildModel): string {
  const first = stages[0]
  if (!first) return ''
  const lines = document.text
    .slice(0, first.from.range.start.offset)
    .replaceAll('\r\n', '\n')
    .split('\n')
    .slice(0, -1)
  while (lines.at(-1)?.trim().startsWith('#') && lines.length > document.directives.length) lines.pop()
  const kept = lines.filter(line => !becomesFalse(line.trim()))
  return kept.join('\n').trim()
}

function lastStage(needs: Plan['needs']): {
  readonly stage: BuildStage
  readonly base: string
  readonly passedOver: readonly PassedOver[]
} {
  if ('kept' in needs) return { stage: needs.kept, base: needs.base, passedOver: [] }
  const { image: base, passedOver } = chosenBase(needs.runtime)
  const copies = grouped(needs.files)
  return { base, passedOver, stage: { lines: [`FROM ${base}`, ...needs.before, ...copies, ...needs.after] } }
}

/** Files that go from one place to one folder are copied by one instruction. */
function grouped(files: readonly NeededFile[]): readonly string[] {
  const lines: string[] = []
  let group: NeededFile[] = []
  const flush = () => {
    if (group.length > 0) lines.push(copyText(group))
    group = []
  }
  for (const file of files) {
    const first = group[0]
    const joins =
      first !== undefined &&
      file.because === undefined &&
      file.destination.endsWith('/') &&
      file.destination === first.destination &&
      file.from === first.from &&
      file.chown === first.chown
    if (!joins) flush()
    group.push(file)
  }
  flush()
  return lines
}

function copyText(files: readonly NeededFile[]): string {
  const [first] = files
  if (!first) return ''
  const from = first.from === 'context' ? '' : `--from=${first.from} `
  const chown = first.chown === undefined ? '' : `--chown=${first.chown} `
  const paths = [...files.map(file => file.source), first.destination]
  const operands = paths.some(path => /\s/.test(path)) ? JSON.stringify(paths) : paths.join(' ')
  const copy = `COPY ${from}${chown}${operands}`
  return first.because === undefined ? copy : `# ${first.because}\n${copy}`
}
