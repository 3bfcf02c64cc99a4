import { SaxesParser } from 'saxes'
import type { AppFiles } from './app-files.ts'
import { rangeOf } from './positions.ts'
import type { Located } from './package-json.ts'

/** An element of a pom.xml: its own text, its children, and where it stands. */
export interface PomElement {
  readonly name: string
  readonly text: Located
  readonly children: readonly PomElement[]
}

/** A Maven project file, read without Maven: properties are substituted, parents and profiles are not fetched. */
export interface Pom {
  readonly path: string
  readonly root: PomElement
  /** The first element at a path such as `build/finalName`, with `${…}` substituted where the value is known here. */
  get(path: string): Located | undefined
  all(path: string): readonly PomElement[]
}

interface Open {
  readonly name: string
  readonly start: number
  text: string
  readonly children: PomElement[]
}

const maxDepth = 100

/** Undefined where the file is absent or no well-formed XML with a `project` root. */
export function readPom(app: AppFiles, path: string): Pom | undefined {
  const text = app.read(path)
  const root = text === undefined ? undefined : parseXml(text)
  if (root?.name !== 'project') return undefined
  const all = (steps: string) => select(root, steps.split('/'))
  const get = (steps: string) => {
    const element = all(steps)[0]
    return element && { value: substitute(element.text.value, all), range: element.text.range }
  }
  return { path, root, get, all }
}

/** The child of an element by name, as written. */
export function childText(element: PomElement, name: string): Located | undefined {
  return element.children.find(child => child.name === name)?.text
}

function select(from: PomElement, steps: readonly string[]): readonly PomElement[] {
  return steps.reduce<readonly PomElement[]>(
    (found, step) => found.flatMap(element => element.children.filter(child => child.name === step)),
    [from],
  )
}

/** `${project.version}`, `${java.version}`: what is not known here stays as written. */
function substitute(value: string, all: (path: string) => readonly PomElement[], depth = 0): string {
  if (depth > 8 || !value.includes('${')) return value
  const replaced = value.replace(/\$\{([^}]+)\}/g, (whole, key: string) => {
    const own = key.startsWith('project.') ? key.slice(8).replaceAll('.', '/') : undefined
    const inherited = own === 'version' || own === 'groupId' ? all(`parent/${own}`)[0] : undefined
    const found = own === undefined ? all(`properties/${key}`)[0] : (all(own)[0] ?? inherited)
    return found?.text.value ?? whole
  })
  return replaced === value ? value : substitute(replaced, all, depth + 1)
}

function parseXml(text: string): PomElement | undefined {
  const parser = new SaxesParser()
  const open: Open[] = []
  let root: PomElement | undefined
  let tagStart = 0
  parser.on('opentagstart', tag => {
    tagStart = text.lastIndexOf('<', parser.position - 1)
    open.push({ name: localName(tag.name), start: tagStart, text: '', children: [] })
    if (open.length > maxDepth) throw new Error('nested too deeply')
  })
  parser.on('text', value => {
    const last = open.at(-1)
    if (last) last.text += value
  })
  parser.on('closetag', () => {
    const closed = open.pop()
    if (!closed) return
    const range = rangeOf(text, closed.start, parser.position)
    const element = {
      name: closed.name,
      children: closed.children,
      text: { value: closed.text.trim(), range },
    }
    const parent = open.at(-1)
    if (parent) parent.children.push(element)
    else root ??= element
  })
  try {
    parser.write(text).close()
  } catch {
    return undefined
  }
  return root
}

const localName = (name: string) => name.slice(name.indexOf(':') + 1)
