import type { Evidence } from '../../model/change.ts'
import type { CopiedFile } from '../../model/context-copies.ts'
import { type FileNeeds, namedFiles } from '../../model/program-files.ts'
import { type GoProgram, importOf, placesOf } from './go-sources.ts'
import { viperFiles } from './viper-files.ts'

/** What a Go program asks of the system around it while it runs, as its sources say. */
export interface GoNeeds extends FileNeeds {
  readonly certificates: Evidence | undefined
  /** Time zones, a home, users or /tmp: what scratch lacks and distroless static has. */
  readonly skeleton: Evidence | undefined
  /** Why a last stage without a shell and programs would break the app. */
  readonly programs: Evidence | undefined
  /** A place that shows source paths, which -trimpath changes. */
  readonly sourcePaths: Evidence | undefined
  /** A place that reads the build's own version control facts. */
  readonly buildInfo: Evidence | undefined
}

const literal = '\\s*["`]([^"`\\n]*)["`]'
const reads = [
  'os\\.(?:ReadFile|Open|DirFS|ReadDir|Stat|OpenRoot)',
  'ioutil\\.(?:ReadFile|ReadDir)',
  '(?:\\w+\\.)?(?:ParseFiles|ParseGlob|LoadHTMLGlob|LoadHTMLFiles)',
  'http\\.Dir',
  'filepath\\.(?:Glob|Walk|WalkDir)',
  'godotenv\\.(?:Load|Read)',
  // Fiber's files and engines of templates.
  '(?:static|html|django|pug|handlebars|mustache|jet|ace|amber|slim)\\.New',
].join('|')
const readCall = new RegExp(`\\b(?:${reads})\\((?:${literal})?`)
const served = new RegExp(`\\bhttp\\.ServeFile\\([^,()]+,[^,()]+,${literal}`)
const gin = new RegExp(`\\.(?:Static|StaticFile|Dir|File|SendFile)\\((?:${literal}\\s*,)?${literal}`)
const network = ['net/http', 'crypto/tls', 'crypto/x509', 'net/smtp']

/** `original` are the files that the original image has from the context. */
export function readNeeds(
  program: GoProgram,
  original: readonly Pick<CopiedFile, 'container'>[],
  workdir: string,
): GoNeeds {
  const first = (pattern: RegExp, fact: (match: RegExpExecArray) => string) =>
    placesOf(program, pattern, fact)[0]
  const foreign = program.foreign[0]
  const foreignImport = foreign === undefined ? undefined : importOf(program, foreign)
  const certificates = network.map(name => importOf(program, name)).find(Boolean) ?? foreignImport
  const skeleton =
    first(/\btime\.LoadLocation\b/, () => 'loads a time zone') ??
    first(
      /\b(?:os\.(?:CreateTemp|MkdirTemp|TempDir)|ioutil\.Temp(?:File|Dir))\b|"\/tmp\b/,
      () => 'uses /tmp',
    ) ??
    first(/\.(?:ParseMultipartForm|FormFile|MultipartReader)\(/, () => 'takes uploads, which go to /tmp') ??
    first(/\b(?:os\.User(?:Home|Cache|Config)Dir|user\.(?:Current|Lookup))\b/, () => 'asks for its user') ??
    (foreignImport && {
      ...foreignImport,
      fact: `${foreignImport.fact}, whose sources are not here to be read`,
    })
  const literals = [...filesRead(program), ...viperFiles(program, original, workdir)]
  return {
    certificates,
    skeleton,
    programs:
      importOf(program, 'plugin') ??
      importOf(program, 'go/build') ??
      first(/\bexec\.(?:Command|CommandContext|LookPath)\(/, () => 'starts another program') ??
      first(/\bsyscall\.(?:Exec|ForkExec)\(|\bos\.StartProcess\(/, () => 'starts another program'),
    ...namedFiles(literals, original, workdir),
    computed: first(readCall, match => (match[1] === undefined ? 'computed' : ''))
      ? placesOf(program, readCall, match =>
          match[1] === undefined ? 'reads a file whose name is computed' : '',
        ).find(each => each.fact !== '')
      : undefined,
    sourcePaths:
      first(/\bruntime\.(?:Caller|CallersFrames|FuncForPC)\b/, () => 'asks for its source file names') ??
      first(/\blog\.Llongfile\b|\bAddSource:\s*true/, () => 'logs its source file names'),
    buildInfo: first(/\bdebug\.ReadBuildInfo\b/, () => 'reads its version control facts'),
  }
}

const named = (match: RegExpExecArray) => match[2] ?? match[1] ?? ''

function filesRead(program: GoProgram): readonly Evidence[] {
  return [readCall, served, gin]
    .flatMap(pattern => placesOf(program, pattern, named))
    .filter(each => each.fact !== '')
}
