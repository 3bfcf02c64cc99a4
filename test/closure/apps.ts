/** One app of the fixtures, with what is asked of it while it is traced, and what is asked of the result alone. */
export interface App {
  readonly name: string
  readonly probed: readonly string[]
  readonly unprobed: readonly string[]
  /** The most that its `safe` closure may hold, in MB: a tenth more than an earlier prototype held of the same kind of app. */
  readonly most: number
  /** It runs as another user than root, and is proved with a root file system that it cannot write. */
  readonly readOnly?: true
}

/** Six kinds of app, each with routes that need files which no probe touches. */
export const sixApps: readonly App[] = [
  {
    name: 'go',
    probed: ['/', '/static/style.css'],
    unprobed: ['/about', '/zone', '/prices', '/host', '/port', '/who', '/static/dot.svg'],
    most: 11.7,
    readOnly: true,
  },
  {
    name: 'native',
    probed: ['/'],
    unprobed: ['/host', '/time', '/number', '/user', '/error'],
    most: 19.5,
  },
  {
    name: 'nginx',
    probed: ['/'],
    unprobed: [
      '/about/',
      '/docs/',
      '/docs/guide.txt',
      '/images/logo.svg',
      '/data.json',
      '/old',
      '/ssi.html',
      '/nothing',
    ],
    most: 25.5,
  },
  {
    name: 'java',
    probed: ['/'],
    unprobed: ['/resource', '/image', '/zone', '/zip', '/xml', '/key', '/host', '/shell'],
    most: 237.6,
  },
  {
    name: 'express',
    probed: ['/'],
    unprobed: ['/zone', '/zip', '/shell', '/page', '/text', '/digest', '/host', '/public/style.css'],
    most: 156.6,
  },
  {
    name: 'flask',
    probed: ['/'],
    unprobed: ['/report', '/shell', '/page', '/zone', '/digest', '/tree', '/host'],
    most: 99.4,
  },
]

/** Linked with musl, by Debian's packages of it. */
export const muslApp: App = {
  name: 'musl',
  probed: ['/'],
  unprobed: ['/host', '/time', '/user', '/error'],
  most: 6,
}
