import { type Action, NOTHING, type Tool } from './tool.ts'

const BUILD_VALUE_FLAGS = [
  '-o',
  '-ldflags',
  '-tags',
  '-gcflags',
  '-asmflags',
  '-mod',
  '-p',
  '-buildmode',
  '-C',
  '-modfile',
]
/** It downloads what the module cache lacks, so a build needs the network unless it is vendored. */
const BUILD: Action = {
  does: 'runs-project',
  network: true,
  longDash: true,
  valueFlags: BUILD_VALUE_FLAGS,
  outputFlags: ['-o'],
}

export const GO: readonly Tool[] = [
  {
    names: ['go'],
    valueFlags: ['-C'],
    subcommands: {
      build: BUILD,
      install: BUILD,
      get: BUILD,
      run: BUILD,
      test: BUILD,
      mod: { does: 'runs-project', network: true },
      work: { does: 'runs-project', network: true },
      generate: { does: 'runs-project' },
      vet: { does: 'runs-project', network: true },
      clean: { does: 'files', removes: ['~/.cache/go-build/'] },
      env: NOTHING,
      version: NOTHING,
      list: { does: 'runs-project', network: true },
    },
  },
  { names: ['dep', 'glide', 'govendor', 'godep', 'xcaddy'], action: { does: 'runs-project', network: true } },
]
