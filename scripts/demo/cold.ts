import { randomBytes } from 'node:crypto'
import { mirrorContext } from '../../src/engines/context-mirror.ts'
import type { Engine } from '../../src/engines/engine.ts'
import { formatTime } from '../../src/report/terminal/size.ts'
import { columns } from '../../src/report/terminal/text.ts'
import type { Example } from './examples.ts'
import type { Shown } from './table.ts'
import { chosenOf } from './table.ts'

/** Build times from nothing, before and after; one line for each app. */
export async function coldBuilds(
  examples: readonly Example[],
  shown: readonly Shown[],
  engine: Engine,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const rows: string[][] = [['', 'before', 'after']]
  for (const [index, { root, proposal }] of examples.entries()) {
    const report = shown[index]?.report
    const chosen = report === undefined ? undefined : chosenOf(report)
    if (proposal.original === undefined || chosen === undefined) continue
    const original = { [proposal.original.path]: proposal.original.repaired?.text ?? proposal.original.text }
    const before = await coldBuild(engine, root, original, proposal.original.path, signal)
    const after = await coldBuild(engine, root, chosen.files, chosen.dockerfile, signal)
    rows.push([shown[index]?.name ?? '', formatTime(before), formatTime(after)])
  }
  return [
    'Cold builds: no layer cache, empty cache mounts; base images were there.',
    ...columns(rows, ['left', 'right', 'right']),
  ]
}

async function coldBuild(
  engine: Engine,
  root: string,
  files: Readonly<Record<string, string>>,
  dockerfile: string,
  signal: AbortSignal,
): Promise<number> {
  const text = chilled(files[dockerfile] ?? '', randomBytes(4).toString('hex'))
  const mirror = await mirrorContext({ context: root, files, dockerfileName: dockerfile, signal })
  try {
    const built = await engine.build({
      context: mirror.path,
      dockerfile: text,
      dockerfileName: dockerfile,
      signal,
    })
    await engine.removeImage(built.image)
    return built.ms
  } finally {
    await mirror.remove()
  }
}

/**
 * The same Dockerfile, cold: a new ARG after each FROM makes every RUN run again, and cache mounts get a new id.
 * `--no-cache` would do more than that: it empties the user's own cache mounts.
 */
export function chilled(dockerfile: string, nonce: string): string {
  return dockerfile
    .replaceAll(/^(\s*FROM\s.*)$/gim, `$1\nARG LASTSTAGE_COLD=${nonce}`)
    .replaceAll(/--mount=type=cache\S*/g, mount => `${withoutId(mount)},id=${nonce}-${idOf(mount)}`)
}

function idOf(mount: string): string {
  return (
    /,id=([^,]+)/.exec(mount)?.[1] ??
    (/,(?:target|dst|destination)=([^,]+)/.exec(mount)?.[1] ?? '').replaceAll('/', '-')
  )
}

function withoutId(mount: string): string {
  return mount.replace(/,id=[^,]+/, '')
}
