import { readJsonForm } from '../../dockerfile/json-form.ts'
import type { DockerfileDocument, Instruction } from '../../dockerfile/syntax.ts'
import type { BuildModel } from '../../model/build-model.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

export const brokenJson: Rule = {
  id: 'broken-json',
  title: 'A JSON array that is none, so it is read as shell form',
  family: 'correctness',
  severity: 'error',
  counterparts: {},
  *check({ document, model }: RuleContext): Iterable<Finding> {
    for (const instruction of document.instructions) {
      const array = arrayOf(instruction)
      if (array === undefined || readJsonForm(array.text, 0, array.text.length) !== undefined) continue
      const fix = fixOf(document, instruction, array, works(instruction, array, model) ? 'unsafe' : 'safe')
      yield {
        message: `${instruction.name} is meant to be a JSON array, but it is none: ${faultOf(array.text)}`,
        range: instruction.range,
        help: 'write ["program", "argument"]: double quotes, commas between, nothing behind',
        ...(fix === undefined ? {} : { fix }),
      }
    }
  },
}

interface ArrayText {
  readonly text: string
  /** Where it begins in the logical text. */
  readonly at: number
}

const takesArray: ReadonlySet<string> = new Set([
  'RUN',
  'CMD',
  'ENTRYPOINT',
  'COPY',
  'ADD',
  'VOLUME',
  'HEALTHCHECK',
])

/** What looks like an array: `["`, `['`, or `[ "a",`. `[ "$a" = b ]` is a test of the shell. */
function arrayOf({ name, logical, heredocs }: Instruction): ArrayText | undefined {
  if (!takesArray.has(name) || heredocs.length > 0) return undefined
  const at = name === 'HEALTHCHECK' ? (/^CMD\s+/i.exec(logical.text)?.[0].length ?? 0) : 0
  if (logical.text.charCodeAt(at) !== 0x5b) return undefined
  const text = logical.text.slice(at).trimEnd()
  return /^\[(?:["'“‘”]|\s+(["'“‘”])[^"'”’\s]*["'”’]\s*,)/.test(text) ? { text, at } : undefined
}

function faultOf(text: string): string {
  if (/[“”‘’]/.test(text)) return 'its quotes are not plain ones'
  if (/^\[\s*'/.test(text)) return 'its strings are in single quotes'
  if (/,\s*\]$/.test(text)) return 'a comma stands before the end'
  if (!text.includes(']')) return 'its end is missing'
  if (!text.endsWith(']')) return 'something follows it'
  return 'the shell gets it as it stands'
}

/**
 * Whether the image can run as it stands: with a volume of a strange name, or with a CMD that an ENTRYPOINT gets as its
 * arguments and may pass over.
 */
function works({ name, range }: Instruction, { text }: ArrayText, { stages }: BuildModel): boolean {
  if (name === 'VOLUME') return true
  if (name !== 'CMD') return false
  const stage = stages.findLast(({ from }) => from.range.start.offset < range.start.offset)
  return /^\[\s*.-/.test(text) || stage?.steps.some(each => each.instruction.name === 'ENTRYPOINT') === true
}

function fixOf(
  { text, escape }: DockerfileDocument,
  { logical, range, name }: Instruction,
  array: ArrayText,
  applicability: Fix['applicability'],
): Fix | undefined {
  const from = logical.offsets[array.at]
  const to = from === undefined ? undefined : from + array.text.length
  // On several lines the text here is not the file's.
  if (from === undefined || to === undefined || to > range.end.offset) return undefined
  if (text.slice(from, to) !== array.text || array.text.includes(escape)) return undefined
  const better = mended(array.text)
  const read = readJsonForm(better, 0, better.length)
  if (!Array.isArray(read) || read.length === 0) return undefined
  return { title: `Write ${name} ${better}`, applicability, edits: [{ from, to, text: better }] }
}

function mended(text: string): string {
  const plain = text
    .replace(/[“”]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/,\s*\]$/, ']')
  return plain.includes('"') ? plain : plain.replaceAll("'", '"')
}
