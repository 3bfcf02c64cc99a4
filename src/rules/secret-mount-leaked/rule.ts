import type { Step } from '../../model/build-model.ts'
import { commandsOf, type FoundCommand } from '../commands.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const secretMountLeaked: Rule = {
  id: 'secret-mount-leaked',
  title: 'A mounted secret is printed or written into the image',
  family: 'security',
  severity: 'warning',
  counterparts: {},
  *check({ model }: RuleContext): Iterable<Finding> {
    for (const stage of model.stages) {
      for (const step of stage.steps) {
        const files = secretFiles(step)
        if (files.length > 0) yield* ofStep(commandsOf(stage, step), files, step)
      }
    }
  },
}

function secretFiles({ instruction, effects }: Step): readonly string[] {
  if (instruction.name !== 'RUN' || !instruction.flags.some(({ name }) => name === 'mount')) return []
  return effects.flatMap(effect => {
    if (effect.kind !== 'mounts' || effect.mount.type !== 'secret') return []
    const { target, id, source } = effect.mount
    return target ?? `/run/secrets/${id ?? source?.split('/').at(-1) ?? ''}`
  })
}

function* ofStep(found: readonly FoundCommand[], files: readonly string[], step: Step): Iterable<Finding> {
  for (const [at, { name, args, command }] of found.entries()) {
    if (!args.some(arg => arg !== undefined && files.includes(arg))) continue
    const { range } = command
    const out = command.redirects.find(({ operator }) => /^1?>>?\|?$/.test(operator))
    const goesOn = found[at + 1]?.command.joinedBy === '|' || command.depth > 0
    if (name === 'cat' && out === undefined && !goesOn)
      yield { message: 'the build prints the secret, and logs keep it', range, help: 'take the cat out' }
    const kept = name === 'cat' ? out?.target : name === 'cp' || name === 'install' ? args.at(-1) : undefined
    if (kept === undefined || kept.startsWith('/dev/') || removes(step, kept)) continue
    yield {
      message: `the secret stays in the layer as ${kept}`,
      range,
      help: 'mount it where it is needed: --mount=type=secret,id=…,target=…',
    }
  }
}

function removes({ effects }: Step, path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return effects.some(effect => effect.kind === 'removes' && effect.path.endsWith(name))
}
