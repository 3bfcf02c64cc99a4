import { expect, test } from 'vitest'
import { memoryApp } from '../../src/app/memory-app.ts'
import { readPackageJson } from '../../src/app/package-json.ts'
import { workspacePackages } from '../../src/app/workspaces.ts'

function members(files: Record<string, string>): readonly string[] {
  const app = memoryApp(files)
  const root = readPackageJson(app, 'package.json')
  return root ? workspacePackages(app, root).map(({ path }) => path) : ['no root']
}

const packages = {
  'package.json': '{}',
  'apps/shop/package.json': '{}',
  'apps/shop/fixtures/small/package.json': '{}',
  'libs/ui/button/package.json': '{}',
  'tools/package.json': '{}',
}

test.each<[string, Record<string, string>, readonly string[]]>([
  ['none without patterns', {}, []],
  [
    'a list of patterns',
    { 'package.json': '{"workspaces": ["apps/*", "tools"]}' },
    ['apps/shop/package.json', 'tools/package.json'],
  ],
  [
    'an object with packages',
    { 'package.json': '{"workspaces": {"packages": ["./apps/*"]}}' },
    ['apps/shop/package.json'],
  ],
  [
    'pnpm’s own file, with what is left out',
    {
      'pnpm-workspace.yaml':
        'packages:\n  # all\n  - "apps/**"\n  - libs/** # and these\n  - "!**/fixtures/**"\n',
    },
    ['apps/shop/package.json', 'libs/ui/button/package.json'],
  ],
  ['pnpm’s settings alone', { 'pnpm-workspace.yaml': 'onlyBuiltDependencies:\n  - esbuild\n' }, []],
])('%s', (_, files, expected) => {
  expect(members({ ...packages, ...files })).toEqual(expected)
})
