import { type ImageTree, isWithin, type Mention } from '../image/root/image-tree.ts'
import type { RuntimeConfig } from './closure.ts'
import { isLanguagePackage } from './places.ts'
import { environment, programOnPath } from './programs.ts'

/** A path to keep for what the code or the configuration says, whatever was traced. */
export interface StaticReason {
  readonly path: string
  readonly because: string
  /** A directory is kept whole, a file alone (and, under `safe`, with its package). */
  readonly whole: boolean
}

export interface StaticInput {
  readonly tree: ImageTree
  readonly config: RuntimeConfig
  readonly kept: readonly string[]
  readonly appTrees: readonly string[]
  readonly traced: ReadonlySet<string>
  /** The programs that the image's configuration names, by their real paths. */
  readonly programs: ReadonlySet<string>
  /** These, and what was executed. */
  readonly executed: ReadonlySet<string>
}

/** The programs that a shell line is made of where no better is known. */
const commonPrograms = ['sh', 'cat', 'env', 'ls', 'uname']

export const staticReasons = (input: StaticInput): readonly StaticReason[] => [
  ...startedPrograms(input),
  ...libraryFinders(input),
  ...locales(input),
  ...fonts(input),
  ...certificates(input.tree),
  ...timeZone(input),
  ...timeZones(input),
  ...nameServices(input.tree),
]

/** A source that starts programs needs a shell and the common tools, and what it names literally. */
const startedPrograms = (input: StaticInput): readonly StaticReason[] => {
  const { tree, config } = input
  const sources = input.kept.filter(path => startsPrograms(input, path))
  const first = sources[0]
  const because = `${first} starts programs`
  const common = first === undefined ? [] : commonPrograms.map(name => ({ name, because }))
  // A script has branches that no run took; one of the app's own counts where something may start it.
  const scripts = input.kept.filter(
    path => input.executed.has(path) || (first !== undefined && isOwnScript(input, path)),
  )
  const literal = [...sources, ...scripts].flatMap(path =>
    (tree.facts(path).programs ?? []).map(name => ({ name, because: `${path} starts ${name}` })),
  )
  return [...common, ...literal]
    .map(entry => ({ path: programOnPath(tree, config, entry.name), because: entry.because, whole: false }))
    .filter((entry): entry is StaticReason => entry.path !== undefined)
}

const isOwnScript = ({ tree, appTrees }: StaticInput, path: string): boolean =>
  tree.facts(path).shebang !== undefined &&
  appTrees.some(root => isWithin(path, root)) &&
  !isLanguagePackage(path)

const startsPrograms = (input: StaticInput, path: string): boolean => mentions(input, path, 'starts-programs')

const standardLibrary = /\/lib\/python3\.\d+\/(?!site-packages|dist-packages)/

/**
 * The app's own sources and programs count; those of a language package only where they were loaded. An interpreter can
 * start programs whatever it runs, so it says nothing.
 */
const mentions = (input: StaticInput, path: string, mention: Mention): boolean =>
  input.tree.facts(path).mentions?.includes(mention) === true &&
  (input.appTrees.some(root => isWithin(path, root)) || input.programs.has(path)) &&
  !standardLibrary.test(path) &&
  !/\/(node|nodejs|python[\d.]*|ruby[\d.]*|java|perl[\d.]*|php[\d.]*|bun|deno|nginx|httpd|(ba|da|a)?sh|busybox)$/.test(
    path,
  ) &&
  (!isLanguagePackage(path) || input.traced.has(path))

/** Python's `find_library` asks ldconfig. */
const libraryFinders = (input: StaticInput): readonly StaticReason[] => {
  const { tree, kept, appTrees } = input
  const finding = kept.find(
    path =>
      tree.facts(path).mentions?.includes('finds-libraries') === true &&
      appTrees.some(root => isWithin(path, root)) &&
      !standardLibrary.test(path),
  )
  const path = programOnPath(tree, input.config, 'ldconfig')
  return finding === undefined || path === undefined
    ? []
    : [{ path, because: `${finding} finds libraries by name`, whole: false }]
}

/** Zones are read by name on the route that shows one: the system's, or those that come with Go. */
const timeZones = (input: StaticInput): readonly StaticReason[] => {
  const reading = input.kept.find(path => mentions(input, path, 'reads-time-zones'))
  if (reading === undefined) return []
  return ['/usr/share/zoneinfo', '/usr/local/go/lib/time/zoneinfo.zip']
    .filter(path => input.tree.get(path) !== undefined)
    .map(path => ({ path, because: `${reading} reads time zones by name`, whole: true }))
}

/** LANG and LC_ALL choose a locale, and with it the messages of libc. */
const locales = ({ tree, config }: StaticInput): readonly StaticReason[] => {
  const variables = environment(config)
  const values = ['LC_ALL', 'LANG', 'LANGUAGE', 'LC_MESSAGES'].map(key => variables.get(key) ?? '')
  const names = values.flatMap(value => value.split(':')).filter(value => /^[a-z]{2,3}([_.@]|$)/i.test(value))
  return names.flatMap(name =>
    localePlaces(tree, name).map(path => ({ path, because: `locale ${name}`, whole: true })),
  )
}

const localePlaces = (tree: ImageTree, name: string): readonly string[] => {
  const [language = '', territory] = (name.split(/[.@]/)[0] ?? '').split('_')
  const wanted = normaliseLocale(name)
  const compiled = tree.list('/usr/lib/locale').filter(entry => normaliseLocale(entry) === wanted)
  const messages = [language, ...(territory === undefined ? [] : [`${language}_${territory}`])]
  return [
    ...compiled.map(entry => `/usr/lib/locale/${entry}`),
    ...(compiled.length === 0 ? ['/usr/lib/locale/locale-archive'] : []),
    ...messages.map(entry => `/usr/share/locale/${entry}/LC_MESSAGES`),
  ].filter(path => tree.get(path) !== undefined)
}

/** `de_DE.UTF-8` and `de_DE.utf8` are one. */
const normaliseLocale = (name: string): string => name.toLowerCase().replace('utf-8', 'utf8')

/**
 * Java's AWT finds fonts through fontconfig, which it loads only once something is drawn. Classes hide in archives, so
 * that a Java runtime was used is reason enough where the image has fonts at all.
 */
const fonts = ({ tree, kept, traced, appTrees }: StaticInput): readonly StaticReason[] => {
  const drawing = kept.find(
    path =>
      tree.facts(path).mentions?.includes('draws-with-awt') === true &&
      appTrees.some(root => isWithin(path, root)),
  )
  const runtime = [...traced].find(path => path.endsWith('/libjvm.so'))
  if (drawing === undefined && runtime === undefined) return []
  const because =
    drawing === undefined ? 'Java draws text with the fonts of the system' : `${drawing} draws with AWT`
  return [
    ...['/etc/fonts', '/usr/share/fonts', '/usr/share/fontconfig'].map(path => ({
      path,
      because,
      whole: true,
    })),
    ...fontLibraries(tree).map(path => ({ path, because, whole: false })),
  ].filter(({ path }) => tree.get(path) !== undefined)
}

const fontLibraries = (tree: ImageTree): readonly string[] =>
  ['/usr/lib', '/usr/lib64', ...tree.list('/usr/lib').map(name => `/usr/lib/${name}`)].map(
    directory => `${directory}/libfontconfig.so.1`,
  )

/** A route that no probe took may ask another server over TLS. */
const certificates = (tree: ImageTree): readonly StaticReason[] =>
  [
    '/etc/ssl/certs',
    '/usr/share/ca-certificates',
    '/etc/ssl/openssl.cnf',
    '/etc/ssl/cert.pem',
    '/etc/pki/tls/certs',
    '/etc/pki/ca-trust',
  ]
    .filter(path => tree.get(path) !== undefined)
    .map(path => ({ path, because: 'certificates for requests over TLS', whole: true }))

/** The C library reads the zone only once a time is shown. */
const timeZone = ({ tree, config }: StaticInput): readonly StaticReason[] => {
  const name = environment(config).get('TZ')?.replace(/^:/, '') ?? ''
  const zone = name === '' ? [] : [name.startsWith('/') ? name : `/usr/share/zoneinfo/${name}`]
  return [...zone, '/etc/localtime', '/etc/timezone']
    .filter(path => tree.get(path) !== undefined)
    .map(path => ({ path, because: name === '' ? 'the time zone' : `TZ is ${name}`, whole: true }))
}

/** A route that no probe took may ask for a host or a service by name. */
const nameServices = (tree: ImageTree): readonly StaticReason[] =>
  ['/etc/host.conf', '/etc/gai.conf', '/etc/services', '/etc/protocols']
    .filter(path => tree.get(path) !== undefined)
    .map(path => ({ path, because: 'how hosts and services are looked up', whole: true }))
