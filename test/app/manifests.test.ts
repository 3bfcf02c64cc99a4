import { describe, expect, it } from 'vitest'
import { readGoMod } from '../../src/app/go-mod.ts'
import { memoryApp } from '../../src/app/memory-app.ts'
import { readPackageJson } from '../../src/app/package-json.ts'
import { readPom } from '../../src/app/pom.ts'

describe('package.json', () => {
  const text = `{
  "name": "shop",
  "homepage": "/shop",
  "scripts": { "build": "vite build", "start": "vite \\"--host\\"" },
  "devDependencies": {
    "vite": "8.0.0"
  }
}`
  const read = readPackageJson(memoryApp({ 'package.json': text }), 'package.json')

  it('gives values with their lines', () => {
    expect(read?.homepage?.value).toBe('/shop')
    expect(read?.homepage?.range.start).toMatchObject({ line: 3, column: 3 })
    expect(read?.scripts.get('start')?.value).toBe('vite "--host"')
    expect(read?.devDependencies.get('vite')?.range.start.line).toBe(6)
  })

  it('a range covers the member from its key to its value', () => {
    const range = read?.scripts.get('build')?.range
    expect(text.slice(range?.start.offset, range?.end.offset)).toBe('"build": "vite build"')
  })

  it.each(['', '[1]', '{', 'null'])('is undefined for %j', broken => {
    expect(readPackageJson(memoryApp({ 'package.json': broken }), 'package.json')).toBeUndefined()
  })
})

describe('go.mod', () => {
  it('reads single lines, blocks, comments and local replaces', () => {
    const text = `module example.com/a // the app
go 1.23.4
require github.com/a/b v1.0.0
require (
	github.com/c/d v2.0.0 // indirect
)
replace github.com/c/d => ../d
`
    const mod = readGoMod(memoryApp({ 'go.mod': text }), 'go.mod')
    expect(mod?.module).toBe('example.com/a')
    expect(mod?.go?.version).toBe('1.23.4')
    expect(mod?.go?.range.start.line).toBe(2)
    expect(mod?.requires.map(each => `${each.module}@${each.version}:${each.range.start.line}`)).toEqual([
      'github.com/a/b@v1.0.0:3',
      'github.com/c/d@v2.0.0:5',
    ])
    expect(mod?.localReplaces.map(each => each.path)).toEqual(['../d'])
  })
})

describe('pom.xml', () => {
  const text = `<?xml version="1.0"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent><version>2.0</version></parent>
  <artifactId>app</artifactId>
  <properties><java.version>21</java.version></properties>
  <build><finalName>\${project.artifactId}-\${project.version}</finalName></build>
</project>`
  const pom = readPom(memoryApp({ 'pom.xml': text }), 'pom.xml')

  it('substitutes what is known here, the parent version included', () => {
    expect(pom?.get('build/finalName')?.value).toBe('app-2.0')
    expect(pom?.get('properties/java.version')?.value).toBe('21')
  })

  it('gives the place of an element', () => {
    const range = pom?.get('artifactId')?.range
    expect(range?.start.line).toBe(4)
    expect(text.slice(range?.start.offset, range?.end.offset)).toBe('<artifactId>app</artifactId>')
  })

  it.each(['', '<project>', '<html></html>'])('is undefined for %j', broken => {
    expect(readPom(memoryApp({ 'pom.xml': broken }), 'pom.xml')).toBeUndefined()
  })
})
