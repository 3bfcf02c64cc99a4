import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { blankComments } from '../../app/blank-comments.ts'
import type { Evidence } from '../../model/change.ts'
import type { CopiedFile } from '../../model/context-copies.ts'
import { placesOf } from '../../model/places-of.ts'
import { type FileNeeds, namedFiles } from '../../model/program-files.ts'

export const isCSource = (path: string): boolean =>
  /\.(?:c|cc|cpp|cxx|c\+\+|h|hh|hpp|hxx|ipp|inl)$/i.test(path)

/** What a C or C++ program asks of the system around it while it runs, as its sources say. */
export interface CNeeds extends FileNeeds {
  readonly programs: Evidence | undefined
  /** A place that asks for names of hosts, users or character sets, for which glibc loads libraries by name. */
  readonly names: Evidence | undefined
  /** Time zones or /tmp: what scratch lacks. */
  readonly skeleton: Evidence | undefined
  readonly isCxx: boolean
}

const opens =
  /\b(?:fopen|freopen|open|openat|opendir|stat|access|realpath|(?:std::)?(?:i|o)?fstream\s+\w+|(?:std::)?ifstream|filesystem::path)\s*[({]\s*(?:"([^"\\\n]*)")?/

/** Reads the sources that are copied into the image. */
export function readCNeeds(app: AppFiles, copied: readonly CopiedFile[], workdir: string): CNeeds {
  const paths = [...new Set(copied.map(each => each.context).filter(isCSource))]
  const files = paths
    .filter(path => !/(?:^|\/)tests?\//.test(path))
    .map(path => ({ path: posix.normalize(path), code: blankComments(app.read(path) ?? '') }))
  const first = (pattern: RegExp, fact: string) => placesOf(files, pattern, () => fact)[0]
  const calls = placesOf(files, opens, match => match[1] ?? '')
  const computed = calls.find(each => each.fact === '')
  return {
    ...namedFiles(
      calls.filter(each => each.fact !== ''),
      copied,
      workdir,
    ),
    computed: computed && { ...computed, fact: 'opens a file whose name is computed' },
    programs:
      first(/\b(?:system|popen|posix_spawnp?|exec[lv]p?e?)\s*\(/, 'starts another program') ??
      first(/\bdlopen\s*\(/, 'loads a library by name'),
    names: first(
      /\b(?:getaddrinfo|gethostbyname\w*|getpw\w+|getgr\w+|getservby\w+|iconv_open|setlocale)\s*\(|\bstd::locale\s*\(/,
      'asks for names, for which glibc loads libraries',
    ),
    skeleton:
      first(/"\/tmp\b|\b(?:tmpfile|mkstemp|mkdtemp|temp_directory_path)\s*\(/, 'uses /tmp') ??
      first(/\b(?:localtime(?:_r)?|tzset|mktime)\s*\(/, 'asks for the time zone'),
    isCxx: paths.some(path => /\.(?:cc|cpp|cxx|c\+\+)$/i.test(path)),
  }
}
