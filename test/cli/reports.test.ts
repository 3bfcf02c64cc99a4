import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { imageArchive } from '../image/image-fixture.ts'
import { fakeIo } from '../support/fake-io.ts'
import { hostileAfter, hostileBefore } from '../support/hostile-images.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'laststage-reports-'))
  await writeFile(join(folder, 'before.tar'), imageArchive(hostileBefore))
  await writeFile(join(folder, 'after.tar'), imageArchive(hostileAfter))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function laststage(...args: readonly string[]) {
  const io = fakeIo({ cwd: folder })
  const code = await run(args, io)
  return { code, out: io.out(), err: io.err() }
}
const read = async (path: string): Promise<string> => await readFile(join(folder, path), 'utf8')

describe('reports', () => {
  test('of measure stand beside the answer, which is the same with them', async () => {
    const plain = await laststage('measure', 'before.tar')
    const args = ['measure', 'before.tar', '--report', 'r.html', '--markdown', 'c.md', '--badge', 'b.svg']
    const { code, out, err } = await laststage(...args)
    expect({ code, out }).toEqual({ code: 0, out: plain.out })
    expect(err).toBe('Wrote r.html.\nWrote b.svg.\nWrote c.md.\n')
    expect(await read('r.html')).toMatch(/^<!doctype html>\n<!-- laststage report -->\n[^]*id="files-data">/)
    expect(await read('c.md')).toMatch(/^<!-- laststage:measure before\.tar -->\n/)
    expect(await read('b.svg')).toContain('<title>image: 1.01 MB</title>')
    // Ours are taken for ours the next time.
    expect((await laststage(...args)).code).toBe(0)
  })

  test('of diff, with the comment in place of the answer', async () => {
    const { code, out, err } = await laststage(
      'diff',
      'before.tar',
      'after.tar',
      '--markdown',
      '-',
      '--report',
      'd.html',
    )
    expect(code).toBe(0)
    expect(out).toMatch(
      /^<!-- laststage:diff before\.tar-after\.tar -->\n\n### Image size: 1\.01 MB → 174 kB/,
    )
    expect(err).toBe('Wrote d.html.\n')
    expect(await read('d.html')).toContain('<h2 id="summary-title">What differs</h2>')
  })

  test('of a proposal that was not built say so', async () => {
    await cp('examples/go-hello', join(folder, 'app'), { recursive: true })
    const { code, out } = await laststage(
      'optimize',
      'app',
      '--static',
      '--report',
      'o.html',
      '--markdown',
      'o.md',
    )
    expect(code).toBe(0)
    expect(out).toContain('Wrote o.html.\n')
    const page = await read('o.html')
    expect(page).toContain('not proved')
    expect(page).toContain('<strong>≥ 253 MB</strong> <span>unpacked, ≥ 75.2 MB to pull; after is unknown')
    expect(page).toContain('none: nothing was built or proved')
    expect(page).not.toContain('id="files-data"')
    expect(await read('o.md')).toContain('⚪ **not proved**')
  })
})

describe('the user’s mistakes are told before any work', () => {
  test('a file that is no report is never replaced', async () => {
    await writeFile(join(folder, 'notes.md'), 'mine')
    for (const option of ['--report', '--markdown', '--badge']) {
      const { code, err } = await laststage('measure', 'no-such-image.tar', option, 'notes.md')
      expect(code).toBe(2)
      expect(err).toContain(`notes.md exists, and ${option} did not write it`)
    }
    expect(await read('notes.md')).toBe('mine')
  })

  test('an empty file is: a CI makes one for its summary', async () => {
    await writeFile(join(folder, 'summary'), '')
    expect((await laststage('measure', 'before.tar', '--markdown', 'summary')).code).toBe(0)
    expect(await read('summary')).toContain('### Image size')
  })

  test('a report of files that are not read', async () => {
    const { code, err } = await laststage('measure', 'docker://app:1', '--no-contents', '--report', 'r.html')
    expect(code).toBe(2)
    expect(err).toContain('--no-contents reads no files')
  })

  test('a folder that is not there, a folder as a file, and standard output twice', async () => {
    const { code, err } = await laststage('measure', 'before.tar', '--report', 'no/r.html')
    expect(code).toBe(2)
    expect(err).toContain('is not there')
    expect((await laststage('measure', 'before.tar', '--report', '.')).code).toBe(2)
    expect((await laststage('measure', 'before.tar', '--json', '--markdown', '-')).code).toBe(2)
  })
})
