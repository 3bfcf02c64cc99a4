import { carryOver, isForLastStage } from './carry-over.ts'
import type { Change } from './change.ts'
import { execLaunch } from './exec-launch.ts'
import { keepHealthcheck } from './keep-healthcheck.ts'
import type { KeptFile } from './made-folders.ts'
import type { CompiledProgram } from './program-files.ts'
import { userFiles } from './shipped-user.ts'
import { type StageEdits, stageLines } from './stage-lines.ts'
import type { NeededFile, Plan, Runtime } from './stack-facts.ts'

/** What a stack adds to the way in which every compiled program ships. */
export interface ProgramPlan {
  readonly program: CompiledProgram
  readonly title: string
  /** The name of the stage that ships now and becomes the build stage. */
  readonly from: string
  readonly runtime: Runtime
  readonly files: readonly KeptFile[]
  /** Instructions for what the last stage installs. */
  readonly install: readonly string[]
  /** Names of variables that only the build reads. */
  readonly buildOnly: ReadonlySet<string>
  readonly edits: Pick<StageEdits, 'edits' | 'before'>
  /** The change that says what ships on what, then those of the build stage. */
  readonly shipped: Change
  readonly built: readonly Change[]
  readonly ignore: readonly string[]
  /** The tool that started the program, where it is gone from the launch. */
  readonly runner?: string
}

/** The author's stages with the last one as the build stage, and a last stage for the program alone. */
export function programPlan(plan: ProgramPlan): Plan {
  const { program, from, runtime, files } = plan
  const { build, workdir } = program
  const health = keepHealthcheck(build, path => program.binaries.includes(path))
  const launch = execLaunch(build, program.launch, plan.runner)
  const carried = carryOver(build, {
    buildOnly: plan.buildOnly,
    instead: new Map([...launch.instead, ...health.instead]),
  })
  return {
    id: '',
    title: plan.title,
    buildStages: build.stages.map(stage => ({
      lines: stageLines(build, stage, {
        ...(stage === build.final ? { name: from } : {}),
        ...plan.edits,
        ...(stage === build.final ? { drop: isForLastStage(stage.steps) } : {}),
      }),
    })),
    needs: {
      runtime,
      files: [...userFiles(build, from), ...files.map(withoutChange)],
      before: [...carried.before, ...plan.install, ...(workdir === '/' ? [] : [`WORKDIR ${workdir}`])],
      after: carried.after,
    },
    changes: [
      plan.shipped,
      ...launch.changes,
      ...files.flatMap(file => (file.change ? [file.change] : [])),
      ...plan.built,
    ],
    files: {},
    ignore: plan.ignore,
  }
}

const withoutChange = ({ change: _change, ...file }: KeptFile): NeededFile => file
