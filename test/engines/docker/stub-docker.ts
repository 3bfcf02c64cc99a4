import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

const version = JSON.stringify({ Server: { Version: '28.1.0', Os: 'linux', Arch: 'arm64' } })

/**
 * An environment whose `docker` is a shell script: it tells its version, and does `script` for all else. `$*` are the
 * arguments.
 */
export async function stubDocker(script: string, versionScript: string = `echo '${version}'`) {
  const folder = await mkdtemp(join(tmpdir(), 'stub-docker-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'docker')
  await writeFile(file, `#!/bin/sh\nif [ "$1" = version ]; then\n${versionScript}\nexit\nfi\n${script}\n`)
  await chmod(file, 0o755)
  return { env: { ...process.env, PATH: `${folder}:/usr/bin:/bin` }, folder }
}

/** A shell command that prints these lines, to standard error where not said otherwise. */
export function printing(text: string, to = '>&2'): string {
  return `cat ${to} <<'END_OF_STUB'\n${text}\nEND_OF_STUB\n`
}
