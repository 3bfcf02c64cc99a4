import type { Flag } from './syntax.ts'

type FlagType = 'text' | 'list' | 'switch'
type FlagRules = Readonly<Record<string, FlagType>>

const NO_FLAGS: FlagRules = {}

/** The flags that each instruction takes (BuildKit, `instructions/parse.go`). */
const RULES: Readonly<Record<string, FlagRules>> = {
  FROM: { platform: 'text' },
  RUN: { mount: 'list', network: 'text', security: 'text', device: 'list' },
  COPY: { chown: 'text', chmod: 'text', from: 'text', link: 'switch', parents: 'switch', exclude: 'list' },
  ADD: {
    chown: 'text',
    chmod: 'text',
    link: 'switch',
    'keep-git-dir': 'switch',
    checksum: 'text',
    unpack: 'switch',
    exclude: 'list',
  },
  HEALTHCHECK: {
    interval: 'text',
    timeout: 'text',
    'start-period': 'text',
    'start-interval': 'text',
    retries: 'text',
  },
}

/** The first fault of an instruction's flags; BuildKit looks at none of ARG's and STOPSIGNAL's. */
export function flagFault(
  instruction: string,
  flags: readonly Flag[],
): { flag: Flag; message: string } | undefined {
  if (instruction === 'ARG' || instruction === 'STOPSIGNAL') return undefined
  const rules = RULES[instruction] ?? NO_FLAGS
  const seen = new Set<string>()
  for (const flag of flags) {
    const message = faultOf(
      flag,
      Object.hasOwn(rules, flag.name) ? rules[flag.name] : undefined,
      seen,
      instruction,
    )
    if (message !== undefined) return { flag, message }
    seen.add(flag.name)
  }
  return undefined
}

/** The flags' names of an instruction, for suggestions. */
export function knownFlags(instruction: string): readonly string[] {
  return Object.keys(RULES[instruction] ?? NO_FLAGS)
}

function faultOf(
  flag: Flag,
  type: FlagType | undefined,
  seen: ReadonlySet<string>,
  instruction: string,
): string | undefined {
  const { name, value } = flag
  if (type === undefined) return `${instruction} has no flag --${name}`
  if (seen.has(name) && type !== 'list') return `--${name} is given twice`
  if (type !== 'switch') return value === undefined ? `--${name} needs a value` : undefined
  if (value === '') return `--${name} has an empty value`
  const word = value?.toLowerCase()
  return word === undefined || word === 'true' || word === 'false'
    ? undefined
    : `--${name} is true or false, not ${value}`
}
