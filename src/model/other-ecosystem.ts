import type { AppFiles } from '../app/app-files.ts'
import { readPackageJson } from '../app/package-json.ts'
import { tomlEntries } from '../app/toml-entries.ts'

const manifests = {
  go: ['go.mod'],
  java: ['pom.xml', 'build.gradle', 'build.gradle.kts'],
  node: ['package.json'],
  python: ['requirements.txt', 'pyproject.toml', 'Pipfile', 'manage.py'],
  c: [],
  ruby: ['Gemfile'],
  rust: ['Cargo.toml'],
  php: ['composer.json'],
  elixir: ['mix.exs'],
  deno: ['deno.json', 'deno.jsonc'],
} as const

/**
 * The manifest of another ecosystem beside the own one at the root; undefined where there is none. Without a Dockerfile
 * nothing says which of them is the app, and which only builds a part of it.
 * @param known those of which the caller knows what they are for
 */
export function otherEcosystem(
  app: AppFiles,
  own: keyof typeof manifests,
  known: readonly string[] = [],
): string | undefined {
  return Object.entries(manifests)
    .filter(([ecosystem]) => ecosystem !== own)
    .flatMap(([, names]) => names)
    .find(name => app.has(name) && !known.includes(name) && !bringsToolsOnly(app, name))
}

/** Scripts that look at the sources, format them or serve their author's Git. */
const careScript =
  /^(?:pre|post)?(?:lint|format|fmt|fix|prettier|eslint|check|stylelint|spell|test|typecheck|e2e|cypress|playwright|prepare|commit|release|changelog|docs?)\b/

/** A manifest that only brings linters, formatters and hooks: what a repository of any language may have. */
export function bringsToolsOnly(app: AppFiles, name: string): boolean {
  if (name === 'pyproject.toml')
    return tomlEntries(app.read(name) ?? '').every(({ table }) =>
      /^tool\.(?:ruff|black|isort|mypy|pyright|pylint|pytest|coverage|bandit|codespell|commitizen|towncrier)\b/.test(
        table,
      ),
    )
  const manifest = name === 'package.json' ? readPackageJson(app, name) : undefined
  if (!manifest || manifest.dependencies.size > 0 || manifest.workspaces.length > 0) return false
  const starts = [manifest.main ?? 'index.js', 'server.js'].some(file => app.has(file))
  return !starts && [...manifest.scripts.keys()].every(script => careScript.test(script))
}
