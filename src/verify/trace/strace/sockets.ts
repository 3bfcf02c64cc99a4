import { unescape } from './arguments.ts'
import type { TracedCall } from './line.ts'

/** The address of a connect or bind: `{sa_family=AF_INET, sin_port=htons(5432), sin_addr=inet_addr("10.0.0.2")}`. */
export const readSocket = (
  call: TracedCall,
): { readonly call: 'connect' | 'bind'; readonly family: string; readonly address: string } | undefined => {
  const argument = call.arguments[1]
  if (argument?.kind !== 'other') return undefined
  const family = /sa_family=(AF_[A-Z0-9_]+)/.exec(argument.source)?.[1]
  if (family === undefined) return undefined
  const kind = call.name === 'bind' ? 'bind' : 'connect'
  return { call: kind, family, address: addressOf(family, argument.source) }
}

const addressOf = (family: string, source: string): string => {
  if (family === 'AF_UNIX') {
    const path = /sun_path=(@?)"((?:[^"\\]|\\.)*)"/.exec(source)
    return path === null ? '' : `${path[1] ?? ''}${unescape(path[2] ?? '')}`
  }
  const port = /sin6?_port=htons\((\d+)\)/.exec(source)?.[1]
  const host = /inet_(?:addr|pton)\((?:AF_INET6?, )?"([^"]*)"/.exec(source)?.[1]
  if (host === undefined) return ''
  const shown = host.includes(':') ? `[${host}]` : host
  return port === undefined ? shown : `${shown}:${port}`
}
