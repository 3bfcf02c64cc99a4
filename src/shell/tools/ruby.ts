import { type Action, NOTHING, type Tool } from './tool.ts'

const INSTALL: Action = { does: 'runs-project', network: true, offlineFlags: ['--local'] }

export const RUBY: readonly Tool[] = [
  {
    names: ['gem'],
    subcommands: {
      install: {
        does: 'installs',
        network: true,
        valueFlags: ['-v', '--version', '-i', '--install-dir', '-n', '--bindir'],
      },
      i: {
        does: 'installs',
        network: true,
        valueFlags: ['-v', '--version', '-i', '--install-dir', '-n', '--bindir'],
      },
      update: INSTALL,
      build: { does: 'runs-project' },
      cleanup: { does: 'unknown', reason: 'which gems are removed is not known before it runs' },
      list: NOTHING,
    },
  },
  {
    names: ['bundle', 'bundler'],
    subcommands: {
      install: INSTALL,
      update: INSTALL,
      add: INSTALL,
      exec: { does: 'runs-project' },
      config: { does: 'files', writes: ['~/.bundle/'] },
      clean: { does: 'runs-project' },
      check: NOTHING,
    },
    action: INSTALL,
  },
  { names: ['ruby', 'rake', 'rails'], action: { does: 'runs-project' } },
]
