import { parseReference } from '../../image/reference.ts'
import { shippedStages } from '../../model/launch.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const rootUser: Rule = {
  id: 'root-user',
  title: 'The container runs as root',
  family: 'security',
  severity: 'warning',
  notShipped: 'off',
  counterparts: { hadolint: ['DL3002'] },
  *check({ model, shippedSteps }: RuleContext): Iterable<Finding> {
    const { final } = model
    if (final === undefined) return
    const user = shippedSteps.findLast(({ instruction }) => instruction.name === 'USER')
    if (user?.instruction.name === 'USER') {
      const { value, range } = user.instruction
      // A USER of the base stage is told where that stage ships.
      if (/^["']?(?:root|0)(?::.*)?["']?$/.test(value.value))
        yield { message: `the container runs as ${value.value}: it is the last USER`, range, help }
      return
    }
    const base = shippedStages(model)[0]?.base
    const reference = base?.kind === 'image' ? base.reference : base?.kind
    if (reference === undefined || (base?.kind !== 'scratch' && !startsAsRoot(reference))) return
    yield {
      message: `the container runs as root: no USER is set, and ${reference} has none`,
      range: final.from.image.range,
      severity: 'info',
      help,
    }
  },
}

const help = 'set a USER before CMD, by number where an orchestrator has to know that it is not root'

/** Official images that set no USER and start no server that gives up root by itself. */
const rootImages = new Set(
  'alpine amazoncorretto bash buildpack-deps busybox debian eclipse-temurin fedora gcc golang gradle maven node openjdk perl php python ruby rust rockylinux almalinux ubuntu centos'.split(
    ' ',
  ),
)

function startsAsRoot(reference: string): boolean {
  const image = parseReference(reference)
  if (image?.registry !== 'docker.io' || !image.repository.startsWith('library/')) return false
  return rootImages.has(image.repository.slice('library/'.length)) && !/fpm|apache/.test(image.tag ?? '')
}
