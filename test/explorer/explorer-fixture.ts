import type { Terminal } from '../../src/cli/explorer/terminal.ts'
import type { LedgerSource } from '../../src/report/explorer/image/explored-image.ts'
import { type ExploredImage, exploredImage } from '../../src/report/explorer/image/explored-image.ts'
import { imageSubject } from '../../src/report/explorer/image/image-subject.ts'
import { frameOf } from '../../src/report/explorer/frame.ts'
import { initialState } from '../../src/report/explorer/initial-state.ts'
import { createLook } from '../../src/report/explorer/look.ts'
import { widthOf } from '../../src/report/explorer/cells.ts'
import { pathOf } from '../../src/report/explorer/rows.ts'
import type { State } from '../../src/report/explorer/state.ts'
import { update } from '../../src/report/explorer/update.ts'
import { measuredImage } from '../../src/measure/measure-image.ts'
import type { ImageFixture } from '../image/image-fixture.ts'
import { inspectFixture } from '../support/hostile-images.ts'

/** One layer of each kind: what others build on, what a later one deletes, what one stores again, what one deletes. */
export const layered: ImageFixture = {
  layers: [
    {
      files: [
        { path: 'usr/lib/liba.so', content: 'a'.repeat(5000) },
        { path: 'etc/conf', content: 'old' },
        { path: 'bin', kind: 'symlink', linkPath: 'usr/bin' },
        { path: 'tmp/', kind: 'directory', mode: 0o1777 },
      ],
      createdBy: 'ADD rootfs.tar /',
    },
    {
      files: [
        { path: 'app/server.js', content: 's'.repeat(900), mode: 0o644 },
        { path: 'app/build/out.bin', content: 'o'.repeat(3000) },
      ],
      createdBy: 'RUN make',
    },
    { files: [{ path: 'app/server.js', content: 's'.repeat(900), mode: 0o755 }], createdBy: 'RUN chmod +x' },
    {
      files: [{ path: 'app/.wh.build' }, { path: 'etc/conf', content: 'newer' }],
      createdBy: 'RUN rm -r build',
    },
  ],
}

export async function exploredOf(fixture: ImageFixture, ledger?: LedgerSource): Promise<ExploredImage> {
  const image = await inspectFixture(fixture)
  return exploredImage({ measured: measuredImage('app:1', image), image }, ledger)
}

export async function explorerOf(
  fixture: ImageFixture,
  size: { readonly columns: number; readonly lines: number } = { columns: 120, lines: 30 },
  ledger?: LedgerSource,
): Promise<State> {
  return initialState(imageSubject(await exploredOf(fixture, ledger)), size.columns, size.lines)
}

/** Keys one after the other, as one would type them. */
export function press(state: State, ...keys: readonly string[]): State {
  return keys.reduce((now, key) => update(now, { kind: 'key', key }), state)
}

const plain = createLook({ color: false, unicode: true, screen: false })

/** What the screen shows, line by line, without colours. */
export function screenOf(state: State): readonly string[] {
  return frameOf(state, plain).map(parts =>
    parts
      .reduce((line, { left, text }) => line + ' '.repeat(Math.max(0, left - widthOf(line))) + text, '')
      .trimEnd(),
  )
}

/** The paths that have a line. */
export function pathsOf(state: State): readonly string[] {
  return state.rows.map(at => pathOf(state.subject.entries, at))
}

export function cursorPath(state: State): string {
  return pathOf(state.subject.entries, state.rows[state.cursor] ?? 0)
}

/** A terminal that presses its keys one after the other, each once what the one before made is drawn. */
export function fakeTerminal(keys: readonly string[]) {
  const seen = { written: [] as string[], entered: 0, left: 0 }
  let press: (() => void) | undefined
  const terminal: Terminal = {
    columns: 100,
    lines: 30,
    write: text => {
      seen.written.push(text)
      setImmediate(() => press?.())
    },
    enter: ({ onKey }) => {
      seen.entered++
      const rest = [...keys]
      press = () => {
        const key = rest.shift()
        if (key !== undefined) onKey(key)
      }
    },
    leave: () => {
      seen.left++
    },
  }
  return { terminal, seen }
}
