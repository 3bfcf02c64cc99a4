import path from 'node:path'
import type { LabPaths } from './lab-paths.ts'

/** What a process needs in its environment to use the private engine. */
export function privateEngineEnv(paths: LabPaths): Record<string, string> {
  return {
    DOCKER_HOST: `unix://${paths.socket}`,
    DOCKER_CONFIG: paths.config,
    // Attestations would turn each image into an index whose second manifest counts as a layer.
    BUILDX_NO_DEFAULT_ATTESTATIONS: '1',
    LASTSTAGE_STAND_INS: '1',
  }
}

/** The folder with the private `docker` command, to be put in front of PATH. */
export function privateCommands(paths: LabPaths): string {
  return path.join(paths.prefix, 'usr', 'bin')
}

/** The text of `<lab>/env`, to be sourced by a shell. */
export function envFileText(paths: LabPaths): string {
  const exports = Object.entries(privateEngineEnv(paths)).map(
    ([name, value]) => `export ${name}=${quoted(value)}`,
  )
  const pathLine = `export PATH=${quoted(privateCommands(paths))}:"$PATH"`
  return ['# Source this to use the private engine of this checkout.', ...exports, pathLine, ''].join('\n')
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`
}
