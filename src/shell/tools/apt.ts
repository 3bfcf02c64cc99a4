import { NOTHING, type Tool } from './tool.ts'

const VALUE_FLAGS = ['-o', '-c', '-t', '-a', '--option', '--target-release', '--config-file']
const INSTALL = {
  does: 'installs',
  network: true,
  offlineFlags: ['--no-download'],
  valueFlags: VALUE_FLAGS,
  writes: ['/var/lib/dpkg/', '/var/cache/apt/archives/', '/var/log/apt/', '/var/log/dpkg.log'],
} as const

export const APT: readonly Tool[] = [
  {
    names: ['apt-get', 'apt', 'aptitude'],
    valueFlags: VALUE_FLAGS,
    subcommands: {
      update: { does: 'files', network: true, writes: ['/var/lib/apt/lists/'], valueFlags: VALUE_FLAGS },
      install: INSTALL,
      reinstall: INSTALL,
      'build-dep': INSTALL,
      upgrade: { ...INSTALL, does: 'files' },
      'dist-upgrade': { ...INSTALL, does: 'files' },
      'full-upgrade': { ...INSTALL, does: 'files' },
      clean: { does: 'files', removes: ['/var/cache/apt/archives/*'] },
      autoclean: { does: 'files', removes: ['/var/cache/apt/archives/*'] },
      remove: { does: 'unknown', reason: 'which packages are removed is not known before it runs' },
      purge: { does: 'unknown', reason: 'which packages are removed is not known before it runs' },
      autoremove: { does: 'unknown', reason: 'which packages are removed is not known before it runs' },
      download: {
        does: 'unknown',
        network: true,
        reason: 'it downloads packages into the working directory',
      },
      source: { does: 'unknown', network: true, reason: 'it downloads sources into the working directory' },
      check: NOTHING,
      list: NOTHING,
      show: NOTHING,
      search: NOTHING,
    },
  },
  {
    names: ['add-apt-repository', 'apt-add-repository'],
    action: { does: 'files', network: true, writes: ['/etc/apt/sources.list.d/', '/var/lib/apt/lists/'] },
  },
  { names: ['apt-key'], action: { does: 'files', network: true, writes: ['/etc/apt/trusted.gpg.d/'] } },
  { names: ['apt-mark', 'apt-cache', 'dpkg-query', 'dpkg-architecture'], action: NOTHING },
  {
    names: ['dpkg'],
    action: { does: 'unknown', reason: 'what a package file holds is not known before it is installed' },
  },
  { names: ['debconf-set-selections'], action: { does: 'files', writes: ['/var/cache/debconf/'] } },
  { names: ['dpkg-reconfigure'], action: { does: 'unknown', reason: 'a package configures itself' } },
]
