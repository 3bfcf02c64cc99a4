import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { blankComments } from '../../app/blank-comments.ts'
import { rangeOf } from '../../app/positions.ts'
import type { Diagnostic } from '../../dockerfile/source.ts'
import type { PackageJson } from '../../app/package-json.ts'

/** Variables that a build replaces by their values, by the prefix that the tools require. */
const baked =
  /\b(?:import\.meta\.env|process\.env)\.((?:VITE|REACT_APP|VUE_APP|NEXT_PUBLIC|NUXT_PUBLIC|GATSBY|PUBLIC)_\w+)/g

/**
 * Names the variables that are built into a site. Whoever sets one when the container starts changes nothing; that is
 * said once, at the first place that reads one.
 */
export function bakedEnvironment(app: AppFiles, manifest: PackageJson): readonly Diagnostic[] {
  const folder = posix.dirname(manifest.path)
  const inside = folder === '.' ? '' : `${folder}/`
  const found = app
    .list()
    .filter(path => path.startsWith(inside) && /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/.test(path))
    .filter(path => !/(?:^|\/)(?:node_modules|dist|build|coverage)\/|\.(?:test|spec)\./.test(path))
    .flatMap(path => {
      const text = blankComments(app.read(path) ?? '')
      return [...text.matchAll(baked)].map(match => ({
        name: match[1] ?? '',
        file: path,
        range: rangeOf(text, match.index, match.index + match[0].length),
      }))
    })
  const [first] = found
  if (!first) return []
  const names = [...new Set(found.map(({ name }) => name))].sort()
  return [
    {
      code: 'built-in-env',
      severity: 'info',
      message: `${names.join(', ')}: built into the site; setting ${names.length === 1 ? 'it' : 'them'} when the container starts changes nothing`,
      file: first.file,
      range: first.range,
      help: `give ${names.length === 1 ? 'it' : 'them'} to the build: ARG ${names[0] ?? ''} before the build, and --build-arg`,
    },
  ]
}
