import type { Closure } from '../../closure/closure.ts'
import type { ReadableForm } from '../../closure/readable-form.ts'
import type { DockerfileDocument } from '../../dockerfile/syntax.ts'
import type { Stage } from '../../model/build-model.ts'
import type { Change } from '../../model/change.ts'

export interface ClosureChangesInput {
  readonly closure: Closure
  readonly form: ReadableForm
  readonly document: DockerfileDocument
  /** The user's last stage. */
  readonly last: Stage
  /** The image that puts the files together, where the app's own cannot. */
  readonly assembler: string | undefined
}

/** What a closure does to the Dockerfile, and why. Each single path has its reason in the ledger. */
export const closureChanges = (input: ClosureChangesInput): readonly Change[] => [
  shipUsed(input),
  ...keptPackages(input),
  ...leftOut(input),
  assembly(input),
]

const shipUsed = ({ closure, document, last }: ClosureChangesInput): Change => {
  const { kept, strict, image } = closure.bytes
  const touched = `While it was probed, the app used ${megabytes(strict)} of the ${megabytes(image)} in its image.`
  const safe = `With the app's own files and its packages whole, ${megabytes(kept)} are kept; laststage.closure.txt says why each path is.`
  return {
    id: 'closure-rootfs',
    title: 'Ship what the app uses',
    because: closure.policy === 'safe' ? `${touched} ${safe}` : `${touched} Nothing else is kept.`,
    evidence: [
      { file: document.file, range: last.from.range, fact: `the last stage, from ${last.from.image.value}` },
    ],
    applicability: 'needs-verification',
  }
}

const keptPackages = ({ form }: ClosureChangesInput): readonly Change[] => {
  if (form.packages.length === 0) return []
  const why = form.packages.map(({ installed, because }) => `${installed.name} (${because})`)
  return [
    {
      id: 'closure-packages',
      title: `Keep ${form.packages.length} packages of the system whole`,
      because: `A file of each was opened, or a program that is kept needs it: ${some(why)}.`,
      evidence: [],
      applicability: 'needs-verification',
    },
  ]
}

const leftOut = ({ closure }: ClosureChangesInput): readonly Change[] => {
  const pruned = closure.trees.flatMap(tree => tree.pruned)
  if (pruned.length === 0) return []
  const reasons = [...new Set(pruned.map(({ because }) => because))].map(because => {
    const paths = pruned.filter(out => out.because === because).map(({ path }) => path)
    return `${because}: ${some(paths)}`
  })
  return [
    {
      id: 'closure-pruned',
      title: `Leave out ${pruned.length} parts that only build or develop`,
      because: `None of them was touched. ${reasons.join('. ')}.`,
      evidence: [],
      applicability: 'needs-verification',
    },
  ]
}

const assembly = ({ assembler }: ClosureChangesInput): Change => ({
  id: 'closure-assembly',
  title: assembler === undefined ? 'Let the app’s own image assemble it' : `Let ${assembler} assemble it`,
  because:
    assembler === undefined
      ? 'It has the tools, so that no other image is fetched. It does not ship.'
      : 'The app’s own image lacks tar, awk or the package tool. It does not ship.',
  evidence: [],
  applicability: 'safe',
})

/** A few, and how many more. */
const some = (values: readonly string[]): string =>
  values.length <= 6 ? values.join(', ') : `${values.slice(0, 5).join(', ')} and ${values.length - 5} more`

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
