import type { AppFiles } from '../app/app-files.ts'

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
 */
export function otherEcosystem(app: AppFiles, own: keyof typeof manifests): string | undefined {
  return Object.entries(manifests)
    .filter(([ecosystem]) => ecosystem !== own)
    .flatMap(([, names]) => names)
    .find(name => app.has(name))
}
