import type { AppFiles } from '../../app/app-files.ts'
import { withFiles } from '../../app/memory-app.ts'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import type { Change } from '../../model/change.ts'
import { cutAtTarget } from '../../rewrite/cut-at-target.ts'
import type { NamedTarget } from '../../rewrite/keep-targets.ts'

/** What is optimized: the app as it would be if the stage that ships were the last one. */
export interface TakenTarget {
  readonly app: AppFiles
  readonly targets: readonly NamedTarget[]
  readonly changes: readonly Change[]
  readonly notes: readonly string[]
}

/**
 * Takes the stage of `--target` for the one that ships, else the last.
 * @param named the stages that others build
 */
export function takeTarget(
  app: AppFiles,
  dockerfile: string,
  asked: string | undefined,
  named: readonly NamedTarget[],
): TakenTarget {
  const text = app.read(dockerfile) ?? ''
  if (asked === undefined) return { app, targets: named, changes: [], notes: otherNote(text, named) }
  const cut = cutAtTarget(text, dockerfile, asked, named)
  const isName =
    !/^\d+$/.test(asked) && named.every(({ stage }) => stage.toLowerCase() !== asked.toLowerCase())
  return {
    app: cut.change === undefined ? app : withFiles(app, { [dockerfile]: cut.text }),
    targets: isName ? [...named, { stage: asked, by: '--target' }] : named,
    changes: cut.change === undefined ? [] : [cut.change],
    notes: [],
  }
}

/** Where all who build the Dockerfile build another stage than the last, that is what ships. */
function otherNote(text: string, named: readonly NamedTarget[]): readonly string[] {
  const [first, ...others] = named
  if (first === undefined || others.length > 0) return []
  const last = parseDockerfile(text).instructions.findLast(({ name }) => name === 'FROM')
  if (last?.name !== 'FROM' || last.as?.value.toLowerCase() === first.stage.toLowerCase()) return []
  return [
    `${first.by} builds the stage ${first.stage}, not the last one: --target ${first.stage} optimizes that.`,
  ]
}
