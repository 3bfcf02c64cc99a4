import type { InstructionOf } from '../../dockerfile/syntax.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const envSeesOlder: Rule = {
  id: 'env-sees-older',
  title: 'ENV uses a variable that the same instruction sets',
  family: 'correctness',
  severity: 'warning',
  counterparts: { hadolint: ['DL3044'] },
  *check({ steps }: RuleContext): Iterable<Finding> {
    for (const { instruction, variables } of steps) {
      if (instruction.name === 'ENV') yield* ofEnv(instruction, variables)
    }
  },
}

function* ofEnv({ pairs }: InstructionOf<'ENV'>, before: ReadonlyMap<string, string>): Iterable<Finding> {
  const first = new Map(pairs.map((pair, at) => [pair.key.value, at] as const).reverse())
  for (const [at, { key, value }] of pairs.entries()) {
    for (const [, name = ''] of value.value.matchAll(/(?<![\\$])\$\{?([A-Za-z_]\w*)/g)) {
      const set = first.get(name)
      if (
        set === undefined ||
        set >= at ||
        name === key.value ||
        before.get(name) === pairs[set]?.value.value
      )
        continue
      // `A=$A` leaves it as it is.
      if (
        /^"?\$(?:\{(\w+)\}|(\w+))"?$/
          .exec(pairs[set]?.value.value ?? '')
          ?.slice(1)
          .includes(name) === true
      )
        continue
      const old = before.get(name)
      yield {
        message:
          old === undefined
            ? `${name} is set by the same ENV, so here it is what the base image says, or nothing`
            : `${name} is still ${old} here: the same ENV sets it`,
        range: value.range,
        help: `set ${name} with an ENV of its own before this one`,
      }
    }
  }
}
