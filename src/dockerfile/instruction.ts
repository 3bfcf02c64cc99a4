import { isSeparator, skipSpace, skipSpaceBack, trimSpace } from './chars.ts'
import { type Line, type LineBase, type ParseContext, logicalOf, rangeIn, report, wordOf } from './context.ts'
import { parseDuration } from './duration.ts'
import { flagFault, knownFlags } from './flag-rules.ts'
import { scanFlags } from './flags.ts'
import { parseHeredocWord } from './heredoc.ts'
import { jsonPieces, readJsonForm } from './json-form.ts'
import type { Joined } from './logical.ts'
import { deviceFault, mountFault } from './mount.ts'
import type { Command, Flag, Instruction, KeyValue, Word } from './syntax.ts'
import { nearest } from './nearest.ts'
import { type Piece, splitBySeparators, splitQuoted } from './words.ts'

/** Splits joined lines into keyword, flags and arguments; `from` is where in the joined text the instruction begins. */
export function splitLine(context: ParseContext, joined: Joined, begin: number): Line {
  const { text } = joined
  const from = skipSpace(text, begin, text.length)
  const end = skipSpaceBack(text, from, text.length)
  let keywordEnd = from
  while (keywordEnd < end && !isSeparator(text.charCodeAt(keywordEnd))) keywordEnd++
  let rest = keywordEnd
  while (rest < end && isSeparator(text.charCodeAt(rest))) rest++

  const line = end === text.length ? text : text.slice(0, end)
  const scanned = scanFlags(line, rest, context.escape)
  const argumentsFrom = skipSpace(text, scanned.rest, end)
  const keywordRange = rangeIn(context, joined, from, keywordEnd)
  const flags = scanned.flags.map(flag => {
    const equals = flag.text.indexOf('=')
    return {
      name: equals < 0 ? flag.text.slice(2) : flag.text.slice(2, equals),
      value: equals < 0 ? undefined : flag.text.slice(equals + 1),
      range: rangeIn(context, joined, flag.from, flag.to),
    }
  })
  const logical = logicalOf(joined, argumentsFrom, end)
  return {
    context,
    joined,
    keyword: text.slice(from, keywordEnd),
    from: argumentsFrom,
    to: end,
    base: { range: keywordRange, keywordRange, flags, heredocs: [], logical },
  }
}

/** A fault that makes the instruction unreadable; the diagnostic is written once, by `readInstruction`. */
interface Fault {
  readonly code: string
  readonly message: string
  readonly help?: string
}

type Reading = Instruction | Fault
type Reader = (line: Line) => Reading

/** Reads the arguments. `base.range` and `base.heredocs` are complete by now. */
export function readInstruction(line: Line): Instruction {
  const name = line.keyword.toUpperCase()
  const reader = readerOf(line.keyword)
  const reading = reader === undefined ? unknownInstruction(line) : reader(line)
  if ('code' in reading) {
    report(line.context, reading.code, faultRange(line, reading), reading.message, reading.help)
    return { ...line.base, name: 'invalid', keyword: line.keyword }
  }
  checkFlags(line, name)
  return reading
}

export function isInstruction(keyword: string): boolean {
  return readerOf(keyword) !== undefined
}

function readerOf(keyword: string): Reader | undefined {
  return READERS.get(keyword) ?? READERS.get(keyword.toLowerCase().toUpperCase())
}

function faultRange(line: Line, fault: Fault): Instruction['range'] {
  if (fault.code === 'unknown-instruction' || line.from === line.to) return line.base.keywordRange
  return rangeIn(line.context, line.joined, line.from, line.to)
}

function unknownInstruction({ keyword }: Line): Fault {
  // A word of a script that lost its instruction is no misspelt keyword; files with thousands of them should be quick.
  const close = /^[a-z]+$/i.test(keyword) ? nearest(keyword.toUpperCase(), KEYWORDS) : undefined
  const message = keyword === '' ? 'a continuation with no instruction' : `unknown instruction ${keyword}`
  return {
    code: 'unknown-instruction',
    message,
    ...(close === undefined ? {} : { help: `did you mean ${close}?` }),
  }
}

function checkFlags(line: Line, name: string): void {
  const { flags } = line.base
  if (flags.length === 0) return
  if (name === 'HEALTHCHECK' && /^none$/i.test(line.base.logical.text)) return
  const fault = flagFault(name, flags)
  if (fault !== undefined) {
    const close = nearest(fault.flag.name, knownFlags(name))
    const help = close === undefined || close === fault.flag.name ? undefined : `did you mean --${close}?`
    report(line.context, 'bad-flag', fault.flag.range, fault.message, help)
    return
  }
  for (const flag of flags) {
    const message = flagValueFault(name, flag)
    if (message !== undefined) report(line.context, 'bad-flag-value', flag.range, message)
  }
}

function flagValueFault(instruction: string, { name, value = '' }: Flag): string | undefined {
  if (instruction === 'RUN') {
    if (name === 'network' && !['default', 'none', 'host'].includes(value))
      return `invalid network mode "${value}": one of default, none, host`
    if (name === 'security' && !['insecure', 'sandbox'].includes(value))
      return `invalid security mode "${value}": one of insecure, sandbox`
    if (name === 'mount') return mountFault(value)
    return name === 'device' ? deviceFault(value) : undefined
  }
  if (instruction !== 'HEALTHCHECK' || value === '') return undefined
  if (name === 'retries') {
    const count = /^[-+]?\d+$/.test(value) ? Number(value) : undefined
    return count === undefined || count < 0 || count > 2 ** 31 - 1
      ? `--retries is a number, not ${value}`
      : undefined
  }
  const milliseconds = parseDuration(value)
  if (milliseconds === undefined) return `--${name} is a duration such as 30s or 1m30s, not ${value}`
  return milliseconds !== 0 && milliseconds < 1 ? `--${name} is at least 1ms` : undefined
}

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['ADD', line => readCopy(line, 'ADD')],
  ['ARG', readArg],
  ['CMD', line => readCommand(line, 'CMD')],
  ['COPY', line => readCopy(line, 'COPY')],
  ['ENTRYPOINT', line => readCommand(line, 'ENTRYPOINT')],
  ['ENV', line => readPairs(line, 'ENV')],
  ['EXPOSE', readExpose],
  ['FROM', readFrom],
  ['HEALTHCHECK', readHealthcheck],
  ['LABEL', line => readPairs(line, 'LABEL')],
  ['MAINTAINER', line => readValue(line, 'MAINTAINER')],
  ['ONBUILD', readOnbuild],
  ['RUN', line => readCommand(line, 'RUN')],
  ['SHELL', readShell],
  ['STOPSIGNAL', line => readValue(line, 'STOPSIGNAL')],
  ['USER', line => readValue(line, 'USER')],
  ['VOLUME', readVolume],
  ['WORKDIR', line => readValue(line, 'WORKDIR')],
])

const KEYWORDS = [...READERS.keys()]
const STAGE_NAME = /^[a-z][a-z0-9-_.]*$/

function readFrom(line: Line): Reading {
  const { context, base } = line
  const words = separated(line)
  const [image, as, name] = words
  if (image === undefined) return { code: 'bad-from', message: 'FROM needs a base image' }
  const named = words.length === 3 && as?.value.toUpperCase() === 'AS' ? name : undefined
  if (words.length !== 1 && named === undefined) {
    const range = { start: words[1]?.range.start ?? image.range.start, end: base.range.end }
    report(
      context,
      'bad-from',
      range,
      'FROM takes one argument, or three: `FROM image AS name`',
      words.length > 1 ? 'a comment stands on a line of its own' : undefined,
    )
  } else if (named !== undefined && !STAGE_NAME.test(named.value.toLowerCase())) {
    report(
      context,
      'bad-stage-name',
      named.range,
      `invalid stage name "${named.value}": a letter first, then letters, digits, "-", "_" or "."`,
    )
  }
  const platform = base.flags.find(flag => flag.name === 'platform')?.value
  return { ...base, name: 'FROM', image, as: named, platform: platform === '' ? undefined : platform }
}

function readCommand(line: Line, name: 'RUN' | 'CMD' | 'ENTRYPOINT'): Reading {
  const command = commandOf(line, line.from)
  return 'code' in command ? command : { ...line.base, name, command }
}

const NOT_STRINGS: Fault = { code: 'json-not-strings', message: 'the exec form takes strings only' }

function commandOf({ joined, to }: Line, from: number): Command | Fault {
  const json = readJsonForm(joined.text, from, to)
  if (json === 'not-strings') return NOT_STRINGS
  return json === undefined
    ? { form: 'shell', script: joined.text.slice(from, to) }
    : { form: 'exec', args: json }
}

/** Arguments that are a JSON array of strings, or words. */
function jsonOrWords(line: Line): Word[] | Fault {
  const { text } = line.joined
  const json = readJsonForm(text, line.from, line.to)
  if (json === 'not-strings') return NOT_STRINGS
  if (json === undefined) return separated(line)
  return jsonPieces(text, line.from, json).map(piece => wordOf(line, piece))
}

function separated(line: Line): Word[] {
  return splitBySeparators(line.joined.text, line.from, line.to).map(piece => wordOf(line, piece))
}

function readCopy(line: Line, name: 'COPY' | 'ADD'): Reading {
  const words = jsonOrWords(line)
  if ('code' in words) return words
  const destination = words.at(-1)
  if (destination === undefined || words.length < 2)
    return { code: 'too-few-arguments', message: `${name} needs a source and a destination` }
  if (parseHeredocWord(destination.value) !== undefined)
    return { code: 'bad-heredoc', message: `${name} takes no heredoc as its destination` }
  const sources = words.slice(0, -1).filter(source => parseHeredocWord(source.value) === undefined)
  const from = name === 'COPY' ? line.base.flags.find(flag => flag.name === 'from')?.value : undefined
  return { ...line.base, name, sources, destination, from: from === '' ? undefined : from }
}

function readPairs(line: Line, name: 'ENV' | 'LABEL'): Reading {
  const { joined, context } = line
  const words = splitQuoted(joined.text, line.from, line.to, context.escape)
  const [first] = words
  if (first === undefined)
    return { code: 'too-few-arguments', message: `${name} needs at least one name and value` }
  const pieces = first.value.includes('=') ? words.map(splitAtEquals) : [legacyPair(line)]
  if (pieces.includes(undefined)) {
    const word = words.find(({ value }) => !value.includes('=')) ?? first
    return {
      code: 'bad-pair',
      message: first.value.includes('=')
        ? `${name}: no "=" in ${word.value}; it takes name=value`
        : `${name} ${word.value} has no value`,
      help: `${name} name="a value" other=value`,
    }
  }
  const pairs: KeyValue[] = []
  for (const pair of pieces) {
    if (pair === undefined) continue
    if (pair.key.value === '') return { code: 'bad-pair', message: `${name}: a name is empty` }
    pairs.push({ key: wordOf(line, pair.key), value: wordOf(line, pair.value) })
  }
  return { ...line.base, name, pairs }
}

/** `KEY some value`: everything after the first word is the value. */
function legacyPair({ joined, from, to }: Line): { key: Piece; value: Piece } | undefined {
  const { text } = joined
  let keyEnd = from
  while (keyEnd < to && !isSeparator(text.charCodeAt(keyEnd))) keyEnd++
  if (keyEnd === to) return undefined
  let start = keyEnd
  while (start < to && isSeparator(text.charCodeAt(start))) start++
  return {
    key: { value: text.slice(from, keyEnd), from, to: keyEnd },
    value: { value: text.slice(start, to), from: start, to },
  }
}

function splitAtEquals({ value, from, to }: Piece): { key: Piece; value: Piece } | undefined {
  const equals = value.indexOf('=')
  if (equals < 0) return undefined
  const middle = from + equals
  return {
    key: { value: value.slice(0, equals), from, to: middle },
    value: { value: value.slice(equals + 1), from: middle + 1, to },
  }
}

function readArg(line: Line): Reading {
  const words = splitQuoted(line.joined.text, line.from, line.to, line.context.escape)
  if (words.length === 0) return { code: 'too-few-arguments', message: 'ARG needs a name' }
  const args: { key: Word; value: Word | undefined }[] = []
  for (const word of words) {
    const pair = splitAtEquals(word)
    if (pair?.key.value === '') return { code: 'bad-pair', message: 'ARG: a name is empty' }
    const key = wordOf(line, pair?.key ?? word)
    args.push({ key, value: pair === undefined ? undefined : wordOf(line, pair.value) })
  }
  return { ...line.base, name: 'ARG', args }
}

function readValue(line: Line, name: 'WORKDIR' | 'USER' | 'STOPSIGNAL' | 'MAINTAINER'): Reading {
  if (line.from === line.to) return { code: 'too-few-arguments', message: `${name} needs an argument` }
  const value = line.joined.text.slice(line.from, line.to)
  return { ...line.base, name, value: wordOf(line, { value, from: line.from, to: line.to }) }
}

function readExpose(line: Line): Reading {
  const values = separated(line)
  if (values.length === 0) return { code: 'too-few-arguments', message: 'EXPOSE needs a port' }
  return { ...line.base, name: 'EXPOSE', values }
}

function readVolume(line: Line): Reading {
  const words = jsonOrWords(line)
  if ('code' in words) return words
  if (words.length === 0) return { code: 'too-few-arguments', message: 'VOLUME needs a path' }
  const values = words.map(word => ({ ...word, value: trimSpace(word.value) }))
  if (values.some(({ value }) => value === ''))
    return { code: 'bad-volume', message: 'a VOLUME has an empty path' }
  return { ...line.base, name: 'VOLUME', values }
}

function readShell(line: Line): Reading {
  const command = commandOf(line, line.from)
  if ('code' in command) return command
  if (command.form === 'exec' && command.args.length > 0)
    return { ...line.base, name: 'SHELL', shell: command.args }
  return {
    code: 'shell-not-json',
    message: 'SHELL takes a JSON array with at least one string',
    help: 'SHELL ["/bin/sh", "-c"]',
  }
}

function readHealthcheck(line: Line): Reading {
  const { text } = line.joined
  if (line.from === line.to) return { code: 'too-few-arguments', message: 'HEALTHCHECK needs CMD or NONE' }
  let typeEnd = line.from
  // BuildKit looks at bytes here; only ASCII spaces begin with a byte that is one.
  while (typeEnd < line.to && !isAsciiSpace(text.charCodeAt(typeEnd))) typeEnd++
  let from = typeEnd
  while (from < line.to && isAsciiSpace(text.charCodeAt(from))) from++
  const type = text.slice(line.from, typeEnd).toUpperCase()
  const command = commandOf(line, from)
  if ('code' in command) return command
  const empty = command.form === 'exec' ? command.args.length === 0 : command.script === ''
  if (type === 'NONE') {
    if (!empty) return { code: 'bad-healthcheck', message: 'HEALTHCHECK NONE takes no arguments' }
    return { ...line.base, name: 'HEALTHCHECK', command: 'NONE' }
  }
  if (type !== 'CMD') return { code: 'bad-healthcheck', message: 'HEALTHCHECK takes CMD or NONE' }
  if (empty) return { code: 'bad-healthcheck', message: 'HEALTHCHECK CMD needs a command' }
  return { ...line.base, name: 'HEALTHCHECK', command }
}

function isAsciiSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d)
}

const NO_TRIGGERS = new Set(['ONBUILD', 'FROM', 'MAINTAINER'])

function readOnbuild(line: Line): Reading {
  const { context, joined } = line
  if (line.from === line.to) return { code: 'too-few-arguments', message: 'ONBUILD needs an instruction' }
  const inner = splitLine(context, joined, line.from)
  const trigger = inner.keyword.toUpperCase()
  if (NO_TRIGGERS.has(trigger)) {
    // Read for its faults no deeper: whatever follows, the instruction is refused.
    return { code: 'bad-onbuild', message: `ONBUILD takes no ${trigger}` }
  }
  const base: LineBase = {
    ...inner.base,
    range: { start: inner.base.keywordRange.start, end: line.base.range.end },
    heredocs: line.base.heredocs,
  }
  return { ...line.base, name: 'ONBUILD', inner: readTrigger({ ...inner, base }) }
}

/**
 * BuildKit checks a trigger's arguments only when an image built on this one runs it, so most faults are warnings here.
 * What it finds while it splits the line it refuses at once.
 */
function readTrigger(inner: Line): Instruction {
  const { diagnostics } = inner.context
  const before = diagnostics.length
  const instruction = readInstruction(inner)
  for (let at = before; at < diagnostics.length; at++) {
    const found = diagnostics[at]
    if (found === undefined || found.severity !== 'error') continue
    if (found.code === 'json-not-strings' || refusedPair(inner, found.code)) continue
    diagnostics[at] = { ...found, severity: 'warning' }
  }
  return instruction
}

/** ENV and LABEL without a value, or with a word without `=`, fail as the line is split; an empty name only later. */
function refusedPair(inner: Line, code: string): boolean {
  if (code !== 'bad-pair' || inner.keyword.toUpperCase() === 'ARG') return false
  const words = splitQuoted(inner.joined.text, inner.from, inner.to, inner.context.escape)
  const legacy = words[0]?.value.includes('=') !== true
  return legacy ? words.length === 1 : words.some(word => !word.value.includes('='))
}
