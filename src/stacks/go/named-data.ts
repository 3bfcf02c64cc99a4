import { dataFiles } from '../../model/data-files.ts'
import { blankComments } from '../../app/blank-comments.ts'
import type { GoFile, GoProgram } from './go-sources.ts'
import { isSource } from './runtime-files.ts'

/**
 * The data of the folder that a program can reach by a name which it puts together: that of which its sources write
 * the beginning (`"mails"` or `"mails/"` for `mails/en.txt`, `"config"` for `config.yaml`). What no source begins to
 * name, the program opens only where its caller names it: by a flag, an argument, a variable.
 * @param folder where the files lie in the container
 * @returns container paths, of which none lies in another
 */
export function namedData(
  program: GoProgram,
  files: readonly { readonly container: string }[],
  folder: string,
): readonly string[] {
  const written = program.files.flatMap(pathsIn)
  return dataFiles(files, folder, isSource).filter(path => {
    const parts = path.slice(folder.length + 1).split('/')
    return !isEnvFile(parts) && !isManual(path) && written.some(name => begins(name, parts))
  })
}

/** Settings for a developer's machine, which hold secrets and are given to a container as variables. */
const isEnvFile = ([first = '']: readonly string[]) => /^\.env(?:\.|$)/.test(first)

const isManual = (path: string) => /\.[1-8]$/.test(path)

/** The strings of a file that could be paths, in parts; what it imports is none. */
function pathsIn({ text, imports }: GoFile): readonly (readonly string[])[] {
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
