import { existsSync, readFileSync } from 'node:fs'
import { rules } from '../../src/rules/index.ts'
import type { Family, Rule } from '../../src/rules/rule.ts'
import { syntaxFaults } from '../../src/rules/syntax-faults.ts'
import { buildkitChecks, hadolintRules, whyNot } from './other-tools.ts'

/** `docs/rules.md`: every rule, and what each check of other tools is here. A test tells when it is out of date. */
export function rulesPage(): string {
  const families = Object.entries(FAMILIES).map(([family, text]) => familySection(family, text))
  return `${head}\n${families.join('\n')}\n${faults()}\n${theirs('BuildKit', buildkitChecks)}\n${theirs('hadolint', hadolintRules)}\n${shellChecks()}`
}

/** Checks of other tools that neither have a counterpart here nor a sentence why not. */
export function unanswered(): readonly string[] {
  return [...buildkitChecks, ...hadolintRules].filter(
    name => counterpartsOf(name).length === 0 && whyNot[name] === undefined,
  )
}

const head = `# Rules

What \`laststage check\` looks for. Each id leads to its page; \`laststage explain RULE\` prints the same page. "Shipped" is the
weight where the bytes come into the image that ships, "elsewhere" the one in a stage that stays behind.
`

const FAMILIES: Readonly<Record<Family, string>> = {
  correctness: 'What makes a build stop, or an image do something else than the file seems to say.',
  size: 'What is in the image and no one needs. Silent in stages that stay behind.',
  cache: 'What makes a build slower, or another one tomorrow than today.',
  security: 'What lets others into an image, or a secret out of it.',
}

function familySection(family: string, text: string): string {
  const rows = rules
    .filter(rule => rule.family === family)
    .map(rule => [
      `[${rule.id}](../src/rules/${rule.id}/README.md)`,
      rule.title,
      rule.severity,
      rule.notShipped ?? rule.severity,
      fixOf(rule),
      [...(rule.counterparts.hadolint ?? []), ...(rule.counterparts.buildkit ?? [])].join(', '),
    ])
  return `## ${family.charAt(0).toUpperCase()}${family.slice(1)}\n\n${text}\n\n${table(['Rule', 'What', 'Shipped', 'Elsewhere', 'Fix', 'Known as'], rows)}`
}

/** What the page says of its fix in its first word: the code alone does not tell it without a case. */
function fixOf({ id }: Rule): string {
  const path = new URL(`../../src/rules/${id}/README.md`, import.meta.url)
  const page = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const said = /## Fix safety\n\n(Safe|Unsafe)/.exec(page)?.[1]
  return said === undefined ? '' : said.toLowerCase()
}

function faults(): string {
  const rows = syntaxFaults.map(({ code, title, hadolint = [], buildkit = [] }) => [
    code,
    title,
    [...hadolint, ...buildkit].join(', '),
  ])
  return `## Syntax\n\nWhat Docker would refuse or means to refuse. These have no page, and can be silenced by their code.\n\n${table(['Code', 'What', 'Known as'], rows)}`
}

function theirs(tool: string, names: readonly string[]): string {
  const rows = names.map(name => [name, counterpartsOf(name).join(', ') || (whyNot[name] ?? '')])
  return `## ${tool}'s checks\n\n${table(['Check', 'Here'], rows)}`
}

/** Those of ShellCheck's checks that rules have as their own, and why no others. */
function shellChecks(): string {
  const names = rules.flatMap(({ counterparts: { hadolint = [] } }) =>
    hadolint.filter(name => name.startsWith('SC')),
  )
  const rows = [...new Set(names)].sort().map(name => [name, counterpartsOf(name).join(', ')])
  return `## ShellCheck's checks\n\n${shellText}\n\n${table(['Check', 'Here'], rows)}`
}

const shellText = `hadolint runs ShellCheck on each RUN. Here its checks are rules where what they find changes the image, and where the shell
is known. The others are out of scope: they are about scripts that meet unknown input (SC2086, SC2046), or about style. Move
a long RUN into a script of its own and call \`shellcheck build.sh\`, or go on running hadolint beside this. Their comments,
\`# hadolint ignore=SC2086\` and \`# shellcheck disable=SC2086\`, are understood and do no harm; those of the checks below
silence the rule.`

function counterpartsOf(name: string): readonly string[] {
  const named = [
    ...rules.map(({ id, counterparts }) => ({ id, ...counterparts })),
    ...syntaxFaults.map(({ code, ...rest }) => ({ id: code, ...rest })),
  ]
  return named
    .filter(({ hadolint = [], buildkit = [] }) => [...hadolint, ...buildkit].includes(name))
    .map(({ id }) => `\`${id}\``)
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return `${[row(heads), row(heads.map(() => '---')), ...rows.map(row)].join('\n')}\n`
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
