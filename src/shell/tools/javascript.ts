import { type Action, NOTHING, type Tool } from './tool.ts'

const PROJECT: Action = { does: 'runs-project' }
const INSTALL: Action = {
  does: 'runs-project',
  network: true,
  offlineFlags: ['--offline'],
}
const NPM_VALUE_FLAGS = ['--prefix', '-C', '--registry', '--cache', '--userconfig', '-w', '--workspace']
const CONFIG: Action = { does: 'files', writes: ['~/.npmrc'] }

export const JAVASCRIPT: readonly Tool[] = [
  {
    names: ['npm'],
    valueFlags: NPM_VALUE_FLAGS,
    subcommands: {
      ci: INSTALL,
      'clean-install': INSTALL,
      install: INSTALL,
      i: INSTALL,
      add: INSTALL,
      update: INSTALL,
      rebuild: PROJECT,
      run: PROJECT,
      'run-script': PROJECT,
      start: PROJECT,
      test: PROJECT,
      exec: INSTALL,
      prune: PROJECT,
      uninstall: PROJECT,
      link: PROJECT,
      pack: PROJECT,
      audit: INSTALL,
      cache: { does: 'files', removes: ['~/.npm/'] },
      config: CONFIG,
      set: CONFIG,
      version: NOTHING,
    },
  },
  {
    names: ['yarn', 'yarnpkg'],
    valueFlags: ['--cwd', '--registry', '--cache-folder'],
    subcommands: {
      install: INSTALL,
      add: INSTALL,
      global: INSTALL,
      dlx: INSTALL,
      upgrade: INSTALL,
      cache: { does: 'files', removes: ['~/.cache/yarn/', '/usr/local/share/.cache/'] },
      config: CONFIG,
      set: INSTALL,
    },
    // Any other word is a script of the project; with none it installs.
    action: INSTALL,
  },
  {
    names: ['pnpm'],
    valueFlags: ['--filter', '-F', '--dir', '-C', '--store-dir'],
    subcommands: {
      install: INSTALL,
      i: INSTALL,
      add: INSTALL,
      fetch: INSTALL,
      dlx: INSTALL,
      update: INSTALL,
      deploy: INSTALL,
      run: PROJECT,
      exec: PROJECT,
      prune: PROJECT,
      store: { does: 'files', removes: ['~/.local/share/pnpm/store/'] },
      config: CONFIG,
    },
    action: PROJECT,
  },
  {
    names: ['bun'],
    subcommands: {
      install: INSTALL,
      i: INSTALL,
      add: INSTALL,
      update: INSTALL,
      x: INSTALL,
      run: PROJECT,
      build: PROJECT,
      test: PROJECT,
    },
    action: PROJECT,
  },
  { names: ['npx', 'bunx', 'pnpx'], action: INSTALL },
  { names: ['corepack'], action: { does: 'runs-project', network: true } },
  { names: ['node', 'deno', 'tsc', 'vite', 'ng', 'next', 'webpack'], action: PROJECT },
]
