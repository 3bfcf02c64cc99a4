import type { AppFiles } from '../app-files.ts'
import { type JsonNode, parseJsonWithRanges } from '../json-ranges.ts'
import { type HclBlock, type HclValue, readHcl, readTemplate } from './hcl.ts'

/** What a Bake file says, in HCL or JSON: https://docs.docker.com/build/bake/reference/ */
export interface BakeFile {
  readonly path: string
  readonly blocks: readonly HclBlock[]
}

/** Reads a Bake file as data; undefined where it cannot be read. */
export function readBakeFile(app: AppFiles, path: string): BakeFile | undefined {
  const text = app.read(path)
  if (text === undefined) return undefined
  const blocks = path.endsWith('.json') ? blocksOfJson(parseJsonWithRanges(text)) : readHcl(text)
  return blocks && { path, blocks }
}

/** `{"target": {"app": {…}}}` */
function blocksOfJson(root: JsonNode | undefined): readonly HclBlock[] | undefined {
  if (root?.kind !== 'object') return undefined
  return [...root.members].flatMap(([type, labelled]) =>
    labelled.kind === 'object'
      ? [...labelled.members].map(([label, body]) => ({
          type,
          labels: [label],
          line: body.range.start.line,
          attributes: membersOf(body),
        }))
      : [],
  )
}

function membersOf(node: JsonNode): ReadonlyMap<string, HclValue> {
  return node.kind === 'object'
    ? new Map([...node.members].map(([key, value]) => [key, valueOf(value)]))
    : new Map()
}

function valueOf(node: JsonNode): HclValue {
  switch (node.kind) {
    case 'object':
      return { kind: 'object', entries: membersOf(node) }
    case 'array':
      return { kind: 'list', items: node.items.map(valueOf) }
    case 'scalar':
      if (node.value === null) return { kind: 'list', items: [] }
      return typeof node.value === 'string'
        ? readTemplate(node.value)
        : { kind: 'scalar', text: String(node.value) }
  }
}
