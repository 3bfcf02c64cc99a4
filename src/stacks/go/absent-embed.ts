import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { Evidence } from '../../model/change.ts'
import { placesOf } from '../../model/places-of.ts'
import type { GoProgram } from './go-sources.ts'

/** What the program embeds and is not here, so that `go build` would fail: another build has to make it first. */
export function absentEmbed(app: AppFiles, program: GoProgram): Evidence | undefined {
  // An empty folder is kept in Git by a file like these.
  const files = app.list().filter(path => !/(?:^|\/)\.(?:git)?(?:keep|ignore)$/.test(path))
  const sources = program.files.map(({ path, text }) => ({ path, code: text }))
  return placesOf(sources, /(?<=^|\n)\/\/go:embed[ \t]+([^\n]+)/, match => match[1] ?? '')
    .flatMap(place => patternsOf(place.fact).map(fact => ({ ...place, fact })))
    .find(place => !files.some(matches(place)))
}

/** Source: https://pkg.go.dev/embed, Directives */
const patternsOf = (text: string) =>
  [...text.matchAll(/"([^"]+)"|`([^`]+)`|(\S+)/g)].map(match =>
    (match[1] ?? match[2] ?? match[3] ?? '').replace(/^all:/, ''),
  )

/** A pattern is taken up to its first wildcard: too many files are safer than too few. */
function matches({ file, fact }: Evidence): (path: string) => boolean {
  const start = posix.join(posix.dirname(file), fact.replace(/[*?[\\].*$/, ''))
  const whole = !/[*?[\\]/.test(fact)
  return path =>
    whole ? path === start || path.startsWith(`${start}/`) : start === '.' || path.startsWith(start)
}
