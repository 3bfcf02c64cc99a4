import type { BuildModel, Step } from '../model/build-model.ts'
import { commandsOf, type FoundCommand, hasFlag, subcommandOf } from './commands.ts'

type Manager = 'apt' | 'apk'

/** Whether a later RUN needs what an earlier one fetched: a package manager's lists. */
export type Reliance = 'none' | 'maybe' | 'sure'

/**
 * Who installs from lists that another RUN fetched, in any stage. A script that is not read here may: it is `maybe`.
 * @returns by step, whether one that comes after it in the file relies on its lists
 */
export function laterReliance({ stages }: BuildModel, manager: Manager): (step: Step) => Reliance {
  const relying = stages
    .flatMap(stage => stage.steps.map(step => ({ step, found: commandsOf(stage, step) })))
    .map(({ step, found }) => ({ at: startOf(step), reliance: relianceOf(step, found, manager) }))
  const last = (wanted: Reliance) => relying.findLast(({ reliance }) => reliance === wanted)?.at ?? -1
  const sure = last('sure')
  const maybe = last('maybe')
  return step => (sure > startOf(step) ? 'sure' : maybe > startOf(step) ? 'maybe' : 'none')
}

function startOf({ instruction }: Step): number {
  return instruction.range.start.offset
}

function relianceOf(step: Step, found: readonly FoundCommand[], manager: Manager): Reliance {
  const { instruction, script } = step
  if (instruction.name === 'ONBUILD')
    return new RegExp(`\\b${manager}\\b`).test(instruction.logical.text) ? 'maybe' : 'none'
  if (instruction.name !== 'RUN') return 'none'
  if (script === undefined) return 'maybe'
  const installs = found.findIndex(each => needsLists(each, manager))
  const updates = found.findIndex(each => isUpdate(each, manager))
  if (installs >= 0 && (updates < 0 || installs < updates)) return 'sure'
  if (updates >= 0) return 'none'
  return script.unknown.length > 0 || found.some(runsScript) || script.commands.some(runsNothingKnown)
    ? 'maybe'
    : 'none'
}

const names: Readonly<Record<Manager, RegExp>> = { apt: /^(?:apt-get|apt|aptitude|apt-fast)$/, apk: /^apk$/ }

/** Tools that call apt-get themselves, and none of them updates first. */
const aptInside = /^(?:rosdep|mk-build-deps|gdebi|tasksel|apt-file|apt-cache)$/

/** Fetches the lists before it does anything else. */
function isUpdate(command: FoundCommand, manager: Manager): boolean {
  if (!names[manager].test(command.name)) return false
  return subcommandOf(command) === 'update' || (manager === 'apk' && fetchesIndex(command))
}

function fetchesIndex(command: FoundCommand): boolean {
  return hasFlag(command, '-U', '--update', '--update-cache')
}

function needsLists(command: FoundCommand, manager: Manager): boolean {
  if (manager === 'apt' && aptInside.test(command.name)) return true
  if (!names[manager].test(command.name)) return false
  const verb = subcommandOf(command)
  if (manager === 'apt') return verb !== 'update'
  return /^(?:add|upgrade|fix|fetch|search|policy)$/.test(verb ?? '') && !hasOwnIndex(command)
}

function hasOwnIndex(command: FoundCommand): boolean {
  return fetchesIndex(command) || hasFlag(command, '--no-cache')
}

const shells = /^(?:sh|bash|ash|dash|zsh|ksh|ansible-playbook|puppet|chef-\w+|salt-call)$/

/** Scripts of builds, which install no packages of the system. */
const builders =
  /(?:^|\/)(?:configure|Configure|config|autogen\.sh|bootstrap(?:\.sh)?|buildconf(?:\.sh)?|\w*gradlew|mvnw)$/

/** A shell that is given a file or a pipe, or a script that is started by its path. */
function runsScript({ name, words }: FoundCommand): boolean {
  if (shells.test(name)) return true
  const path = words[0]?.value ?? ''
  return (/\.(?:sh|bash)$/.test(path) || /^\.{1,2}\//.test(path)) && !builders.test(path)
}

function runsNothingKnown({ words }: FoundCommand['command']): boolean {
  return words[0] !== undefined && words[0].value === undefined
}
