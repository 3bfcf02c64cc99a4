import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { blankComments } from '../../app/blank-comments.ts'
import { rangeOf } from '../../app/positions.ts'
import type { Evidence } from '../../model/change.ts'

/** A file of the program, comments blanked out so that places stay where they are. */
interface JavaFile {
  readonly path: string
  readonly text: string
}

/** What a Java program asks of the system around it while it runs, as its sources say. */
export interface JavaNeeds {
  readonly programs: Evidence | undefined
  /** Classes found by name at run time, which jdeps cannot see. */
  readonly reflection: Evidence | undefined
  readonly windows: Evidence | undefined
  /** Modules that no class names and that a feature needs all the same. */
  readonly modules: readonly { readonly name: string; readonly evidence: Evidence }[]
  /** Places that name a file, the name as the fact. */
  readonly files: readonly Evidence[]
  /** A place that reads a file whose name is not written in the source. */
  readonly computed: Evidence | undefined
}

const fileCall =
  /\b(?:new\s+(?:File|FileInputStream|FileReader|RandomAccessFile|PrintWriter|FileWriter|FileOutputStream)|Paths\.get|Path\.of)\(\s*(?:"([^"\\\n]*)")?/

/** Reads the main sources below a project's folder. Kotlin and Scala are read with the same patterns. */
export function readJavaNeeds(app: AppFiles, folder: string): JavaNeeds {
  const inside = folder === '.' ? '' : `${folder}/`
  const files = app
    .list()
    .filter(path => path.startsWith(inside) && /\.(?:java|kt|scala|groovy)$/.test(path))
    .filter(path => !/(?:^|\/)src\/(?:test|it|jmh)\//.test(path))
    .map(path => ({ path, text: blankComments(app.read(path) ?? '') }))
  const first = (pattern: RegExp, fact: string) => placesOf(files, pattern, () => fact)[0]
  const calls = placesOf(files, fileCall, match => match[1] ?? '')
  return {
    programs: first(
      /\bgetRuntime\(\)\s*\.exec\(|\bnew\s+ProcessBuilder\b|\bProcessBuilder\(/,
      'starts another program',
    ),
    reflection:
      first(
        /\b(?:Class\.forName|loadClass|ServiceLoader\.load|Proxy\.newProxyInstance)\b/,
        'finds classes by name',
      ) ??
      first(
        /\bScriptEngineManager\b|\bjava\.rmi\b|\bjavax\.naming\b/,
        'uses services that are found by name',
      ),
    windows: first(
      /\bjava\.awt\b|\bjavax\.swing\b|\bjavafx\b|\bjavax\.imageio\b|\bjavax\.print\b/,
      'draws or prints',
    ),
    modules: hiddenModules.flatMap(({ pattern, name, fact }) => {
      const evidence = first(pattern, fact)
      return evidence ? [{ name, evidence }] : []
    }),
    files: calls.filter(each => each.fact !== ''),
    computed: computedOf(calls),
  }
}

function computedOf(calls: readonly Evidence[]): Evidence | undefined {
  const found = calls.find(each => each.fact === '')
  return found && { ...found, fact: 'reads a file whose name is computed' }
}

/** Source: the module descriptions of the JDK; none of these is named by a class that uses it. */
const hiddenModules = [
  {
    pattern: /https:\/\/|\bSSLContext\b|\bHttpClient\b|\bHttpsURLConnection\b|\bKeyPairGenerator\b/,
    name: 'jdk.crypto.ec',
    fact: 'may speak TLS, whose elliptic curves are in a module of their own before Java 22',
  },
  {
    pattern:
      /\bLocale\.(?!(?:ROOT|ENGLISH|US)\b)[A-Z_]{2,}|\bLocale\.(?:of|forLanguageTag)\b|\bnew\s+Locale\(/,
    name: 'jdk.localedata',
    fact: 'uses a locale other than English',
  },
  { pattern: /\bCharset\.forName\(/, name: 'jdk.charsets', fact: 'finds a character set by name' },
  { pattern: /\bFileSystems\.newFileSystem\(/, name: 'jdk.zipfs', fact: 'opens a file system' },
] as const

function placesOf(
  files: readonly JavaFile[],
  pattern: RegExp,
  fact: (match: RegExpExecArray) => string,
): readonly Evidence[] {
  return files.flatMap(({ path, text }) => {
    const global = new RegExp(pattern.source, 'g')
    const found: Evidence[] = []
    for (let match = global.exec(text); match && found.length < 20; match = global.exec(text)) {
      found.push({
        file: posix.normalize(path),
        range: rangeOf(text, match.index, match.index + match[0].length),
        fact: fact(match),
      })
    }
    return found
  })
}
