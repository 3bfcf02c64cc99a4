import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { isForLastStage } from '../../model/carry-over.ts'
import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { imageBelow } from '../../model/image-below.ts'
import { shippedStages } from '../../model/launch.ts'
import { readsGit } from '../../model/reads-git.ts'
import { sharedCacheEdits } from '../../model/shared-cache.ts'
import { freeStageName, stageLines } from '../../model/stage-lines.ts'
import type { BuildStage, Plan } from '../../model/stack-facts.ts'
import { editGoCommands } from './build-edits.ts'
import type { CgoJudgement } from './cgo.ts'
import type { GoApp } from './go-app.ts'
import type { GoNeeds } from './go-needs.ts'
import { modulesFirst } from './modules-first.ts'
import { lastStageOf } from './last-stage.ts'

/** The way to ship a Go program: built in the user's own stage, shipped alone. A string says why there is none. */
export function planGo(app: AppFiles, go: GoApp, cgo: CgoJudgement, needs: GoNeeds): Plan | string {
  const { build } = go
  const own = shippedStages(build).includes(go.command.stage)
  const name = (own ? build.final : go.command.stage)?.name ?? freeStageName(build, 'build')
  const commands = editGoCommands(go, cgo, needs)
  const caches = cacheEdits(go)
  const modules = modulesFirst(app, go)
  const last = own ? lastStageOf(go, cgo, needs, name) : keptLastStage(go)
  if (typeof last === 'string') return last
  const change = {
    edits: [...commands.edits, ...caches.edits],
    before: modules.before,
  }
  return {
    id: '',
    title: own ? 'only the binary ships' : 'the build stage of an expert',
    buildStages: stagesToBuild(go, own, name, change),
    needs: last.needs,
    changes: [...last.changes, ...commands.changes, ...modules.changes, ...caches.changes],
    files: {},
    ignore: needs.buildInfo || readsGit(app, [go.command.stage]) ? [] : ['.git'],
  }
}

function stagesToBuild(
  go: GoApp,
  own: boolean,
  name: string,
  change: Parameters<typeof stageLines>[2],
): readonly BuildStage[] {
  const { build } = go
  const stages = own ? build.stages : build.stages.filter(stage => stage !== build.final)
  return stages.map(stage => ({
    lines: stageLines(build, stage, {
      ...(stage === build.final && own ? { name } : {}),
      ...change,
      ...(own && stage === build.final ? { drop: isForLastStage(stage.steps) } : {}),
    }),
  }))
}

/** A last stage of the user's own that takes the binary from a build stage stays as it is. */
function keptLastStage(go: GoApp) {
  const { final } = go.build
  if (!final) return 'there is no last stage'
  const base = imageBelow(go.build, final)
  return { needs: { kept: { lines: stageLines(go.build, final) }, base }, changes: [] as readonly Change[] }
}

/** The compiler's cache outlives the layer, so that after an edit only what changed is compiled again. */
function cacheEdits(go: GoApp) {
  const { stage, step } = go.command
  const target = step.variables.get('GOCACHE') ?? '/root/.cache/go-build'
  const edits = target.startsWith('/')
    ? sharedCacheEdits(go.build, stage, posix.normalize(target), { calls: compiles })
    : []
  const change: Change = {
    id: 'go-build-cache',
    title: 'Keep the compiler’s cache between builds',
    because: 'After an edit only the packages that changed are compiled again, and the cache is in no layer.',
    evidence: [evidenceOf(go.build, go.command.step.instruction)],
    applicability: 'safe',
  }
  return { edits, changes: edits.length > 0 ? [change] : [] }
}

const compiles = ([program, verb = '']: readonly string[]) =>
  program === 'go' && /^(?:build|install|run|test|vet)$/.test(verb)
