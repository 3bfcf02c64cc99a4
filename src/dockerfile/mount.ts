/** A `--mount` of RUN, as far as it can be read before its variables have values. */
export interface Mount {
  readonly type: 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh'
  readonly from: string | undefined
  readonly source: string | undefined
  readonly target: string | undefined
  readonly readOnly: boolean
  readonly id: string | undefined
  readonly sharing: string | undefined
  readonly required: boolean
  readonly size: string | undefined
  readonly mode: string | undefined
  readonly uid: string | undefined
  readonly gid: string | undefined
  readonly env: string | undefined
}

interface Fields {
  [key: string]: string | undefined
}

const TYPES = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'] as const

/** Every name of a field, and the one that it means. */
const NAMES: Readonly<Record<string, string>> = {
  type: 'type',
  from: 'from',
  source: 'source',
  src: 'source',
  target: 'target',
  dst: 'target',
  destination: 'target',
  readonly: 'readonly',
  ro: 'readonly',
  readwrite: 'readwrite',
  rw: 'readwrite',
  id: 'id',
  sharing: 'sharing',
  required: 'required',
  size: 'size',
  mode: 'mode',
  uid: 'uid',
  gid: 'gid',
  env: 'env',
}

const BARE = new Set(['readonly', 'readwrite', 'required'])

/**
 * Reads the value of a `--mount`, its variables expanded by the caller or not at all. Answers the fault's text where it
 * is none. The defaults are BuildKit's: `bind`; read-only for bind, secret and ssh.
 */
export function parseMount(value: string): Mount | string {
  const fields = readFields(value)
  if (typeof fields === 'string') return fields
  const type = TYPES.find(known => known === (fields['type'] ?? 'bind').toLowerCase())
  if (type === undefined) return `unsupported mount type "${fields['type']}"`
  const fault = fieldFault(type, fields)
  if (fault !== undefined) return fault
  return {
    type,
    from: fields['from'],
    source: fields['source'],
    target: fields['target'],
    readOnly: readOnly(type, fields),
    id: fields['id'],
    sharing: fields['sharing']?.toLowerCase(),
    required: isTrue(fields['required']),
    size: fields['size'],
    mode: fields['mode'],
    uid: fields['uid'],
    gid: fields['gid'],
    env: fields['env'],
  }
}

/** What BuildKit refuses of a mount before any variable has a value: bad CSV, and a variable in `from`. */
export function mountFault(value: string): string | undefined {
  const fields = splitCsv(value)
  if (fields === undefined) return 'the mount is not valid CSV'
  for (const field of fields) {
    const [key, content] = cut(field)
    if (key !== 'from' || content === undefined) continue
    const dollar = content.indexOf('$')
    if (dollar >= 0 && dollar !== content.length - 1)
      return "'from' takes no variables: name a stage `FROM … AS name` and use its name"
  }
  return undefined
}

/** What BuildKit refuses of a `--device`. */
export function deviceFault(value: string): string | undefined {
  const fields = splitCsv(value)
  if (fields === undefined) return 'the device is not valid CSV'
  let named = false
  for (const field of fields) {
    const [key, content] = cut(field)
    if (content === undefined && key === 'required') continue
    if (key === 'name' && content !== undefined) {
      if (named) return 'the device is named twice'
      named = content !== ''
    } else if (key === 'required') {
      if (!isBoolean(content ?? '')) return `invalid value for required: ${content}`
    } else if (named) return `unexpected field ${field}`
    else named = field !== ''
  }
  return undefined
}

function readFields(value: string): Fields | string {
  const list = splitCsv(value)
  if (list === undefined) return 'the mount is not valid CSV'
  const fields: Fields = {}
  for (const field of list) {
    const [key, content] = cut(field)
    const name = Object.hasOwn(NAMES, key) ? NAMES[key] : undefined
    if (name === undefined) return `unexpected key '${key}' in '${field}'`
    if (content === undefined && !BARE.has(name))
      return `invalid field '${field}': it takes the form key=value`
    // Both say the same thing from two sides; the last one wins.
    if (name === 'readonly') delete fields['readwrite']
    if (name === 'readwrite') delete fields['readonly']
    fields[name] = content ?? 'true'
  }
  return fields
}

function fieldFault(type: Mount['type'], fields: Fields): string | undefined {
  const secretLike = type === 'secret' || type === 'ssh'
  if (fields['required'] !== undefined && !secretLike) return `unexpected key 'required' for a ${type} mount`
  if (fields['size'] !== undefined && type !== 'tmpfs') return `unexpected key 'size' for a ${type} mount`
  for (const key of ['readonly', 'readwrite', 'required'])
    if (fields[key] !== undefined && !isVariable(fields[key]) && !isBoolean(fields[key]))
      return `invalid value for ${key}: ${fields[key]}`
  const owned = secretLike || type === 'cache'
  for (const key of ['mode', 'uid', 'gid']) {
    const given = fields[key]
    if (given === undefined) continue
    if (!owned) return `${key} is not allowed for a ${type} mount`
    const digits = key === 'mode' ? /^[0-7]+$/ : /^\d+$/
    if (!isVariable(given) && !digits.test(given)) return `invalid value ${given} for ${key}`
  }
  return sharingFault(type, fields) ?? (type === 'secret' ? secretFault(fields) : undefined)
}

function sharingFault(type: Mount['type'], { sharing }: Fields): string | undefined {
  if (sharing === undefined) return undefined
  if (!isVariable(sharing) && !['shared', 'private', 'locked'].includes(sharing.toLowerCase()))
    return `unsupported sharing value "${sharing}"`
  return type === 'cache' ? undefined : `a ${type} mount takes no sharing`
}

function secretFault({ from, source, target, id }: Fields): string | undefined {
  if ((from ?? '') !== '') return 'a secret mount has no from'
  if ((source ?? '') === '' && (target ?? '') === '' && (id ?? '') === '')
    return 'a secret mount needs an id, a source or a target'
  return (source ?? '') !== '' && (id ?? '') !== ''
    ? 'source and id of a secret mount exclude each other'
    : undefined
}

function readOnly(type: Mount['type'], fields: Fields): boolean {
  if (fields['readonly'] !== undefined) return isTrue(fields['readonly'])
  if (fields['readwrite'] !== undefined) return !isTrue(fields['readwrite'])
  return type !== 'cache' && type !== 'tmpfs'
}

function isVariable(value: string): boolean {
  return value.includes('$')
}

function isTrue(value: string | undefined): boolean {
  return value !== undefined && /^(1|t|T|TRUE|true|True)$/.test(value)
}

/** Go's `strconv.ParseBool`. */
function isBoolean(value: string): boolean {
  return /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value)
}

function cut(field: string): [string, string | undefined] {
  const equals = field.indexOf('=')
  if (equals < 0) return [field.toLowerCase(), undefined]
  return [field.slice(0, equals).toLowerCase(), field.slice(equals + 1)]
}

/** One record of CSV with `"` as its quote; undefined where there is none, or a quote stands wrong. */
function splitCsv(value: string): string[] | undefined {
  if (value === '') return undefined
  const fields: string[] = []
  let at = 0
  for (;;) {
    if (value[at] !== '"') {
      const comma = value.indexOf(',', at)
      const field = value.slice(at, comma < 0 ? undefined : comma)
      if (field.includes('"')) return undefined
      fields.push(field)
      if (comma < 0) return fields
      at = comma + 1
      continue
    }
    let field = ''
    for (at++; ; at++) {
      const quote = value.indexOf('"', at)
      if (quote < 0) return undefined
      field += value.slice(at, quote)
      at = quote + 1
      if (value[at] !== '"') break
      field += '"'
    }
    fields.push(field)
    if (at >= value.length) return fields
    if (value[at] !== ',') return undefined
    at++
  }
}
