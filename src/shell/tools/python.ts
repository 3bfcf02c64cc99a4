import { type Action, NOTHING, type Tool } from './tool.ts'

const PIP_VALUE_FLAGS = [
  '-r',
  '--requirement',
  '-c',
  '--constraint',
  '-e',
  '--editable',
  '-t',
  '--target',
  '-i',
  '--index-url',
  '--extra-index-url',
  '-f',
  '--find-links',
  '--prefix',
  '--root',
  '--cache-dir',
  '--platform',
  '--python-version',
  '--trusted-host',
  '--timeout',
  '--retries',
  '-w',
  '--wheel-dir',
  '-d',
  '--dest',
]
const PROJECT: Action = { does: 'runs-project' }
const INSTALL: Action = { does: 'runs-project', network: true, offlineFlags: ['--offline', '--no-index'] }
const PIP_INSTALL: Action = { ...INSTALL, valueFlags: PIP_VALUE_FLAGS, writes: ['~/.cache/pip/'] }
const CACHE: Action = { does: 'files', removes: ['~/.cache/pip/'] }

export const PYTHON: readonly Tool[] = [
  {
    names: ['pip', 'pip3', 'pip2'],
    valueFlags: PIP_VALUE_FLAGS,
    subcommands: {
      install: PIP_INSTALL,
      wheel: PIP_INSTALL,
      download: PIP_INSTALL,
      uninstall: PROJECT,
      cache: CACHE,
      config: { does: 'files', writes: ['~/.config/pip/'] },
      freeze: NOTHING,
      list: NOTHING,
      show: NOTHING,
      check: NOTHING,
    },
  },
  {
    names: ['pipx'],
    subcommands: {
      install: INSTALL,
      inject: INSTALL,
      run: INSTALL,
      ensurepath: { does: 'files', writes: ['~/.bashrc'] },
    },
  },
  {
    names: ['poetry'],
    valueFlags: ['-C', '--directory', '-P', '--project'],
    subcommands: {
      install: INSTALL,
      sync: INSTALL,
      add: INSTALL,
      update: INSTALL,
      self: INSTALL,
      lock: INSTALL,
      build: PROJECT,
      run: PROJECT,
      export: PROJECT,
      config: { does: 'files', writes: ['~/.config/pypoetry/'] },
      cache: { does: 'files', removes: ['~/.cache/pypoetry/'] },
    },
  },
  {
    names: ['uv'],
    subcommands: {
      sync: INSTALL,
      pip: INSTALL,
      add: INSTALL,
      lock: INSTALL,
      tool: INSTALL,
      python: INSTALL,
      venv: PROJECT,
      run: INSTALL,
      build: INSTALL,
      export: PROJECT,
      cache: { does: 'files', removes: ['~/.cache/uv/'] },
    },
  },
  { names: ['pipenv', 'pdm', 'hatch', 'rye'], action: INSTALL },
  {
    names: ['conda', 'mamba', 'micromamba'],
    subcommands: {
      install: {
        does: 'installs',
        network: true,
        valueFlags: ['-n', '--name', '-c', '--channel', '-p', '--prefix', '-f', '--file'],
      },
      create: INSTALL,
      env: INSTALL,
      update: INSTALL,
      run: PROJECT,
      clean: { does: 'unknown', reason: 'where conda keeps its packages is not known' },
      config: { does: 'files', writes: ['~/.condarc'] },
    },
  },
  { names: ['python', 'python3', 'python2', 'virtualenv', 'pytest', 'django-admin'], action: PROJECT },
  { names: ['easy_install'], action: INSTALL },
]
