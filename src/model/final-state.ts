import { posix } from 'node:path'
import type { BuildModel, Step } from './build-model.ts'
import { shippedSteps } from './launch.ts'

/** The working directory in which the image starts. */
export function finalWorkdir(build: BuildModel): string {
  const steps = shippedSteps(build)
  const at = steps.findLastIndex(step => step.instruction.name === 'WORKDIR')
  const step = steps[at]
  if (step?.instruction.name !== 'WORKDIR') return '/'
  return (
    steps[at + 1]?.workdir ?? posix.resolve('/', step.workdir, expand(step.instruction.value.value, step))
  )
}

/** A path of the container, made absolute where a step stands. */
export function absolutePath(workdir: string, path: string): string {
  const absolute = posix.resolve('/', workdir, path)
  return path.endsWith('/') && absolute !== '/' ? `${absolute}/` : absolute
}

/** `$NAME` and `${NAME}` replaced by what a step knows; undefined names stay as written. */
export function expand(text: string, step: Step): string {
  return text.replace(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (whole, braced: string | undefined, plain: string | undefined) =>
      step.variables.get(braced ?? plain ?? '') ?? whole,
  )
}
