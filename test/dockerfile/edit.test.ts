import { describe, expect, it } from 'vitest'
import {
  applyEdits,
  deleteInstruction,
  insertAfter,
  insertBefore,
  leadingComments,
  replaceInstruction,
  type TextEdit,
} from '../../src/dockerfile/edit.ts'
import { parseDockerfile } from '../../src/dockerfile/parse.ts'
import type { DockerfileDocument, Instruction } from '../../src/dockerfile/syntax.ts'

const TEXT = 'FROM a\n\n# why\n# and how\nRUN b \\\n  # inner\n  c\nCMD d'

function edited(
  text: string,
  at: number,
  edit: (document: DockerfileDocument, one: Instruction) => TextEdit,
): string {
  const document = parseDockerfile(text)
  const instruction = document.instructions[at]
  if (instruction === undefined) throw new Error('no such instruction')
  return applyEdits(text, [edit(document, instruction)])
}

describe('an edit', () => {
  it('replaces an instruction over all its lines', () => {
    expect(edited(TEXT, 1, (_, one) => replaceInstruction(one, 'RUN x'))).toBe(
      'FROM a\n\n# why\n# and how\nRUN x\nCMD d',
    )
  })

  it('deletes an instruction with its lines, and its comments where asked', () => {
    expect(edited(TEXT, 1, deleteInstruction)).toBe('FROM a\n\n# why\n# and how\nCMD d')
    expect(edited(TEXT, 1, (document, one) => deleteInstruction(document, one, { comments: true }))).toBe(
      'FROM a\n\nCMD d',
    )
  })

  it('inserts before an instruction and the comments that lead it', () => {
    expect(edited(TEXT, 1, (document, one) => insertBefore(document, one, 'ENV A=1'))).toBe(
      TEXT.replace('# why', 'ENV A=1\n# why'),
    )
  })

  it('inserts after the last line, which has no newline', () => {
    expect(edited(TEXT, 2, (document, one) => insertAfter(document, one, 'EXPOSE 80\n'))).toBe(
      `${TEXT}\nEXPOSE 80`,
    )
  })

  it('ends lines as the file does', () => {
    expect(edited('FROM a\r\nRUN b\r\n', 0, (document, one) => insertAfter(document, one, 'USER x'))).toBe(
      'FROM a\r\nUSER x\r\nRUN b\r\n',
    )
  })

  it('leaves a byte order mark in front', () => {
    expect(edited('\ufeffRUN b\n', 0, (document, one) => insertBefore(document, one, 'FROM a'))).toBe(
      '\ufeffFROM a\nRUN b\n',
    )
  })
})

describe('edits together', () => {
  it('are applied whatever their order is', () => {
    const edits = [
      { from: 4, to: 5, text: 'E' },
      { from: 0, to: 1, text: 'A' },
      { from: 2, to: 2, text: '-' },
    ]
    expect(applyEdits('abcdef', edits)).toBe('Ab-cdEf')
  })

  it('may not overlap or reach outside', () => {
    expect(() =>
      applyEdits('abc', [
        { from: 0, to: 2, text: '' },
        { from: 1, to: 3, text: '' },
      ]),
    ).toThrow(RangeError)
    expect(() => applyEdits('abc', [{ from: 2, to: 4, text: '' }])).toThrow(RangeError)
  })
})

describe('leading comments', () => {
  it('are those directly above', () => {
    const document = parseDockerfile('# far\n\n# near\nFROM a\n')
    const [from] = document.instructions
    expect(from === undefined ? [] : leadingComments(document, from).map(({ text }) => text)).toEqual([
      '# near',
    ])
  })
})
