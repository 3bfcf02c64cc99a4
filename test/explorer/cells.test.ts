import { expect, test } from 'vitest'
import { cut, cutStart, lineOf, widthOf } from '../../src/report/explorer/cells.ts'

test('East Asian characters and emoji take two columns, combining ones none', () => {
  expect(['abc', '日本', 'e\u0301', '😀', 'ｆ'].map(widthOf)).toEqual([3, 4, 1, 2, 2])
})

test.each([
  ['abcdef', 4, 'abc…'],
  ['abcd', 4, 'abcd'],
  ['日本語の', 5, '日本…'],
  ['日本語の', 4, '日…'],
  ['𠀀𠀁𠀂', 3, '𠀀…'],
  ['abc', 0, ''],
  ['abc', 1, '…'],
  ['── ──', 3, '──…'],
])('%s in %i columns is %s', (text, width, expected) => {
  expect(cut(text, width, '…')).toBe(expected)
})

test('of a path the end is kept', () => {
  expect(cutStart('/usr/lib/node_modules', 10, '…')).toBe('…e_modules')
  expect(cutStart('/a/日本語', 6, '…')).toBe('…本語')
  expect(cutStart('/usr', 10, '…')).toBe('/usr')
})

test('a line has its width, whatever is in it', () => {
  const parts = [{ text: '日本' }, { text: 'abc', look: (text: string) => `<${text}>` }]
  expect(lineOf(parts, 10, '…')).toBe('日本<abc>   ')
  expect(lineOf(parts, 6, '…')).toBe('日本<a…>')
  expect(lineOf(parts, 3, '…')).toBe('日…')
  expect(lineOf(parts, 8, '…', text => `[${text}]`)).toBe('[日本abc ]')
})
