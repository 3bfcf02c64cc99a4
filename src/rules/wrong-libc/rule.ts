import type { AppFiles } from '../../app/app-files.ts'
import type { BuildModel, Stage, Step } from '../../model/build-model.ts'
import { hasCompiledAddons } from '../addons.ts'
import { baseReference } from '../base-image.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const wrongLibc: Rule = {
  id: 'wrong-libc',
  title: 'What was built for one C library is copied to an image with the other',
  family: 'correctness',
  severity: 'warning',
  counterparts: {},
  *check({ model, app, reach }: RuleContext): Iterable<Finding> {
    for (const stage of model.stages) {
      const here = libcOf(baseReference(model, stage))
      if (here === undefined || reach.ofStage(stage.index) === 'unused') continue
      const copies = stage.steps.filter(({ instruction }) => instruction.name === 'COPY')
      const found = copies.flatMap(step => [...lookStep(model, step, here, app)])
      if (found.length > 0 && !bringsOther(stage)) yield* found
    }
  },
}

type Libc = 'musl' | 'glibc'

/** By what the images are known to be; tags such as `latest` of unknown images say nothing. */
function libcOf(reference: string | undefined): Libc | undefined {
  if (reference === undefined) return undefined
  if (/(?:^|[/:-])alpine/.test(reference)) return 'musl'
  return /(?:^|[/:-])(?:debian|ubuntu|bookworm|bullseye|buster|stretch|trixie|jammy|noble|focal|slim|fedora|centos|rockylinux|almalinux|ubi\d?|distroless|amazonlinux)/.test(
    reference,
  ) ||
    /^(?:node|python|ruby|rust|openjdk|eclipse-temurin|maven|gradle|php|perl|gcc)(?::[\w.]+(?:-(?:jdk|jre|fpm|apache))?)?$/.test(
      reference,
    )
    ? 'glibc'
    : undefined
}

/** Packages that let programs of the other library run. */
function bringsOther({ steps }: Stage): boolean {
  return steps.some(({ effects }) =>
    effects.some(
      effect =>
        effect.kind === 'installs-packages' &&
        effect.packages.some(name => /^(?:libc6-compat|gcompat|glibc|musl)\b/.test(name)),
    ),
  )
}

function* lookStep(model: BuildModel, step: Step, here: Libc, app: AppFiles | undefined): Iterable<Finding> {
  for (const effect of step.effects) {
    if (effect.kind !== 'copies-from-stage') continue
    const from = effect.stage === undefined ? undefined : model.stages[effect.stage]
    const reference = from === undefined ? effect.image : baseReference(model, from)
    const there = libcOf(reference)
    if (there === undefined || there === here || (from !== undefined && buildsForOther(from))) continue
    for (const source of effect.sources) {
      const what = nativeKind(source, there, app)
      if (what === undefined) continue
      yield {
        message: `${source}: ${what} for ${there}, but this stage has ${here}`,
        range: step.instruction.range,
        help: `take the same distribution in both stages, or build it in this one`,
      }
    }
  }
}

/** Cross builds, and rebuilds for the other library, are made on purpose. */
function buildsForOther({ steps }: Stage): boolean {
  return steps.some(({ script }) => script !== undefined && /musl|--libc|crt-static/.test(script.text))
}

function nativeKind(source: string, there: Libc, app: AppFiles | undefined): string | undefined {
  if (/(?:^|\/)node_modules\/?$/.test(source))
    return hasCompiledAddons(app) === true ? 'compiled addons' : undefined
  if (/\/(?:site|dist)-packages\/?$|\/\.?v?env\/?$|\/usr\/local\/lib\/python3[\d.]*\/?$/.test(source))
    return 'a Python environment with compiled parts'
  if (/^\/(?:usr\/)?(?:local\/)?lib(?:64)?\/[^*]*\.so[\d.]*$/.test(source)) return 'a library'
  if (/^\/(?:usr\/)?(?:local\/)?bin\/(?:node|python3?[\d.]*|ruby|php)$/.test(source)) return 'a program'
  return there === 'glibc' && /\/target\/release\/[\w-]+$/.test(source) ? 'a program' : undefined
}
