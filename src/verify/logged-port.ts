/** How servers say where they listen: an address of their own machine, or a port by that word. */
const spoken: readonly RegExp[] = [
  /(?:0\.0\.0\.0|127\.0\.0\.1|\blocalhost|\[::1?\]|(?<![\w.]):::?|\*):(\d{2,5})\b/i,
  /\bport\b\W{0,3}(\d{2,5})\b/i,
  /\blisten\w*(?: \w+){0,2} :?(\d{2,5})\b/i,
]

/** The port that a program's output says it listens on; undefined where it names none. */
export function loggedPort({
  stdout,
  stderr,
}: {
  readonly stdout: string
  readonly stderr: string
}): number | undefined {
  const text = `${stdout}\n${stderr}`
  const found = spoken.map(pattern => pattern.exec(text)?.[1]).find(port => port !== undefined)
  const port = Number(found)
  return found !== undefined && port < 65_536 ? port : undefined
}
