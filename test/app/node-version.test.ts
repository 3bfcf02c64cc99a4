import { expect, test } from 'vitest'
import { memoryApp } from '../../src/app/memory-app.ts'
import { nodeVersion } from '../../src/app/node-version.ts'
import { readPackageJson } from '../../src/app/package-json.ts'

test.each<[string, number | string]>([
  ['>=18', 24],
  ['>=20 <24', 22],
  ['^20.11.0', 20],
  ['18 || 20', 20],
  ['>=24 <26', 24],
  ['26.x', 26],
  ['23.5.0', 23],
  ['~21.1', 21],
  ['>22 <24', 'engines.node is not understood: >22 <24'],
  ['current', 'engines.node is not understood: current'],
])('engines.node %s', (node, expected) => {
  const app = memoryApp({ 'package.json': JSON.stringify({ engines: { node } }) })
  const manifest = readPackageJson(app, 'package.json')
  const version = manifest && nodeVersion(app, manifest)
  expect(typeof version === 'string' ? version : version?.major).toBe(expected)
})
