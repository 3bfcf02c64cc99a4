/** What Node's key parser tells of a key. */
export interface Keypress {
  readonly name?: string | undefined
  readonly ctrl?: boolean | undefined
  readonly meta?: boolean | undefined
}

/** Keys that write nothing, and those whose character says less than their name. */
const named: Readonly<Record<string, string>> = {
  up: 'up',
  down: 'down',
  left: 'left',
  right: 'right',
  pageup: 'pageup',
  pagedown: 'pagedown',
  home: 'home',
  end: 'end',
  tab: 'tab',
  return: 'enter',
  enter: 'enter',
  escape: 'escape',
  backspace: 'backspace',
  space: 'space',
}

/** A key as the explorer calls it; undefined for one that it has no use for. */
export function keyName(text: string | undefined, { name, ctrl, meta }: Keypress): string | undefined {
  if (name !== undefined && ctrl === true) return `ctrl-${name}`
  if (name !== undefined && named[name] !== undefined) return named[name]
  if (meta === true || text === undefined) return undefined
  return /^\P{Cc}$/u.test(text) ? text : undefined
}
