import path from 'node:path'

export type Suite = 'trixie' | 'bookworm' | 'bookworm-backports'

/** Where one suite's private apt keeps its things. */
export interface AptFolders {
  readonly root: string
  readonly config: string
  readonly sources: string
  readonly status: string
  readonly lists: string
  readonly archives: string
}

export function aptFolders(debian: string, suite: Suite): AptFolders {
  const root = path.join(debian, suite)
  return {
    root,
    config: path.join(root, 'apt.conf'),
    sources: path.join(root, 'etc', 'sources.list'),
    status: path.join(root, 'status'),
    lists: path.join(root, 'state', 'lists'),
    archives: path.join(root, 'cache', 'archives'),
  }
}

/**
 * The configuration of an apt that knows only one suite, believes that nothing is installed, and leaves the machine's own alone.
 * In: the machine's `apt-config dump`, whose network settings (a proxy, certificates) are kept.
 */
export function aptConfigText(folders: AptFolders, architecture: string, machineDump: string): string {
  const network = machineDump.split('\n').filter(line => /^Acquire::https?[: ]/i.test(line))
  return [
    `Dir::State "${folders.root}/state";`,
    `Dir::State::status "${folders.status}";`,
    `Dir::Cache "${folders.root}/cache";`,
    `Dir::Etc "${folders.root}/etc";`,
    `Dir::Etc::sourcelist "${folders.sources}";`,
    'Dir::Etc::sourceparts "/dev/null";',
    `APT::Architecture "${architecture}";`,
    `APT::Architectures "${architecture}";`,
    'APT::Install-Recommends "false";',
    'APT::Keep-Downloaded-Packages "true";',
    'APT::Sandbox::User "root";',
    'Acquire::Languages "none";',
    'Acquire::Retries "3";',
    'Debug::NoLocking "true";',
    ...network,
    '',
  ].join('\n')
}

/** The Debian mirror that a machine's apt sources name, either format. Security and other archives don't count. */
export function mirrorIn(sources: string): string | undefined {
  const found = [...sources.matchAll(/^\s*(?:URIs:|deb\s+(?:\[[^\]]*\]\s+)?)\s*(\S+)/gm)].map(
    match => match[1],
  )
  return found.find(uri => uri !== undefined && /\/debian\/?$/.test(uri))
}

/** Names of the archives that `apt-get install --print-uris` would fetch: `'URI' NAME SIZE HASH` a line. */
export function archiveNames(printUris: string): string[] {
  return printUris.split('\n').flatMap(line => {
    const match = /^'[^']+' (\S+\.deb) \d+/.exec(line)
    return match?.[1] === undefined ? [] : [match[1]]
  })
}
