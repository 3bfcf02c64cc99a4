import { blankComments } from '../app/blank-comments.ts'
import { dataFiles } from './data-files.ts'

/** A source in a language with the comments and strings of C. */
interface NamingSource {
  readonly text: string
  /** Strings that name no file: what is imported. */
  readonly imports?: readonly string[]
}

/**
 * The data of the folder that a program can reach by a name which it puts together: that of which its sources write
 * the beginning (`"mails"` or `"mails/"` for `mails/en.txt`, `"config"` for `config.yaml`). What no source begins to
 * name, the program opens only where its caller names it: by a flag, an argument, a variable.
 * @param folder where the files lie in the container
 * @returns container paths, of which none lies in another
 */
export function namedData(
  sources: readonly NamingSource[],
  files: readonly { readonly container: string }[],
  folder: string,
  isSource: (path: string) => boolean,
): readonly string[] {
  const written = sources.flatMap(pathsIn)
  return dataFiles(files, folder, isSource).filter(path => {
    const parts = path.slice(folder.length + 1).split('/')
    return !isEnvFile(path) && !isManual(path) && written.some(name => begins(name, parts))
  })
}

/**
 * Paths that a program reads, the folder of the sources itself among them taken for the data that lies in it: what is
 * built there is not meant.
 */
export function withoutSources(
  paths: readonly string[],
  files: readonly { readonly container: string }[],
  folder: string,
  isSource: (path: string) => boolean,
): readonly string[] {
  const whole = paths.includes(folder) ? dataFiles(files, folder, isSource) : []
  return [...new Set([...paths.filter(path => path !== folder), ...whole])].filter(path => !isEnvFile(path))
}

/** Settings for a developer's machine, which hold secrets and are given to a container as variables. */
export const isEnvFile = (path: string) => /(?:^|\/)\.env(?:\.[\w.-]+)?$/.test(path)

const isManual = (path: string) => /\.[1-8]$/.test(path)

/** The strings of a file that could be paths, in parts; what it imports is none. */
function pathsIn({ text, imports = [] }: NamingSource): readonly (readonly string[])[] {
  const strings = blankComments(text).matchAll(/"([^"\\\n]+)"|`([^`\n]+)`/g)
  return [...strings]
    .map(match => match[1] ?? match[2] ?? '')
    .filter(value => !imports.includes(value) && !/\s/.test(value))
    .map(value => value.split('/').filter(part => part !== '' && part !== '.'))
    .filter(parts => parts.length > 0)
}

/** True where one path is the beginning of the other; the last part that is written may lack its end. */
function begins(written: readonly string[], parts: readonly string[]): boolean {
  const shared = Math.min(written.length, parts.length)
  return written.slice(0, shared).every((part, index) => {
    const other = parts[index] ?? ''
    return part === other || (index === written.length - 1 && isStart(part, other))
  })
}

const isStart = (part: string, other: string) =>
  other.startsWith(part) && (/[._-]$/.test(part) || other[part.length] === '.')
