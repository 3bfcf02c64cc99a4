import { type FoundCommand, subcommandOf } from '../commands.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const installWithoutYes: Rule = {
  id: 'install-without-yes',
  title: 'A package manager asks, and nobody answers',
  family: 'correctness',
  severity: 'warning',
  counterparts: { hadolint: ['DL3014', 'DL3030', 'DL3034', 'DL3038'] },
  *check(context: RuleContext): Iterable<Finding> {
    const asking = context.commands.filter(asks)
    if (asking.length > 0 && !isAnswered(context)) yield* asking.map(finding)
  },
}

/** A configuration file may answer for all of them. */
function isAnswered({ document }: RuleContext): boolean {
  return /assume-?yes/i.test(document.text.replace(/--assume-?yes/gi, ''))
}

const managers: Readonly<Record<string, { readonly asks: RegExp; readonly quiet: RegExp }>> = {
  'apt-get': {
    asks: /^(?:install|upgrade|dist-upgrade|remove|purge|autoremove|build-dep)$/,
    quiet:
      /^(?:-[a-zA-Z]*[yds][a-zA-Z]*|-[a-zA-Z]*qq[a-zA-Z]*|-q=2|--yes|--assume-\w+|--force-yes|--quiet=2|--simulate|--dry-run|--download-only|--print-uris)$/,
  },
  yum: {
    asks: /^(?:install|localinstall|groupinstall|update|upgrade|remove|erase|autoremove)$/,
    quiet: /^(?:-[a-z]*y[a-z]*|--assumeyes|--downloadonly)$/,
  },
  zypper: {
    asks: /^(?:install|in|update|up|remove|rm|dist-upgrade|dup)$/,
    quiet: /^(?:-[a-z]*[yn][a-z]*|--no-confirm|--non-interactive)$/,
  },
}

const sameAs: Readonly<Record<string, string>> = { apt: 'apt-get', aptitude: 'apt-get', dnf: 'yum' }

function asks(found: FoundCommand): boolean {
  const { name, args, command } = found
  const key = Object.hasOwn(sameAs, name) ? sameAs[name] : name
  const manager = key !== undefined && Object.hasOwn(managers, key) ? managers[key] : undefined
  const subcommand = subcommandOf(found)
  if (manager === undefined || subcommand === undefined || !manager.asks.test(subcommand)) return false
  // What is not known may hold the flag; `yes | apt-get …` answers.
  if (args.includes(undefined) || command.joinedBy === '|' || command.redirects.length > 0) return false
  const names = args.filter(arg => !arg?.startsWith('-')).length
  return (
    !args.some(arg => arg !== undefined && manager.quiet.test(arg)) &&
    (names > 1 || !/install/.test(subcommand))
  )
}

function finding(found: FoundCommand): Finding {
  const subcommand = subcommandOf(found) ?? ''
  const word = found.words.find(({ value }) => value === subcommand)
  const at = word?.range.end.offset
  return {
    message: `${found.name} ${subcommand} asks before it does so, and the build has nobody to answer`,
    range: found.command.range,
    ...(at === undefined
      ? {}
      : { fix: { title: 'Add -y', applicability: 'safe', edits: [{ from: at, to: at, text: ' -y' }] } }),
  }
}
