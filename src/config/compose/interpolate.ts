/** What stands for `$NAME`; a name that is asked for and not there is told to `onMissing`. */
export interface Variables {
  readonly of: (name: string) => string | undefined
  readonly onMissing: (name: string, message: string | undefined) => void
}

const pattern = /\$(?:\$|\{([A-Za-z_]\w*)(?:(:?[-?+])((?:[^{}]|\{[^{}]*\})*))?\}|([A-Za-z_]\w*))/g

/**
 * Compose's interpolation of every text in a value: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME?error}`,
 * `${NAME:+other}`, `$$`. A variable that is not set is empty.
 */
export function interpolate(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') return interpolateText(value, variables)
  if (Array.isArray(value)) return value.map((item: unknown) => interpolate(item, variables))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, interpolate(item, variables)]))
}

function interpolateText(text: string, variables: Variables): string {
  return text.replaceAll(pattern, (_, braced?: string, operator?: string, word = '', bare?: string) => {
    const name = braced ?? bare
    if (name === undefined) return '$'
    const value = variables.of(name)
    // With a colon, an empty one counts as one that is not set.
    const isSet = operator?.startsWith(':') === true ? (value ?? '') !== '' : value !== undefined
    if (operator?.endsWith('+') === true) return isSet ? interpolateText(word, variables) : ''
    if (isSet) return value ?? ''
    if (operator?.endsWith('-') === true) return interpolateText(word, variables)
    variables.onMissing(name, operator?.endsWith('?') === true ? word : undefined)
    return ''
  })
}
