import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { UserError } from '../../errors.ts'
import type { Io } from '../io.ts'
import { pluginName } from './plugin-call.ts'

/** Stands in the second line of what is installed: only such a file is replaced or removed. */
const mark =
  '# Put here by `laststage docker-plugin install`; `laststage docker-plugin uninstall` removes it.'

/**
 * Puts a small script where Docker's CLI looks for plugins, or takes it away.
 * @param entry the script that Docker's CLI is to start; the bundle's where not given
 * @param platform as `process.platform` names it
 * @throws UserError where something else of that name is there, or laststage is not installed for good
 */
export function runDockerPlugin(
  action: 'install' | 'uninstall',
  io: Io,
  { entry, platform = process.platform }: { entry?: string; platform?: NodeJS.Platform } = {},
): void {
  if (platform === 'win32') {
    throw new UserError(
      'no-plugin-on-windows',
      'on Windows a plugin of the Docker CLI has to be an .exe file, and laststage is none',
      'Call laststage itself, or use WSL.',
    )
  }
  const file = join(
    io.env['DOCKER_CONFIG'] || join(io.env['HOME'] || homedir(), '.docker'),
    'cli-plugins',
    `docker-${pluginName}`,
  )
  const there = kindOf(file)
  if (there === 'foreign') {
    throw new UserError('foreign-plugin', `${file} is not from laststage`, 'Move it away first.')
  }
  if (action === 'uninstall') {
    rmSync(file, { force: true })
    io.stdout.write(
      there === 'ours' ? `Removed ${file}.\n` : 'Nothing to remove: the plugin is not installed.\n',
    )
    return
  }
  const script = scriptFor(entry ?? pluginFile(), process.execPath)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, script)
  chmodSync(file, 0o755)
  io.stdout.write(`Wrote ${file}. Try: docker laststage --version\n`)
}

function kindOf(file: string): 'absent' | 'ours' | 'foreign' {
  const stats = lstatSync(file, { throwIfNoEntry: false })
  if (stats === undefined) return 'absent'
  return stats.isFile() && readFileSync(file, 'utf8').split('\n')[1] === mark ? 'ours' : 'foreign'
}

/** The bundle's entry for Docker, from the bundle itself and from the sources alike. */
function pluginFile(): string {
  for (let folder = new URL('./', import.meta.url); ; folder = new URL('../', folder)) {
    const file = fileURLToPath(new URL('dist/docker-laststage.mjs', folder))
    if (existsSync(file)) {
      if (!/[\\/]_npx[\\/]/.test(file)) return file
      const hint = 'Install it first: npm install --global laststage'
      throw new UserError(
        'plugin-in-cache',
        'laststage runs from a cache of npx, which npm empties at times',
        hint,
      )
    }
    if (folder.pathname === '/')
      throw new Error('dist/docker-laststage.mjs is missing from this installation')
  }
}

/** Starts with the Node that laststage runs on now, which the PATH of another day may not have; else with any. */
function scriptFor(file: string, node: string): string {
  return `#!/bin/sh
${mark}
node=${quoted(node)}
[ -x "$node" ] || node=node
exec "$node" ${quoted(file)} "$@"
`
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`
}
