import { expect, test } from 'vitest'
import { EngineError } from '../../src/errors.ts'
import { tarOf } from '../../src/image/tar/write-tar.ts'
import type { Subject } from './contract.ts'
import { scripts } from './programs.ts'
import { filesOf, shared } from './support.ts'

const patience = 60_000

export function filesContract(subject: Subject): void {
  const { create, engine, image } = shared(subject)

  test('files that are copied in are seen by the program, and come out again', async () => {
    const container = await create(scripts.readCopied)
    await container.copyIn(tarOf([{ path: 'note.txt', content: 'copied\n' }]), '/in')
    await container.start()
    await container.wait(patience)
    expect((await container.logs(1000)).stdout).toBe('copied\n')
    expect(await filesOf(container.copyOut('/in/note.txt'))).toEqual(new Map([['note.txt', 'copied\n']]))
  })

  test('what comes out of one container goes into another as it streams', async () => {
    const [from, to] = [await create(scripts.readCopied), await create(scripts.readCopied)]
    await from.copyIn(tarOf([{ path: 'note.txt', content: 'handed on\n' }]), '/in')
    await to.copyIn(from.copyOut('/in/note.txt'), '/in')
    expect(await filesOf(to.copyOut('/in/note.txt'))).toEqual(new Map([['note.txt', 'handed on\n']]))
  })

  test('a folder that is not there takes no files', async () => {
    const container = await create(scripts.readCopied)
    const copying = container.copyIn(tarOf([{ path: 'note.txt', content: 'x' }]), '/no/such/folder')
    await expect(copying).rejects.toBeInstanceOf(EngineError)
  })

  test('what the program wrote is told, and exported', async () => {
    const container = await create(scripts.write)
    await container.start()
    await container.wait(patience)
    expect(await container.changes()).toContainEqual({ path: '/made', kind: 'added' })
    const files = await filesOf(container.exportFiles())
    expect([files.get('made'), files.get('in/note.txt')]).toEqual(['data\n', 'a note\n'])
  })

  test('an export that is left early ends', async () => {
    const container = await create(scripts.write)
    for await (const chunk of container.exportFiles()) {
      expect(chunk.length).toBeGreaterThan(0)
      break
    }
    await container.remove()
  })

  test('a path that is not there is an error', async () => {
    const container = await create(scripts.write)
    await expect(filesOf(container.copyOut('/no/such/file'))).rejects.toBeInstanceOf(EngineError)
  })

  test('a volume is empty at first and keeps what is written', async () => {
    const volume = await engine().createVolume()
    const outputs: string[] = []
    for (let round = 0; round < 2; round += 1) {
      const container = await create(scripts.useVolume, { volumes: { '/data': volume } })
      await container.start()
      await container.wait(patience)
      outputs.push((await container.logs(1000)).stdout)
      await container.remove()
    }
    expect(outputs).toEqual(['', 'mark\n'])
    await engine().removeVolume(volume)
    await engine().removeVolume(volume)
  })

  test('an image is saved as an archive with a manifest', async () => {
    const files = await filesOf(engine().saveImage(image()))
    expect(JSON.parse(files.get('manifest.json') ?? '')).toMatchObject([{ RepoTags: [image()] }])
  })
}
