import { type Action, type Tool } from './tool.ts'

const BUILD: Action = { does: 'runs-project', network: true, offlineFlags: ['--offline', '--frozen'] }

export const RUST: readonly Tool[] = [
  {
    names: ['cargo'],
    plusFlags: true,
    subcommands: {
      build: BUILD,
      b: BUILD,
      install: BUILD,
      fetch: BUILD,
      run: BUILD,
      test: BUILD,
      check: BUILD,
      chef: BUILD,
      vendor: BUILD,
      update: BUILD,
      init: { does: 'runs-project' },
      new: { does: 'runs-project' },
      clean: { does: 'files', removes: ['target/'] },
    },
    action: BUILD,
  },
  { names: ['rustup', 'rustup-init'], action: { does: 'runs-project', network: true } },
  { names: ['rustc', 'wasm-pack', 'trunk'], action: BUILD },
]
