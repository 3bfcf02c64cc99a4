import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { run, withRetries } from '../host/run.ts'

/** Fetches an npm package's archive once. In: `yarn@1.22.22`, an exact version. Answers the .tgz file's path. */
export async function npmArchive(spec: string, downloads: string): Promise<string> {
  const file = path.join(downloads, `${spec.replaceAll('/', '+')}.tgz`)
  if (existsSync(file)) return file
  await mkdir(downloads, { recursive: true })
  const scratch = await mkdtemp(path.join(downloads, 'npm-'))
  try {
    await withRetries(() => run('npm', ['pack', '--silent', spec], { cwd: scratch, timeout: 300_000 }))
    const [archive] = await readdir(scratch)
    await rename(path.join(scratch, archive ?? ''), file)
    return file
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
