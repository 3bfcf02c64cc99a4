import type { Container } from '../engines/engine.ts'

/** Whether the image's USER is a name that only its `/etc/passwd` can tell the number of. */
export function isUserName(configured: string): boolean {
  const [name = ''] = configured.split(':')
  return name !== '' && name !== 'root' && !/^\d+$/.test(name)
}

/**
 * The user that an image runs as, in numbers where `/etc/passwd` of the image tells them, so that `nginx` in one
 * image and `101` in another compare equal. Root is `0`.
 */
export async function userOf(
  container: Pick<Container, 'copyOut'> | undefined,
  configured: string,
): Promise<string> {
  const [name = '', group] = configured.split(':')
  if (!isUserName(configured)) return /^\d+$/.test(name) ? name : '0'
  const passwd = container && (await fileOf(container, '/etc/passwd'))
  const uid = passwd
    ?.split('\n')
    .map(line => line.split(':'))
    .find(([user]) => user === name)?.[2]
  return uid ?? (group === undefined ? name : `${name}:${group}`)
}

/** The text of one file of a container; undefined where it is absent. */
async function fileOf(container: Pick<Container, 'copyOut'>, path: string): Promise<string | undefined> {
  try {
    const chunks: Uint8Array[] = []
    for await (const chunk of container.copyOut(path)) chunks.push(chunk)
    return firstTarEntry(Buffer.concat(chunks))
  } catch {
    return undefined
  }
}

/** Content of the first regular file in a tar (POSIX ustar: 512-byte header, type at 156, octal size at 124). */
function firstTarEntry(tar: Buffer): string | undefined {
  let at = 0
  while (at + 512 <= tar.length) {
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8) || 0
    const type = String.fromCharCode(tar[at + 156] ?? 0)
    if (type === '0' || type === '\0') return tar.toString('utf8', at + 512, at + 512 + size)
    at += 512 + Math.ceil(size / 512) * 512
  }
  return undefined
}
