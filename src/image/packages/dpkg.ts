import type { InstalledPackage, PackageDatabase, PackageFiles } from './package-database.ts'

const root = '/var/lib/dpkg'

/**
 * Reads dpkg's database: `status` with `info/NAME.list`, and distroless' `status.d/NAME` with `NAME.md5sums`.
 * Undefined where there is none. Formats: deb-control(5), dpkg(1) "FILES".
 */
export const readDpkg = (files: PackageFiles): PackageDatabase | undefined => {
  const status = files.text(`${root}/status`)
  const parts = files.list(`${root}/status.d`).filter(name => !name.endsWith('.md5sums'))
  if (status === undefined && parts.length === 0) return undefined
  const info = new Set(files.list(`${root}/info`))
  const installed = paragraphs(status ?? '')
    .filter(fields => /\binstalled$/.test(fields.get('Status') ?? ''))
    .map(fields => toPackage(fields, (name, arch) => listOf(files, info, name, arch)))
  const single = parts.flatMap(part =>
    paragraphs(files.text(`${root}/status.d/${part}`) ?? '').map(fields =>
      toPackage(fields, () => sumsOf(files, part)),
    ),
  )
  return {
    manager: 'dpkg',
    packages: [...installed, ...single].filter(({ name }) => name !== ''),
    diversions: readDiversions(files.text(`${root}/diversions`) ?? ''),
    sources: [root],
  }
}

const toPackage = (
  fields: ReadonlyMap<string, string>,
  list: (name: string, architecture: string) => readonly string[],
): InstalledPackage => {
  const name = fields.get('Package') ?? ''
  const architecture = fields.get('Architecture') ?? ''
  const files = list(name, architecture)
  const source = sourceOf(fields.get('Source'))
  const kilobytes = Number(fields.get('Installed-Size'))
  return {
    name,
    version: fields.get('Version') ?? '',
    architecture,
    ...(source === undefined ? {} : { source }),
    ...(files.length > 0 || !(kilobytes > 0) ? {} : { declaredBytes: 1024 * kilobytes }),
    files,
  }
}

/** `gcc-12 (12.2.0-14)`: the version stands there where it is not the package's. */
const sourceOf = (text: string | undefined): string | undefined => {
  const [, name, version] = /^(\S+)(?: \((.+)\))?$/.exec(text ?? '') ?? []
  return version === undefined ? name : `${name}@${version}`
}

/** Multi-Arch: same packages carry their architecture in the list's name. */
const listOf = (
  files: PackageFiles,
  info: ReadonlySet<string>,
  name: string,
  architecture: string,
): readonly string[] => {
  const file = [`${name}:${architecture}.list`, `${name}.list`].find(candidate => info.has(candidate))
  if (file === undefined) return []
  return (files.text(`${root}/info/${file}`) ?? '')
    .split('\n')
    .filter(line => line.startsWith('/') && line !== '/.')
}

/** `d41d8cd98f00b204e9800998ecf8427e  usr/bin/env`, one file a line. */
const sumsOf = (files: PackageFiles, part: string): readonly string[] =>
  (files.text(`${root}/status.d/${part}.md5sums`) ?? '')
    .split('\n')
    .map(line => /^[0-9a-f]{32} [ *](.+)$/.exec(line)?.[1])
    .filter(path => path !== undefined)
    .map(path => `/${path.replace(/^\.?\//, '')}`)

/** Paragraphs of `Field: value`; continued lines are dropped, since no field that we read has them. */
const paragraphs = (text: string): readonly ReadonlyMap<string, string>[] =>
  text
    .split(/\n\s*\n/)
    .map(paragraph => {
      const fields = new Map<string, string>()
      for (const line of paragraph.split('\n')) {
        const colon = line.indexOf(':')
        if (colon > 0 && !/^\s/.test(line)) fields.set(line.slice(0, colon), line.slice(colon + 1).trim())
      }
      return fields
    })
    .filter(fields => fields.has('Package'))

/** Three lines each: the diverted path, where it went, and by which package. */
const readDiversions = (text: string): PackageDatabase['diversions'] => {
  const lines = text.split('\n')
  const diversions = new Map<string, { readonly to: string; readonly by: string }>()
  for (let at = 0; at + 2 < lines.length; at += 3) {
    const [from = '', to = '', by = ''] = lines.slice(at, at + 3)
    diversions.set(from, { to, by })
  }
  return diversions
}
