import { describe, expect, it } from 'vitest'
import { readJar } from '../../../src/image/packages/jar.ts'
import { zipOf } from './jar-fixture.ts'

const pom = (group: string, artifact: string, version: string) => ({
  [`META-INF/maven/${group}/${artifact}/pom.properties`]: `#Generated\nversion=${version}\ngroupId=${group}\n`,
})

describe('readJar', () => {
  it('takes group, name and version from what Maven left, whatever the file is called', () => {
    const jar = zipOf(pom('org.example', 'app', '1.4-SNAPSHOT'))
    expect(readJar('server.jar', jar)).toEqual({
      group: 'org.example',
      name: 'app',
      version: '1.4-SNAPSHOT',
      jars: [],
    })
  })

  it('finds the own metadata of a shaded jar by its name, else none', () => {
    const shaded = zipOf({
      ...pom('a', 'guava', '33'),
      ...pom('b', 'app', '2'),
      ...pom('c', 'app-core', '3'),
    })
    expect(readJar('app-2.jar', shaded)).toMatchObject({ group: 'b', name: 'app', version: '2' })
    expect(readJar('app-core-3.jar', shaded)).toMatchObject({ group: 'c', name: 'app-core' })
    expect(readJar('other-1.0.jar', shaded)).toMatchObject({
      group: undefined,
      name: 'other',
      version: '1.0',
    })
  })

  it('lists the jars of a Spring Boot archive, also behind a start script', () => {
    const inner = zipOf(pom('org.slf4j', 'slf4j-api', '2.0.9'))
    const boot = zipOf({
      ...pom('com.acme', 'shop', '1'),
      'BOOT-INF/lib/slf4j-api-2.0.9.jar': inner,
      'BOOT-INF/lib/jackson-core-2.17.0.jar': zipOf({ 'x.class': 'x' }),
      'docs/lib/not-one.jar': inner,
    })
    const expected = {
      group: 'com.acme',
      jars: [
        {
          path: 'BOOT-INF/lib/slf4j-api-2.0.9.jar',
          group: 'org.slf4j',
          name: 'slf4j-api',
          version: '2.0.9',
        },
        { path: 'BOOT-INF/lib/jackson-core-2.17.0.jar', name: 'jackson-core', version: '2.17.0' },
      ],
    }
    expect(readJar('shop.jar', boot)).toMatchObject(expected)
    expect(readJar('shop.jar', Buffer.concat([Buffer.from('#!/bin/sh\n'), boot]))).toMatchObject(expected)
  })

  it('knows one without a directory by its name, and is not upset wherever one is cut or changed', () => {
    const jar = zipOf({ ...pom('g', 'a', '1'), 'BOOT-INF/lib/b-2.jar': zipOf(pom('g', 'b', '2')) })
    expect(readJar('a-1.jar', Buffer.from('no zip'))).toEqual({
      group: undefined,
      name: 'a',
      version: '1',
      jars: [],
    })
    for (let at = 0; at < jar.length; at++) {
      const changed = Buffer.from(jar)
      changed[at] = 0xff
      for (const bytes of [jar.subarray(at), jar.subarray(0, at), changed])
        expect(() => readJar('a-1.jar', bytes)).not.toThrow()
    }
  })

  it('reads no jar many times over, and no version for long', () => {
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`a${at}`, '']))
    const outer = zipOf({ 'lib/b-2.jar': zipOf({ ...pom('g', 'b', '3'), ...many }) })
    const end = outer.length - 22
    const directory = outer.subarray(outer.readUInt32LE(end + 16), end)
    const repeated = Buffer.concat(Array.from({ length: 20_000 }, () => directory))
    const tail = Buffer.from(outer.subarray(end))
    tail.writeUInt16LE(20_000, 10)
    tail.writeUInt32LE(repeated.length, 12)
    const bomb = Buffer.concat([outer.subarray(0, end - directory.length), repeated, tail])
    const { jars } = readJar('a-1.jar', bomb)
    expect(jars).toHaveLength(20_000)
    expect(jars[0]).toMatchObject({ name: 'b', version: '2' })
    const spaces = `version=1${' '.repeat(65_000)}x`
    const jar = zipOf({ 'META-INF/maven/g/a/pom.properties': spaces })
    for (let time = 0; time < 20; time++) expect(readJar('a.jar', jar).version).toMatch(/^1 +x$/)
  })
})
