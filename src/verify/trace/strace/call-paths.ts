import type { Argument } from './arguments.ts'
import { type CallShape, callShape, type PathArgument, writesByFlags } from './calls.ts'
import type { TracedCall } from './line.ts'

/** True where the call does not follow a link at the end. */
export const hasFlag = (call: TracedCall, nofollow: CallShape['nofollow']): boolean => {
  if (typeof nofollow === 'boolean') return nofollow
  const flags = call.arguments[nofollow.flags]
  return flags?.kind === 'other' && flags.source.includes(nofollow.name)
}

export const opensForWriting = (call: TracedCall): boolean => {
  if (!call.name.startsWith('open')) return false
  const flags = call.arguments[call.name === 'open' ? 1 : 2]
  return flags?.kind === 'other' && writesByFlags(flags.source)
}

/** The absolute path that an argument names; `none` where it names none, `blind` where strace could not read it. */
export const pathOf = (call: TracedCall, position: PathArgument, directory: string): string => {
  const argument = call.arguments[position.path]
  const base = position.directory === undefined ? undefined : call.arguments[position.directory]
  if (argument?.kind === 'pointer') return badAddress(call) ? 'none' : 'blind'
  if (argument?.kind !== 'text') return 'none'
  if (argument.cut) return 'blind'
  if (argument.value === '') return 'none'
  if (argument.value.startsWith('/')) return normalise(argument.value)
  return absolute(baseDirectory(base, directory), argument.value)
}

/** EFAULT: the kernel could not read the pointer either. */
const badAddress = (call: TracedCall): boolean =>
  call.result.kind === 'failed' && call.result.errno === 'EFAULT'

const baseDirectory = (base: Argument | undefined, directory: string): string =>
  base?.kind === 'descriptor' && base.path.startsWith('/') ? withoutDeleted(base.path) : directory

export const namesRelativePath = (call: TracedCall): boolean => {
  const shape = callShape(call.name)
  return (shape?.paths ?? []).some(({ path, directory }) => {
    const argument = call.arguments[path]
    const base = directory === undefined ? undefined : call.arguments[directory]
    return argument?.kind === 'text' && /^[^/]/.test(argument.value) && base?.kind !== 'descriptor'
  })
}

export const withoutDeleted = (path: string): string => path.replace(/ ?\(deleted\)$/, '')

export const absolute = (directory: string, path: string): string =>
  path.startsWith('/') ? normalise(path) : normalise(`${directory}/${path}`)

/** Drops `//` and `/./` only: `..` is resolved in the tree, since a link may stand before it. */
const normalise = (path: string): string => {
  const parts = path.split('/').filter(part => part !== '' && part !== '.')
  return `/${parts.join('/')}`
}
