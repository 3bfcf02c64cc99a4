/**
 * The images that Dockerfiles name in FROM, COPY --from and RUN --mount from=, arguments filled in from their
 * defaults; stages of the same file and `scratch` left out. Good enough to know what to prepare.
 */
export function imagesNamed(dockerfiles: readonly string[]): string[] {
  const names = dockerfiles.flatMap(text => namedIn(text))
  return [...new Set(names)].sort()
}

function namedIn(text: string): string[] {
  const args = defaultArguments(text)
  const stages = new Set<string>()
  const found: string[] = []
  for (const line of text.replace(/\\\r?\n/g, ' ').split('\n')) {
    const from = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line)
    const sources = from === null ? sourcesIn(line) : [from[1] ?? '']
    for (const source of sources) {
      const name = substitute(source, args)
      if (isImage(name) && !stages.has(name.toLowerCase())) found.push(name)
    }
    if (from?.[2] !== undefined) stages.add(from[2].toLowerCase())
  }
  return found
}

function sourcesIn(line: string): string[] {
  if (!/^\s*(?:COPY|ADD|RUN)\s/i.test(line)) return []
  return [...line.matchAll(/(?:--from=|--mount=\S*\bfrom=)([^\s,]+)/g)].map(match => match[1] ?? '')
}

function isImage(name: string): boolean {
  return name !== '' && name !== 'scratch' && !/^\d+$/.test(name) && !name.includes('$')
}

function defaultArguments(text: string): Map<string, string> {
  const found = [...text.matchAll(/^\s*ARG\s+(\w+)=(\S+)/gim)]
  return new Map(found.map(match => [match[1] ?? '', (match[2] ?? '').replace(/^(["'])(.*)\1$/, '$2')]))
}

function substitute(text: string, args: ReadonlyMap<string, string>): string {
  return text.replace(/\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g, (whole, braced, fallback, bare) => {
    const name: unknown = braced ?? bare
    const value = typeof name === 'string' ? args.get(name) : undefined
    return value ?? (typeof fallback === 'string' ? fallback : whole)
  })
}
