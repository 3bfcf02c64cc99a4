import type { Step } from '../../model/build-model.ts'
import { carryOver } from '../../model/carry-over.ts'
import { instructionText } from '../../model/instruction-text.ts'
import { shippedSteps } from '../../model/launch.ts'
import type { StaticSite } from './static-site.ts'

/** What the author says of the running image; the variables were the build's and the development server's. */
export function carriedSettings(site: StaticSite, port: string) {
  const { build } = site
  const instead = new Map<Step, string>()
  for (const step of shippedSteps(build)) {
    const { instruction } = step
    if (['CMD', 'ENTRYPOINT', 'ENV', 'USER', 'VOLUME', 'STOPSIGNAL'].includes(instruction.name))
      instead.set(step, '')
    if (instruction.name === 'EXPOSE' && port !== site.served?.port) instead.set(step, '')
    if (instruction.name === 'HEALTHCHECK') {
      // nginx listens on IPv4 alone, and busybox's wget tries the first address of localhost only.
      instead.set(step, instructionText(build.document, instruction).replaceAll('//localhost', '//127.0.0.1'))
    }
  }
  const { before, after } = carryOver(build, { buildOnly: new Set(), instead })
  return { before, after: [...after, ...exposed(site, port)] }
}

/** The port of the original, where no EXPOSE of the author's says it already. */
function exposed(site: StaticSite, port: string): readonly string[] {
  const said =
    port === site.served?.port &&
    shippedSteps(site.build).some(
      ({ instruction }) =>
        instruction.name === 'EXPOSE' &&
        instruction.values.some(value => value.value.replace(/\/tcp$/, '') === port),
    )
  return said ? [] : [`EXPOSE ${port}`]
}

/** The user of the original, where it is not root. */
export function userOf(site: StaticSite): string | undefined {
  const user = shippedSteps(site.build).findLast(({ instruction }) => instruction.name === 'USER')
  const value = user?.instruction.name === 'USER' ? user.instruction.value.value : undefined
  return value === undefined || /^(?:root|0)(?::|$)/.test(value) ? undefined : value
}
