import { describe, expect, test } from 'vitest'
import { clientSettings } from '../../lab/machine/client-settings.ts'
import { javaTrustStore } from '../../lab/machine/java-trust-store.ts'
import { goSettings, mavenMirrors, npmSettings, pipSettings } from '../../lab/machine/machine-settings.ts'

describe("the machine's registries, without secrets", () => {
  test('npm', () => {
    const config = {
      registry: 'https://npm.example/',
      '@acme:registry': 'https://acme.example/',
      '//npm.example/:_authToken': 'secret',
      proxy: 'http://user:secret@proxy:3128',
      noproxy: ['localhost', '.example'],
      loglevel: 'notice',
    }
    expect(npmSettings(JSON.stringify(config))).toEqual([
      'registry=https://npm.example/',
      '@acme:registry=https://acme.example/',
      'noproxy=localhost,.example',
    ])
    expect(npmSettings('npm: not found')).toEqual([])
  })

  test('go: the environment before what go says', () => {
    const known = JSON.stringify({ GOPROXY: 'https://a.example', GOSUMDB: 'off', GOPRIVATE: '' })
    expect(goSettings(known, { GOPROXY: 'https://b.example' })).toEqual([
      'GOPROXY=https://b.example',
      'GOSUMDB=off',
    ])
  })

  test('pip', () => {
    const list =
      "global.index-url='https://pypi.example/simple'\nglobal.extra-index-url='https://me:pw@x/simple'\n"
    expect(pipSettings(list, { PIP_TRUSTED_HOST: 'pypi.example' })).toEqual([
      'index-url = https://pypi.example/simple',
      'trusted-host = pypi.example',
    ])
  })

  test('maven: mirrors, no servers', () => {
    const mirror = '<mirror><id>m</id><mirrorOf>*</mirrorOf><url>https://m.example</url></mirror>'
    const xml = `<settings><!-- <mirror>old</mirror> --><mirrors>${mirror}</mirrors><servers><server/></servers></settings>`
    expect(mavenMirrors(xml)).toEqual([mirror])
  })
})

test('no settings touch the bundle that Dockerfiles copy into what ships', () => {
  const machine = { certificates: 'PEM', npm: [], go: [], pip: [], maven: [] }
  for (const client of ['npm', 'go', 'pip', 'maven'] as const) {
    const paths = [...clientSettings(client, machine).keys()]
    expect(paths.length).toBeGreaterThan(0)
    expect(paths.filter(name => name.startsWith('etc/ssl/'))).toEqual([])
  }
})

test('a Java trust store holds each certificate', () => {
  const der = Buffer.from('certificate')
  const pem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`
  const store = javaTrustStore(pem + pem)
  expect(store.readUInt32BE(0)).toBe(0xfeedfeed)
  expect(store.readUInt32BE(8)).toBe(2)
  expect(store.includes(der)).toBe(true)
})
