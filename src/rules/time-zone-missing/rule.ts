import type { AppFiles } from '../../app/app-files.ts'
import { baseFacts } from '../../image/bases/base-facts.ts'
import type { Step } from '../../model/build-model.ts'
import { lackingBase } from '../lacking-base.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const timeZoneMissing: Rule = {
  id: 'time-zone-missing',
  title: 'TZ names a time zone that the image does not know',
  family: 'correctness',
  severity: 'warning',
  counterparts: {},
  *check(context: RuleContext): Iterable<Finding> {
    const set = context.shippedSteps.flatMap(zoneOf).at(-1)
    if (set === undefined || hasOwn(context)) return
    const base = lackingBase(context, {
      fact: 'timezones',
      // Java, Node and .NET bring a database of their own.
      packages: /^tzdata|jdk|jre|node|dotnet|icu/,
      paths: /zoneinfo|localtime|timezone/,
    })
    // Node has one compiled in.
    if (base === undefined || baseFacts(base)?.family.startsWith('node') === true) return
    yield {
      message: `TZ=${set.zone} is not found: ${base} has no time zone database, so it is UTC`,
      range: set.step.instruction.range,
      help: base.includes('alpine')
        ? 'apk add --no-cache tzdata'
        : 'copy /usr/share/zoneinfo from a stage that has it; in Go, import _ "time/tzdata"',
    }
  },
}

/** `Europe/Berlin`; UTC is known everywhere, and so is `CET-1CEST`, which needs no database. */
function zoneOf(step: Step) {
  return step.effects.flatMap(effect =>
    effect.kind === 'sets-env' &&
    effect.key === 'TZ' &&
    /^[A-Z]\w+\/[A-Z][\w/+-]+$/.test(effect.value) &&
    !effect.value.startsWith('Etc/')
      ? [{ step, zone: effect.value }]
      : [],
  )
}

/** A Go program may have the database compiled in. */
function hasOwn({ app, shippedSteps }: RuleContext): boolean {
  const tags = shippedSteps.some(({ instruction }) => /timetzdata/.test(instruction.logical.text))
  return tags || (app !== undefined && importsZones(app))
}

const most = 400

function importsZones(app: AppFiles): boolean {
  return app
    .list()
    .filter(path => path.endsWith('.go'))
    .slice(0, most)
    .some(path => /"time\/tzdata"/.test(app.read(path) ?? ''))
}
