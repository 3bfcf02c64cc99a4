import { baseFacts } from '../image/bases/base-facts.ts'
import type { Step } from '../model/build-model.ts'
import { systemInstall } from '../model/system-packages.ts'
import type { RuleContext } from './rule.ts'
import { knownImageBelow } from '../model/image-below.ts'

/** What an image may have that the catalogue of base images tells of. */
interface Thing {
  readonly fact: 'certificates' | 'timezones'
  /** A package that has it. */
  readonly packages: RegExp
  /** A path to which, or from which, it is copied. */
  readonly paths: RegExp
}

/**
 * The base of the image that ships, where the catalogue says that it lacks a thing and no instruction may bring it.
 * @returns the reference, `scratch`; undefined where it has it, or that cannot be told
 */
export function lackingBase(context: RuleContext, thing: Thing): string | undefined {
  const base = knownImageBelow(context.model, context.model.final)
  if (base === undefined || baseFacts(base)?.[thing.fact] !== false) return undefined
  return context.shippedSteps.some(step => mayBring(step, thing, context)) ? undefined : base
}

const isHighUp = (path: string) => /^\/?(?:etc|usr|usr\/share)?\/?$/.test(path)

function mayBring(step: Step, { packages, paths }: Thing, { commands }: RuleContext): boolean {
  const { instruction, effects } = step
  if (instruction.name === 'ADD' || instruction.name === 'invalid') return true
  return effects.some(effect => {
    switch (effect.kind) {
      case 'copies-from-context':
      case 'copies-from-stage':
        return (
          isHighUp(effect.destination) ||
          [effect.destination, ...effect.sources].some(each => paths.test(each))
        )
      case 'installs-packages':
        return commands
          .filter(found => found.step === step)
          .some(({ command }) => {
            const install = systemInstall(command)
            if (install === undefined) return false
            // What a package recommends is not known here.
            return (
              typeof install === 'string' ||
              install.recommends ||
              install.packages.some(name => packages.test(name))
            )
          })
      case 'unknown':
      case 'downloads':
        return true
      default:
        return false
    }
  })
}
