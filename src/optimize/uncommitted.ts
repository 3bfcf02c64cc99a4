import { execFile } from 'node:child_process'

/** What git says of some files: whether it can bring their present text back. */
export interface GitState {
  /** Paths with changes that are in no commit, untracked and ignored files among them. */
  readonly uncommitted: readonly string[]
  /** False outside a work tree, or without git. */
  readonly tracked: boolean
}

/** Asks git about files of a folder; no git, or no work tree, means that nothing is tracked. */
export async function gitState(folder: string, paths: readonly string[]): Promise<GitState> {
  const args = ['status', '--porcelain=v1', '-z', '--ignored', '--untracked-files=all', '--', ...paths]
  const output = await git(folder, args)
  const top = await git(folder, ['rev-parse', '--show-prefix'])
  if (output === undefined || top === undefined) return { uncommitted: [], tracked: false }
  return { uncommitted: uncommittedPaths(output, top.trim()), tracked: true }
}

/**
 * The paths of `git status --porcelain=v1 -z`, which are relative to the work tree's root.
 * @param prefix the folder's own path in the work tree, as `git rev-parse --show-prefix` prints it
 */
export function uncommittedPaths(output: string, prefix: string): readonly string[] {
  const entries = output.split('\0')
  const paths: string[] = []
  for (let index = 0; index < entries.length; index += 1) {
    const entry = entries[index] ?? ''
    if (entry.length < 4) continue
    const path = entry.slice(3)
    paths.push(path.startsWith(prefix) ? path.slice(prefix.length) : path)
    // A renamed or copied file is followed by the path that it came from.
    if (/[RC]/.test(entry.slice(0, 2))) index += 1
  }
  return paths
}

async function git(folder: string, args: readonly string[]): Promise<string | undefined> {
  return await new Promise(done => {
    // A repository's own configuration can name programs to run (fsmonitor); reading must not start them.
    const safe = ['-c', 'core.fsmonitor=false', ...args]
    execFile('git', safe, { cwd: folder, timeout: 10_000 }, (error, stdout) => {
      done(error === null ? stdout : undefined)
    })
  })
}
