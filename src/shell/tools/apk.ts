import { NOTHING, type Tool } from './tool.ts'

const VALUE_FLAGS = [
  '-t',
  '--virtual',
  '-X',
  '--repository',
  '-p',
  '--root',
  '--keys-dir',
  '--arch',
  '--cache-dir',
]
const INSTALL = {
  does: 'installs',
  network: true,
  offlineFlags: ['--no-network'],
  valueFlags: VALUE_FLAGS,
  writes: ['/lib/apk/db/', '/etc/apk/world'],
} as const

export const APK: readonly Tool[] = [
  {
    names: ['apk'],
    valueFlags: VALUE_FLAGS,
    subcommands: {
      add: INSTALL,
      update: { does: 'files', network: true, writes: ['/var/cache/apk/', '/lib/apk/db/'] },
      upgrade: { ...INSTALL, does: 'files' },
      fix: { ...INSTALL, does: 'files' },
      del: { does: 'unknown', reason: 'which packages are removed is not known before it runs' },
      cache: { does: 'files', removes: ['/var/cache/apk/*'] },
      info: NOTHING,
      list: NOTHING,
      search: NOTHING,
      version: NOTHING,
    },
  },
]
