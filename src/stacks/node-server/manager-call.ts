import type { PackageManager } from '../node-static/package-manager.ts'

/** A call of a package manager, its flags taken apart. */
export interface ManagerCall {
  readonly manager: PackageManager
  /** `install`, `run`, `start`; undefined for `yarn` alone. */
  readonly verb: string | undefined
  readonly operands: readonly string[]
  /** The script of package.json that it runs; undefined where it runs none. */
  readonly script: string | undefined
  /** Names or folders of the packages of a workspace that it is about; empty for where it is called. */
  readonly members: readonly string[]
  readonly global: boolean
  /** True where it is about another folder than the one in which it is called. */
  readonly elsewhere: boolean
}

const memberFlags = /^(?:-w|--workspace|--filter|-F)$/
const folderFlags = /^(?:--prefix|-C|--dir|--cwd)$/
const own =
  /^(?:ci|install|i|clean-install|add|remove|config|set|cache|prune|audit|fund|exec|dlx|why|list|ls|pkg|workspaces?|deploy|rebuild|link|publish|pack|view|init|create|store|fetch)$/

/** Undefined where the words call no package manager. */
export function managerCall(words: readonly string[]): ManagerCall | undefined {
  const manager = managerNamedBy(words[0])
  if (manager === undefined) return undefined
  const rest: string[] = []
  const members: string[] = []
  let global = false
  let elsewhere = false
  for (let at = 1; at < words.length; at++) {
    const word = words[at] ?? ''
    const [flag = '', value] = word.startsWith('-') ? word.split(/=(.*)/s, 2) : [word]
    if (memberFlags.test(flag)) members.push(value ?? words[++at] ?? '')
    else if (folderFlags.test(flag)) {
      elsewhere = true
      if (value === undefined) at++
    } else if (/^(?:-g|--global|--location)$/.test(flag)) global = true
    else if (!word.startsWith('-')) rest.push(word)
  }
  if (manager === 'yarn' && rest[0] === 'workspace') members.push(...rest.splice(0, 2).slice(1))
  const [verb, ...operands] = rest
  const runs = verb === 'run' || verb === 'run-script'
  const script = runs ? operands[0] : verb === undefined || own.test(verb) ? undefined : verb
  return { manager, verb, operands, script, members: members.map(memberName), global, elsewhere }
}

function managerNamedBy(program: string | undefined): PackageManager | undefined {
  return program === 'npm' || program === 'yarn' || program === 'pnpm' || program === 'bun'
    ? program
    : undefined
}

/** pnpm's `api...` is the package and what it depends on; a folder may be written with `./`. */
const memberName = (written: string) => written.replace(/^\.\/|\.{3}$/g, '').replace(/\/$/, '')
