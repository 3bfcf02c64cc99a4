import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Schema, Validator } from '@cfworker/json-schema'
import { PackageURL } from 'packageurl-js'
import { describe, expect, it } from 'vitest'
import { inspectImage } from '../../src/measure/inspect/inspect-image.ts'
import { measuredImage } from '../../src/measure/measure-image.ts'
import { databaseText } from '../../src/measure/surface-of-image.ts'
import { cyclonedx, type SbomContext } from '../../src/report/sbom/cyclonedx.ts'
import { parseDistribution } from '../../src/report/sbom/distribution.ts'
import { purlOf } from '../../src/report/sbom/purl.ts'
import { type ImageFixture, imageArchive, streamOf } from '../image/image-fixture.ts'
import { zipOf } from '../image/packages/jar-fixture.ts'
import { rpmHeader, sqliteOf } from '../image/packages/rpm-fixture.ts'

const debian = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n'

/** One package of each kind. */
const everything: ImageFixture = {
  layers: [
    {
      files: [
        { path: 'usr/lib/os-release', content: debian },
        {
          path: 'var/lib/dpkg/status',
          content:
            'Package: libstdc++6\nStatus: install ok installed\nArchitecture: amd64\nSource: gcc-12 (12.2.0-14)\nVersion: 1:12.2.0-14+deb12u1\n',
        },
        { path: 'lib/apk/db/installed', content: 'P:libssl3\nV:3.3.2-r0\nA:x86_64\no:openssl\n' },
        {
          path: 'var/lib/rpm/rpmdb.sqlite',
          content: sqliteOf([
            rpmHeader({
              name: 'bind-libs',
              version: '9.18',
              release: '1.fc40',
              epoch: 32,
              folders: [],
              names: [],
            }),
          ]),
        },
        {
          path: 'app/node_modules/@scope/tool/package.json',
          content: '{"name":"@scope/tool","version":"1.0.0"}',
        },
        {
          path: 'app/node_modules/x/node_modules/@scope/tool/package.json',
          content: '{"name":"@scope/tool","version":"1.0.0"}',
        },
        { path: 'site-packages/Ruamel_Yaml-0.18.dist-info/RECORD', content: 'x.py,,\n' },
        { path: 'gems/specifications/nokogiri-1.16.0-x86_64-linux.gemspec', content: 'x' },
        {
          path: 'app/known.jar',
          content: zipOf({ 'META-INF/maven/org.a/known/pom.properties': 'version=1.2\n' }),
        },
        { path: 'app/unknown-3.jar', content: zipOf({ 'BOOT-INF/lib/inner-1.jar': 'x' }) },
      ],
    },
  ],
}

const created = '2026-01-02T03:04:05.678Z'

async function contextOf(fixture: ImageFixture, more: Partial<SbomContext> = {}): Promise<SbomContext> {
  const image = await inspectImage({ kind: 'stream', chunks: streamOf(imageArchive(fixture)) })
  const { id, manifest } = image.contents
  return {
    image: measuredImage('app:1', image),
    id,
    manifest,
    created,
    osRelease: databaseText(image, '/usr/lib/os-release'),
    version: '1.2.3',
    sourceDateEpoch: undefined,
    ...more,
  }
}

/** CycloneDX's own schema, with the two that it refers to. */
function schemaErrors(document: unknown): readonly string[] {
  const root = dirname(createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-library/package.json'))
  const read = (name: string): Schema =>
    JSON.parse(readFileSync(join(root, 'res/schema', `${name}.SNAPSHOT.schema.json`), 'utf8'))
  const base = 'http://cyclonedx.org/schema'
  const validator = new Validator(read('bom-1.6'), '7', false)
  validator.addSchema({ ...read('spdx'), $id: `${base}/spdx.SNAPSHOT.schema.json` })
  validator.addSchema({ ...read('jsf-0.82'), $id: `${base}/jsf-0.82.SNAPSHOT.schema.json` })
  return validator
    .validate(document)
    .errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`)
}

describe('the bill of materials', () => {
  it('names each package by its URL, once, with its places, as CycloneDX’s schema has it', async () => {
    const document = JSON.parse(cyclonedx(await contextOf(everything)))
    expect(schemaErrors(document)).toEqual([])
    expect(document.components).toMatchObject([
      {
        type: 'operating-system',
        name: 'debian',
        version: '12',
        description: 'Debian GNU/Linux 12 (bookworm)',
      },
      {
        name: 'inner',
        version: '1',
        evidence: { occurrences: [{ location: '/app/unknown-3.jar!/BOOT-INF/lib/inner-1.jar' }] },
      },
      { name: 'unknown', version: '3' },
      { purl: 'pkg:apk/debian/libssl3@3.3.2-r0?arch=x86_64&distro=debian-12&upstream=openssl' },
      {
        purl: 'pkg:deb/debian/libstdc%2B%2B6@1:12.2.0-14%2Bdeb12u1?arch=amd64&distro=debian-12&upstream=gcc-12%4012.2.0-14',
      },
      { purl: 'pkg:gem/nokogiri@1.16.0?platform=x86_64-linux' },
      { purl: 'pkg:maven/org.a/known@1.2', group: 'org.a', name: 'known' },
      {
        purl: 'pkg:npm/%40scope/tool@1.0.0',
        evidence: {
          occurrences: [
            { location: '/app/node_modules/@scope/tool' },
            { location: '/app/node_modules/x/node_modules/@scope/tool' },
          ],
        },
      },
      { purl: 'pkg:pypi/ruamel-yaml@0.18' },
      {
        purl: 'pkg:rpm/debian/bind-libs@9.18-1.fc40?arch=x86_64&distro=debian-12&epoch=32&upstream=bind-libs-9.18-1.fc40.src.rpm',
      },
    ])
    const purls: string[] = document.components.flatMap(({ purl }: { purl?: string }) => purl ?? [])
    // An independent reading. That library leaves a plus as it is, which the specification does not.
    const read = purls.map(purl => PackageURL.fromString(purl).toString().replaceAll('+', '%2B'))
    expect(read).toEqual(purls)
  })

  it('is the same for the same image, and tells of its digest and of no other time', async () => {
    const context = await contextOf(everything)
    const text = cyclonedx(context)
    expect(cyclonedx(await contextOf(everything))).toBe(text)
    expect(JSON.parse(text)).toMatchObject({
      serialNumber: expect.stringMatching(
        /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      ),
      metadata: {
        timestamp: created,
        component: {
          type: 'container',
          version: context.id,
          hashes: [{ alg: 'SHA-256', content: context.id.slice('sha256:'.length) }],
        },
      },
    })
    const other = JSON.parse(cyclonedx({ ...context, id: `sha256:${'0'.repeat(64)}` }))
    expect(other.serialNumber).not.toBe(JSON.parse(text).serialNumber)
  })

  it.each([
    ['SOURCE_DATE_EPOCH', { sourceDateEpoch: '0' }, '1970-01-01T00:00:00Z'],
    ['the image', { sourceDateEpoch: 'soon' }, created],
    ['nothing', { created: undefined }, undefined],
    ['nothing that is a date', { created: 'yesterday' }, undefined],
  ])('takes its time from %s', async (_, more, timestamp) => {
    const document = JSON.parse(cyclonedx(await contextOf({ layers: [{ files: [] }] }, more)))
    expect(document.metadata.timestamp).toBe(timestamp)
    expect(schemaErrors(document)).toEqual([])
  })

  it('says that it is incomplete where a database was not read', async () => {
    const files = [{ path: 'var/lib/rpm/Packages', content: 'Berkeley' }]
    const document = JSON.parse(cyclonedx(await contextOf({ layers: [{ files }] })))
    expect(document.compositions).toMatchObject([{ aggregate: 'incomplete' }])
  })

  it('is refused by the schema where it should be, so that the test can fail', async () => {
    const document = JSON.parse(cyclonedx(await contextOf(everything)))
    expect(schemaErrors({ ...document, serialNumber: 'urn:uuid:1' })).not.toEqual([])
    expect(schemaErrors({ ...document, components: [{ type: 'thing', name: 'x' }] })).not.toEqual([])
  })
})

describe('package URLs', () => {
  it.each([
    ['an unknown distribution', { ecosystem: 'dpkg', name: 'a', version: '1' }, undefined, 'pkg:deb/a@1'],
    [
      'a rolling one',
      { ecosystem: 'apk', name: 'a', version: '1' },
      'ID=wolfi',
      'pkg:apk/wolfi/a@1?distro=wolfi',
    ],
    [
      'RHEL',
      { ecosystem: 'rpm', name: 'a', version: '1-2' },
      'ID="rhel"\nVERSION_ID="9.4"',
      'pkg:rpm/redhat/a@1-2?distro=rhel-9.4',
    ],
    [
      'a version with all kinds of signs',
      { ecosystem: 'npm', name: 'a', version: "1.0+b~c!'(*)" },
      undefined,
      'pkg:npm/a@1.0%2Bb~c%21%27%28%2A%29',
    ],
    ['no version', { ecosystem: 'gem', name: 'a', version: '' }, undefined, 'pkg:gem/a'],
  ] as const)('of %s', (_, one, osRelease, expected) => {
    expect(purlOf(one, osRelease === undefined ? undefined : parseDistribution(osRelease))).toBe(expected)
  })

  it('are not made up', () => {
    expect(purlOf({ ecosystem: 'java', name: 'a', version: '1' }, undefined)).toBeUndefined()
    expect(purlOf({ ecosystem: 'dpkg', name: '', version: '1' }, undefined)).toBeUndefined()
    expect(parseDistribution('NAME=x\n')).toBeUndefined()
    expect(parseDistribution('ID=../x\n')).toBeUndefined()
  })
})
