import type { AppFiles } from '../../src/app/app-files.ts'
import type { Candidate } from '../../src/rewrite/candidate.ts'
import { array, assert, constantFrom, nat, oneof, option, property, record, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryApp, withFiles } from '../../src/app/memory-app.ts'
import { propose } from '../../src/rewrite/propose.ts'
import { fixtures, textsOf } from '../stacks/fixtures.ts'

const known = fixtures().map(({ folder }) => textsOf(folder, path => !path.startsWith('expected/')))
const lines = [...new Set(known.flatMap(files => (files['Dockerfile'] ?? '').split('\n')))]

/** A fixture with lines of its Dockerfile dropped, doubled or replaced by another's, and files missing or broken. */
const apps = record({
  files: constantFrom(...known),
  edits: array(
    record({
      at: nat(30),
      drop: nat(2),
      add: array(oneof({ weight: 9, arbitrary: constantFrom(...lines) }, string()), {
        maxLength: 2,
      }),
    }),
    { maxLength: 3 },
  ),
  broken: option(record({ at: nat(20), text: option(string(), { nil: undefined }) })),
}).map(({ files, edits, broken }) => {
  const dockerfile = (files['Dockerfile'] ?? '').split('\n')
  for (const { at, drop, add } of edits) dockerfile.splice(at % (dockerfile.length + 1), drop, ...add)
  const changed: Record<string, string> = { ...files, Dockerfile: dockerfile.join('\n') }
  const names = Object.keys(files)
  const name = broken && names[broken.at % names.length]
  if (name !== undefined && name !== null && broken?.text !== undefined) changed[name] = broken.text
  if (name !== undefined && name !== null && broken?.text === undefined) delete changed[name]
  return changed
})

const settings = { seed: 20_250_218, numRuns: Number(process.env['PROPERTY_RUNS'] ?? 400) }

/** Without the tidied stages: those can still be staged, and what a user wrote into a last stage may still be tidied. */
function staged(app: AppFiles): readonly Candidate[] {
  return propose({ app }).candidates.filter(({ strategy }) => strategy !== 'tidy')
}

describe('propose', () => {
  it('never throws, and every change has a reason', () => {
    assert(
      property(apps, files => {
        for (const candidate of propose({ app: memoryApp(files) }).candidates) {
          expect(candidate.files[candidate.dockerfile]).toBeTypeOf('string')
          expect(candidate.changes.filter(change => change.because === '')).toEqual([])
        }
      }),
      settings,
    )
  })

  it('has nothing to change in what it proposed', () => {
    assert(
      property(apps, files => {
        const app = memoryApp(files)
        for (const candidate of staged(app)) {
          const again = staged(withFiles(app, candidate.files))
          expect(again.map(each => each.files)).toEqual([])
        }
      }),
      settings,
    )
  })
})
