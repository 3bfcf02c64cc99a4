import { NOTHING, type Tool } from './tool.ts'

const VALUE_FLAGS = [
  '-c',
  '-d',
  '-x',
  '--enablerepo',
  '--disablerepo',
  '--exclude',
  '--installroot',
  '--setopt',
  '--releasever',
]
const INSTALL = {
  does: 'installs',
  network: true,
  offlineFlags: ['-C', '--cacheonly'],
  valueFlags: VALUE_FLAGS,
  writes: ['/var/lib/rpm/', '/var/cache/dnf/', '/var/cache/yum/', '/var/log/'],
} as const
const UPDATE = { ...INSTALL, does: 'files' } as const
const REMOVE = { does: 'unknown', reason: 'which packages are removed is not known before it runs' } as const

export const RPM: readonly Tool[] = [
  {
    names: ['dnf', 'yum', 'microdnf', 'dnf5', 'tdnf'],
    valueFlags: VALUE_FLAGS,
    subcommands: {
      install: INSTALL,
      localinstall: INSTALL,
      reinstall: INSTALL,
      groupinstall: INSTALL,
      module: UPDATE,
      group: UPDATE,
      update: UPDATE,
      upgrade: UPDATE,
      'distro-sync': UPDATE,
      swap: UPDATE,
      makecache: { does: 'files', network: true, writes: ['/var/cache/dnf/', '/var/cache/yum/'] },
      clean: { does: 'files', removes: ['/var/cache/dnf/*', '/var/cache/yum/*'] },
      remove: REMOVE,
      erase: REMOVE,
      autoremove: REMOVE,
      'config-manager': { does: 'files', network: true, writes: ['/etc/yum.repos.d/'] },
      list: NOTHING,
      info: NOTHING,
      search: NOTHING,
      repolist: NOTHING,
    },
  },
  {
    names: ['yum-config-manager'],
    action: { does: 'files', network: true, writes: ['/etc/yum.repos.d/'] },
  },
  {
    names: ['rpm'],
    action: { does: 'unknown', reason: 'what a package file holds is not known before it is installed' },
  },
  {
    names: ['zypper'],
    valueFlags: ['-R', '--root'],
    subcommands: {
      install: { ...INSTALL, writes: ['/var/lib/rpm/', '/var/cache/zypp/'] },
      in: { ...INSTALL, writes: ['/var/lib/rpm/', '/var/cache/zypp/'] },
      refresh: { does: 'files', network: true, writes: ['/var/cache/zypp/'] },
      ref: { does: 'files', network: true, writes: ['/var/cache/zypp/'] },
      clean: { does: 'files', removes: ['/var/cache/zypp/*'] },
      update: UPDATE,
      up: UPDATE,
      remove: REMOVE,
      rm: REMOVE,
    },
  },
  {
    names: ['pacman'],
    action: { does: 'unknown', network: true, reason: 'laststage does not read the letters of pacman' },
  },
]
