import type { AppFiles } from '../../app/app-files.ts'
import { accountRuns } from '../../model/account-runs.ts'
import type { Step } from '../../model/build-model.ts'
import { carryOver, isForLastStage } from '../../model/carry-over.ts'
import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { execText } from '../../model/exec-text.ts'
import { keepHealthcheck } from '../../model/keep-healthcheck.ts'
import { readsGit } from '../../model/reads-git.ts'
import { installedPackages, userFiles } from '../../model/shipped-user.ts'
import { freeStageName, stageLines } from '../../model/stage-lines.ts'
import type { NeededFile, Plan, Runtime } from '../../model/stack-facts.ts'
import type { DenoApp } from './deno-app.ts'

/** Where the official images keep what was downloaded. */
const denoDir = '/deno-dir'

/**
 * The app and its cache on Deno without a system, or what `deno compile` makes. A string says why there is none.
 * @param anew true where there is no image before this one, and the app runs as `deno`
 */
export function planDeno(app: AppFiles, deno: DenoApp, anew = false): Plan | string {
  const { build, stage, launch, compiled, workdir } = deno
  const packages = installedPackages(stage.steps)
  if (packages.length > 0)
    return `the image installs ${packages.join(', ')}: whether the app uses them while it runs is not known`
  if (keepHealthcheck(build, () => false).needsShell)
    return 'HEALTHCHECK needs a shell, which no smaller image of Deno has'
  const accounts = accountRuns(build, deno.commands)
  if (typeof accounts === 'string') return accounts
  const from = stage.name ?? freeStageName(build, 'build')
  const runtime: Runtime =
    compiled === undefined ? { kind: 'image', image: deno.distroless } : { kind: 'dynamic-binary', cxx: true }
  const by = compiled === undefined ? deno.distroless : 'gcr.io/distroless/cc-debian13'
  const whole = (path: string): NeededFile => ({ from, source: path, destination: path })
  // Deno keeps there what it compiled, and what Deno.openKv and localStorage are given.
  const cache = { ...whole(denoDir), ...(anew ? { chown: 'deno:deno' } : {}) }
  const starts = compiled === undefined ? startTexts(deno) : new Map<Step, string>()
  const carried = carryOver(build, { buildOnly: new Set(['DENO_INSTALL_ROOT']), instead: starts })
  const change: Change = {
    id: 'deno-last-stage',
    title: `Ship the app on ${by}`,
    because: 'Deno is one program and needs the C library alone; what it downloaded is copied with it.',
    evidence: [
      evidenceOf(build, stage.from),
      ...launch.steps.slice(0, 1).map(step => evidenceOf(build, step.instruction)),
    ],
    applicability: 'needs-verification',
    replaces: { what: `the system of ${deno.image}`, by },
  }
  return {
    id: '',
    title: compiled === undefined ? 'the app on Deno without a system' : 'the compiled program alone',
    buildStages: build.stages.map(each => ({
      lines: stageLines(build, each, each === stage ? { name: from, drop: isForLastStage(each.steps) } : {}),
    })),
    needs: {
      runtime,
      files: [
        ...userFiles(build, from),
        ...(compiled === undefined ? [cache, ...deno.roots.map(whole)] : deno.roots.map(whole)),
      ],
      before: [...carried.before, ...(workdir === '/' ? [] : [`WORKDIR ${workdir}`])],
      after: carried.after,
    },
    changes: [change],
    files: {},
    ignore: ['node_modules', ...(readsGit(app, [stage]) ? [] : ['.git'])],
  }
}

/** The start script of the full image takes `deno run` and `run` alike; the other image starts Deno itself. */
function startTexts({ build, launch }: DenoApp): ReadonlyMap<Step, string> {
  const texts = new Map<Step, string>()
  for (const step of launch.steps) {
    const { instruction } = step
    if (instruction.name !== 'CMD' && instruction.name !== 'ENTRYPOINT') continue
    const isEntrypoint = instruction.name === 'ENTRYPOINT'
    const argv = isEntrypoint ? launch.argv.slice(0, launch.fixed) : launch.argv.slice(launch.fixed)
    const own = isEntrypoint || launch.fixed === 0
    if (!own || argv[0] !== 'deno') continue
    texts.set(
      step,
      execText(build, step, instruction.name, isEntrypoint ? ['/bin/deno', ...argv.slice(1)] : argv.slice(1)),
    )
  }
  return texts
}
