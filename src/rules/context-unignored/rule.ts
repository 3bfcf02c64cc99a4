import { parseDockerIgnore } from '../../app/dockerignore.ts'
import type { AppFiles } from '../../app/app-files.ts'
import type { Stage, Step } from '../../model/build-model.ts'
import { dockerIgnorePath } from '../../model/context-copies.ts'
import { readsGit } from '../../model/reads-git.ts'
import { commandsOf } from '../commands.ts'
import { ignoreFix } from '../ignore-fix.ts'
import { projectInstall } from '../project-install.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

export const contextUnignored: Rule = {
  id: 'context-unignored',
  title: 'COPY of everything takes .git or node_modules along',
  family: 'size',
  severity: 'warning',
  notShipped: 'info',
  counterparts: {},
  *check(context: RuleContext): Iterable<Finding> {
    const { model, app, dockerfile } = context
    if (app === undefined) return
    const path = dockerIgnorePath(app, dockerfile)
    const ignore = parseDockerIgnore(app.read(path) ?? '')
    const along = FOLDERS.filter(
      ({ folder, marks }) => !ignore.ignores(folder) && marks.some(mark => app.has(`${folder}/${mark}`)),
    )
    if (along.length === 0) return
    for (const stage of model.stages) {
      for (const { instruction } of stage.steps.filter(copiesAll)) {
        for (const { folder, why } of along) {
          const fix = folder === '.git' ? gitFix(context, app) : modulesFix(context, app, stage)
          yield {
            message: `${folder} is copied too: ${why}`,
            range: instruction.range,
            help: `write ${folder} into ${path}`,
            ...(fix === undefined ? {} : { fix }),
          }
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

function gitFix(context: RuleContext, app: AppFiles): Fix | undefined {
  return readsGit(app, context.model.stages) ? undefined : ignoreFix(context, ['.git'], 'safe')
}

/**
 * Only where the stage installs packages itself. A fresh checkout has none where git ignores them: that is the image that
 * the fix makes here too. Anyone else may have put them into the repository on purpose.
 */
function modulesFix(context: RuleContext, app: AppFiles, stage: Stage): Fix | undefined {
  const installs = stage.steps
    .flatMap(step => commandsOf(stage, step))
    .some(command => projectInstall(command)?.manifests.includes('package.json') === true)
  if (!installs) return undefined
  const ignored = /^\/?node_modules\/?\s*$/m.test(app.read('.gitignore') ?? '')
  return ignoreFix(context, ['node_modules'], ignored ? 'safe' : 'unsafe')
}

function copiesAll({ instruction }: Step): boolean {
  return (
    (instruction.name === 'COPY' || instruction.name === 'ADD') &&
    instruction.from === undefined &&
    instruction.sources.some(({ value }) => /^\.?\/?$/.test(value))
  )
}
