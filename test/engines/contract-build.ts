import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { BuildFailure } from '../../src/errors.ts'
import type { BuildProgress } from '../../src/engines/engine.ts'
import type { Subject } from './contract.ts'
import { scripts } from './programs.ts'
import { freshRun, shared } from './support.ts'

const failureOf = async (build: Promise<unknown>): Promise<BuildFailure> => {
  const error = await build.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof BuildFailure) return error
  throw new Error('the build should have failed', { cause: error })
}

export function buildContract(subject: Subject): void {
  const { build, engine, folder } = shared(subject)
  const from = `FROM ${subject.base}`

  test('an image comes out, with its configuration', async () => {
    const built = await build([from, 'ENV MODE=quiet', 'EXPOSE 8080', `CMD ["sh", "-c", "true"]`])
    const config = await engine().inspectImage(built.image)
    expect(config).toMatchObject({ cmd: ['sh', '-c', 'true'], exposedPorts: ['8080/tcp'], labels: {} })
    expect(config.env).toContain('MODE=quiet')
  })

  test('steps are told as they happen', async () => {
    const events: BuildProgress[] = []
    await build([from, freshRun(scripts.succeed)], { onProgress: event => events.push(event) })
    const states = events.filter(event => event.step.includes('RUN')).map(event => event.state)
    expect(states.filter(state => state !== 'log')).toEqual(['started', 'done'])
  })

  test('a second build comes from the cache', async () => {
    const lines = [from, freshRun(scripts.succeed)]
    const first = await build(lines)
    const second = await build(lines)
    const ofRun = ({ steps }: typeof first) =>
      steps.filter(step => step.name.includes('RUN')).map(step => step.cached)
    expect([ofRun(first), ofRun(second)]).toEqual([[false], [true]])
    expect(second.image).not.toBe(first.image)
  })

  test('a failing instruction is told with its line, step and log', async () => {
    const failure = await failureOf(
      build([from, 'ENV A=1', freshRun(scripts.fail)], { dockerfileName: 'Dockerfile.web' }),
    )
    expect(failure).toMatchObject({
      file: 'Dockerfile.web',
      range: { start: { line: 3 } },
      missingImage: undefined,
    })
    expect(failure.message).toMatch(/^Dockerfile\.web:3: .*3$/)
    expect(failure.step).toContain('RUN')
    expect(failure.log).toContain('about to fail')
  })

  test('a base image that cannot be had is named, with its line', async () => {
    const failure = await failureOf(build([`FROM ${subject.missingBase}`]))
    expect(failure).toMatchObject({ missingImage: subject.missingBase, range: { start: { line: 1 } } })
    expect(failure.message).toContain(subject.missingBase)
  })

  test('a secret is in no log and no error', async () => {
    const file = join(folder(), 'secret')
    await writeFile(file, 's3cret-value-of-a-test\n')
    const events: BuildProgress[] = []
    const run = `RUN --mount=type=secret,id=token ${scripts.showSecret}`
    const failure = await failureOf(
      build([from, run], { secrets: [`id=token,src=${file}`], onProgress: event => events.push(event) }),
    )
    expect(failure.log).toContain('***')
    expect(JSON.stringify([events, failure, failure.message])).not.toContain('s3cret-value')
  })

  test('an aborted build ends with the reason of the abort', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const onProgress = (event: BuildProgress) => {
      if (event.step.includes('RUN') && event.state === 'started') controller.abort(reason)
    }
    const building = build([from, freshRun(scripts.sleep)], { signal: controller.signal, onProgress })
    await expect(building).rejects.toBe(reason)
  })
}
