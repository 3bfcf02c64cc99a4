import { parseDockerIgnore } from '../../app/dockerignore.ts'
import type { Step } from '../../model/build-model.ts'
import { dockerIgnorePath } from '../../model/context-copies.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const contextUnignored: Rule = {
  id: 'context-unignored',
  title: 'COPY of everything takes .git or node_modules along',
  family: 'size',
  severity: 'warning',
  notShipped: 'info',
  counterparts: {},
  *check({ model, app, document }: RuleContext): Iterable<Finding> {
    if (app === undefined) return
    const path = dockerIgnorePath(app, document.file)
    const ignore = parseDockerIgnore(app.read(path) ?? '')
    const along = FOLDERS.filter(
      ({ folder, marks }) => !ignore.ignores(folder) && marks.some(mark => app.has(`${folder}/${mark}`)),
    )
    if (along.length === 0) return
    for (const { instruction } of model.stages.flatMap(({ steps }) => steps).filter(copiesAll)) {
      for (const { folder, why } of along) {
        yield {
          message: `${folder} is copied too: ${why}`,
          range: instruction.range,
          help: `write ${folder} into ${path}`,
        }
      }
    }
  },
}

const FOLDERS: readonly {
  readonly folder: string
  readonly marks: readonly string[]
  readonly why: string
}[] = [
  {
    folder: '.git',
    marks: ['HEAD'],
    why: 'the whole history, and each commit makes the COPY run again',
  },
  {
    folder: 'node_modules',
    marks: ['.package-lock.json', '.yarn-integrity', '.modules.yaml'],
    why: 'packages of this machine, over those that the build installs',
  },
]

function copiesAll({ instruction }: Step): boolean {
  return (
    (instruction.name === 'COPY' || instruction.name === 'ADD') &&
    instruction.from === undefined &&
    instruction.sources.some(({ value }) => /^\.?\/?$/.test(value))
  )
}
