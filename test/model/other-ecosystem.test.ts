import { expect, test } from 'vitest'
import { memoryApp } from '../../src/app/memory-app.ts'
import { otherEcosystem } from '../../src/model/other-ecosystem.ts'

const packageJson = (manifest: object) => ({ 'package.json': JSON.stringify(manifest) })

test.each([
  [
    'prettier and hooks',
    packageJson({ scripts: { lint: 'prettier --check .', prepare: 'husky' } }),
    undefined,
  ],
  [
    'development packages alone',
    packageJson({ devDependencies: { '@commitlint/cli': '20.0.0' } }),
    undefined,
  ],
  ['a build', packageJson({ scripts: { build: 'vite build' } }), 'package.json'],
  ['styles', packageJson({ scripts: { css: 'tailwindcss -o style.css' } }), 'package.json'],
  ['packages', packageJson({ dependencies: { lodash: '4.0.0' } }), 'package.json'],
  ['a program', { ...packageJson({ name: 'x' }), 'server.js': '' }, 'package.json'],
  ['no JSON', { 'package.json': '{' }, 'package.json'],
  [
    'settings of ruff',
    { 'pyproject.toml': '[tool.ruff]\nline-length = 110\n\n[tool.ruff.lint]\n' },
    undefined,
  ],
  ['a project', { 'pyproject.toml': '[project]\nname = "x"\n\n[tool.ruff]\nfix = true\n' }, 'pyproject.toml'],
])('a manifest with %s beside a Go program', (_what, files, other) => {
  expect(otherEcosystem(memoryApp({ 'go.mod': '', ...files }), 'go')).toBe(other)
})
