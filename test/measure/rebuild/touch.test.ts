import { expect, test } from 'vitest'
import { memoryApp } from '../../../src/app/memory-app.ts'
import { chooseTouches, touched } from '../../../src/measure/rebuild/touch.ts'

const subject = (text: string, more: Readonly<Record<string, string>> = {}) => ({
  dockerfile: 'Dockerfile',
  files: { Dockerfile: text, ...more },
})
const all = subject('FROM node:20\nCOPY . .\nRUN npm run build\n')
const pathsOf = (
  files: Readonly<Record<string, string>>,
  ...subjects: readonly ReturnType<typeof subject>[]
) => {
  const { source, manifest } = chooseTouches(memoryApp(files), subjects)
  return [source?.path, manifest?.path]
}

test('the largest file of the main language, and the manifest nearest to the root', () => {
  const files = {
    'src/app.tsx': 'a'.repeat(50),
    'src/home.tsx': 'a'.repeat(90),
    'src/main.go': 'a'.repeat(100),
    'src/style.css': 'a'.repeat(900),
    'src/home.test.tsx': 'a'.repeat(500),
    'public/lib.tsx': 'a'.repeat(500),
    'vite.config.ts': 'a'.repeat(500),
    'web/package.json': '{}',
    'package.json': '{}',
  }
  expect(pathsOf(files, all)).toEqual(['src/home.tsx', 'package.json'])
})

test('only what all of the builds copy into a stage that is built, and no candidate writes', () => {
  const files = {
    'src/a.py': 'x'.repeat(9),
    'src/b.py': 'xx',
    'src/c.py': 'x',
    'requirements.txt': 'flask\n',
  }
  const part = subject(
    'FROM python AS unused\nCOPY src/a.py .\nFROM python\nCOPY src/b.py src/c.py ./\nRUN true\n',
    { 'src/b.py': 'other' },
  )
  expect(pathsOf(files, all)).toEqual(['src/a.py', 'requirements.txt'])
  expect(pathsOf(files, all, part)).toEqual(['src/c.py', undefined])
  const ignoring = subject('FROM python\nCOPY . .\n', { '.dockerignore': 'src\n' })
  expect(pathsOf(files, all, ignoring)).toEqual([undefined, 'requirements.txt'])
})

test('folders that only sound like tests or examples hold sources like any other', () => {
  const files = {
    'src/main/java/com/example/docs/Main.java': 'a'.repeat(9),
    'src/test/java/com/example/MainTest.java': 'a'.repeat(50),
  }
  expect(pathsOf(files, all)[0]).toBe('src/main/java/com/example/docs/Main.java')
  expect(pathsOf({ 'examples/one.py': 'x' }, all)[0]).toBe('examples/one.py')
})

test('a file whose end is data is left alone', () => {
  const files = { 'a.rb': `${'puts 1\n'.repeat(9)}__END__\ndata\n`, 'b.rb': 'puts 2\n' }
  expect(pathsOf(files, all)).toEqual(['b.rb', undefined])
})

test.each([
  ['main.go', 'package main', 'package main\n// touched a1\n'],
  ['main.go', 'package main\r\n', 'package main\r\n// touched a1\r\n'],
  ['app.py', 'x = 1\n', 'x = 1\n# touched a1\n'],
  ['style.css', 'a {}\n', 'a {}\n/* touched a1 */\n'],
])('the line in %s, by its language', (path, before, after) => {
  const { source } = chooseTouches(memoryApp({ [path]: before }), [all])
  expect(source && touched(source, 'a1')).toBe(after)
})

test.each([
  ['pom.xml', '<project/>', '<project/>\n<!-- touched a1 -->\n'],
  ['go.mod', 'module x\n', 'module x\n// touched a1\n'],
])('the line in %s', (path, before, after) => {
  const { manifest } = chooseTouches(memoryApp({ [path]: before }), [all])
  expect(manifest && touched(manifest, 'a1')).toBe(after)
})

test('JSON is touched with blanks that differ from nonce to nonce', () => {
  const { manifest } = chooseTouches(memoryApp({ 'package.json': '{"a": 1}\n' }), [all])
  const [first, second] = ['a1', 'a2'].map(nonce => (manifest ? touched(manifest, nonce) : ''))
  expect(first).not.toBe(second)
  expect(JSON.parse(first ?? '')).toEqual({ a: 1 })
})
