import { expect, test } from 'vitest'
import { EngineError } from '../../src/errors.ts'
import type { Subject } from './contract.ts'
import { scripts } from './programs.ts'
import { containerFor, requestFor, shared } from './support.ts'

export function cleanupContract(subject: Subject): void {
  const { engine, image, folder, create } = shared(subject)
  const another = async () => {
    const engine = await subject.connect()
    const { image } = await engine.build(requestFor(folder(), [`FROM ${subject.base}`]))
    await engine.createVolume()
    const container = await engine.create({
      ...containerFor(image, scripts.sleep),
      network: 'no-egress',
    })
    await container.start()
    return { engine, image }
  }

  test('dispose leaves nothing of its own, and all of the others', async () => {
    const mine = await create(scripts.sleep)
    await mine.start()
    const other = await another()
    expect(await subject.leftOf(other.image)).not.toEqual([])
    await other.engine.dispose()
    await other.engine.dispose()
    expect(await subject.leftOf(other.image)).toEqual([])
    expect(await mine.state()).toMatchObject({ status: 'running' })
    await mine.remove()
  })

  test('nothing is made after dispose', async () => {
    const other = await subject.connect()
    await other.dispose()
    await expect(other.createVolume()).rejects.toBeInstanceOf(EngineError)
  })

  test('dispose ends what is being made, and removes that too', async () => {
    const other = await another()
    const creating = Promise.allSettled([
      other.engine.create(containerFor(other.image, scripts.sleep)),
      other.engine.createVolume(),
    ])
    await other.engine.dispose()
    await creating
    expect(await subject.leftOf(other.image)).toEqual([])
  })

  test('a sweep removes what dead processes left, and spares the living', async () => {
    const isThere = await subject.leaveVolumeOfDeadProcess()
    const other = await another()
    const before = await subject.leftOf(other.image)
    expect(await isThere()).toBe(true)
    expect(await engine().sweep()).toBeGreaterThanOrEqual(1)
    expect(await isThere()).toBe(false)
    expect(await subject.leftOf(other.image)).toEqual(before)
    await other.engine.dispose()
  })

  test('an image can be removed, twice', async () => {
    const removable = await engine().build(requestFor(folder(), [`FROM ${subject.base}`, 'ENV REMOVE=me']))
    await engine().removeImage(removable.image)
    await engine().removeImage(removable.image)
    await expect(engine().inspectImage(removable.image)).rejects.toBeInstanceOf(EngineError)
    expect((await engine().inspectImage(image())).platform).toBe(engine().platform)
  })
}
