import { expect, test } from 'vitest'
import { EngineError, StartFailure } from '../../src/errors.ts'
import type { Container } from '../../src/engines/engine.ts'
import type { Subject } from './contract.ts'
import { scripts } from './programs.ts'
import { shared, until } from './support.ts'

/** Long: how busy the machine is must not decide a test. */
const patience = 60_000

const isReady = async (container: Container) => (await container.logs(100)).stdout.includes('ready')

export function runContract(subject: Subject): void {
  const { create, engine } = shared(subject)

  test('a program prints and ends with its exit code', async () => {
    const container = await create(scripts.hello)
    expect(await container.state()).toEqual({ status: 'created' })
    await container.start()
    expect(await container.wait(patience)).toEqual({ exitCode: 7 })
    expect(await container.logs(1000)).toEqual({ stdout: 'out\n', stderr: 'err\n', truncated: false })
    expect(await container.state()).toEqual({ status: 'exited', exitCode: 7, oomKilled: false })
  })

  test('what stdin gives is read to its end', async () => {
    const container = await create(scripts.echoInput, { stdin: 'two\nlines' })
    await container.start()
    expect(await container.wait(patience)).toEqual({ exitCode: 0 })
    expect((await container.logs(1000)).stdout).toBe('two\nlines')
  })

  test('without stdin the input is empty', async () => {
    const container = await create(scripts.echoInput)
    await container.start()
    expect(await container.wait(patience)).toEqual({ exitCode: 0 })
  })

  test('the environment of the request wins over that of the image', async () => {
    const outputs: string[] = []
    for (const env of [{}, { GREETING: 'good day' }]) {
      const container = await create(scripts.showEnvironment, { env })
      await container.start()
      await container.wait(patience)
      outputs.push((await container.logs(1000)).stdout)
    }
    expect(outputs).toEqual(['hello\n', 'good day\n'])
  })

  test('a command that is not there is a failure to start', async () => {
    const container = await create(scripts.hello, { args: ['/no/such/program'] })
    await expect(container.start()).rejects.toBeInstanceOf(StartFailure)
  })

  test('an image that is not there is trouble with the engine', async () => {
    const inspecting = engine().inspectImage('laststage/never-built:1')
    await expect(inspecting).rejects.toBeInstanceOf(EngineError)
  })

  test('waiting ends where the program does not', async () => {
    const container = await create(scripts.sleep)
    await container.start()
    expect(await container.wait(100)).toBeUndefined()
    expect(await container.state()).toEqual({ status: 'running', health: 'none' })
    await container.remove()
  })

  test('a command runs beside the program, and one that is not there cannot', async () => {
    const container = await create(scripts.sleep)
    await expect(container.exec(['sh', '-c', scripts.succeed], patience)).rejects.toBeInstanceOf(EngineError)
    await container.start()
    const told = await container.exec(['sh', '-c', scripts.hello], patience)
    expect(told).toEqual({ exitCode: 7, stdout: 'out\n', stderr: 'err\n' })
    expect(await container.exec(['no-such-program'], patience)).toMatchObject({ exitCode: 127, stdout: '' })
    await container.remove()
  })

  test('SIGTERM is honoured', async () => {
    const container = await create(scripts.obeyTerm)
    await container.start()
    await until(() => isReady(container))
    expect(await container.stop(patience)).toMatchObject({ exitCode: 5, killed: false })
  })

  test('a program that ignores SIGTERM is killed', async () => {
    const container = await create(scripts.ignoreTerm)
    await container.start()
    await until(() => isReady(container))
    const stopped = await container.stop(300)
    expect(stopped).toMatchObject({ exitCode: 137, killed: true })
    expect(stopped.ms).toBeGreaterThanOrEqual(299)
  })

  test('stopping what has ended changes nothing', async () => {
    const container = await create(scripts.hello)
    await container.start()
    await container.wait(patience)
    expect(await container.stop(1000)).toEqual({ ms: 0, exitCode: 7, killed: false })
  })

  test('a program that prints for ever fills no more than the limit', async () => {
    const container = await create(scripts.flood)
    await container.start()
    await until(async () => (await container.logs(1000)).truncated)
    const { stdout, stderr, truncated } = await container.logs(1000)
    expect({ length: stdout.length, stderr, truncated }).toEqual({
      length: 1000,
      stderr: '',
      truncated: true,
    })
    await container.remove()
  })

  test('removing twice is as good as once', async () => {
    const container = await create(scripts.hello)
    await container.remove()
    await container.remove()
    await expect(container.start()).rejects.toBeInstanceOf(EngineError)
  })
}
