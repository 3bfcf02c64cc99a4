import { absolutePath } from '../model/final-state.ts'
import type { Stage } from '../model/build-model.ts'
import { commandsOf } from './commands.ts'

/** The programs that `go build -o` of a stage writes: absolute paths. */
export function goOutputs(stage: Stage): readonly string[] {
  return stage.steps.flatMap(step =>
    commandsOf(stage, step).flatMap(({ name, args }) => {
      if (name !== 'go' || args[0] !== 'build') return []
      const at = args.indexOf('-o')
      const joined = args.find(arg => arg?.startsWith('-o='))?.slice(3)
      const path = at >= 0 ? args[at + 1] : joined
      return path === undefined || path.endsWith('/') ? [] : [absolutePath(step.workdir, path)]
    }),
  )
}
