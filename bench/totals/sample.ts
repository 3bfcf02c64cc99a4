import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run } from './count.ts'

/** A build context from which every builder that takes a Dockerfile makes the same image. */
export interface Sample {
  /** The context's folder, with a Dockerfile; undefined where there is no static busybox to run its steps. */
  readonly context: string | undefined
  /** The image that the first builder made of it, as `docker save` writes it. */
  readonly archive?: string
}

/** Sizes about a tar's block, a file larger than any buffer, names that need GNU's or PAX's longer fields. */
const FILES: Readonly<Record<string, number>> = {
  empty: 0,
  one: 1,
  's 511': 511,
  s512: 512,
  s513: 513,
  'grün/日本': 4096,
  [`${'long-name/'.repeat(12)}${'x'.repeat(200)}`]: 700,
  large: 3_000_000,
  gone: 20_000,
  'folder/gone too': 30_000,
}

/** Hard links, changed modes and owners (one beyond ustar's fields), whiteouts, an opaque folder, a pipe, holes. */
const DOCKERFILE = `FROM scratch
COPY root /
COPY tree /app
RUN ln /app/large /app/hard && chmod 4711 /app/s512 && chown 3000000:3000000 /app/one && mkfifo /app/pipe
RUN rm /app/gone && rm -rf /app/folder && mkdir /app/folder && echo new >/app/folder/new && ln /app/s513 /app/folder/link
RUN dd if=/dev/zero of=/app/holes bs=1 count=1 seek=5000000 && mv /app/one /app/moved
ENV A=b
CMD ["/bin/sh"]
`
const APPLETS = ['sh', 'ln', 'chmod', 'chown', 'mkfifo', 'rm', 'mkdir', 'dd', 'mv']

export function makeSample(folder: string): Sample {
  const busybox = staticBusybox()
  if (busybox === undefined) return { context: undefined }
  const context = join(folder, 'context')
  mkdirSync(join(context, 'root/bin'), { recursive: true })
  cpSync(busybox, join(context, 'root/bin/busybox'))
  for (const name of APPLETS) symlinkSync('busybox', join(context, 'root/bin', name))
  for (const [name, size] of Object.entries(FILES)) {
    const path = join(context, 'tree', name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, noise(size))
  }
  writeFileSync(join(context, 'Dockerfile'), DOCKERFILE)
  return { context }
}

function staticBusybox(): string | undefined {
  try {
    const path = run('sh', ['-c', 'command -v busybox']).trim()
    return readFileSync(path).includes('/lib64/ld-') ? undefined : path
  } catch {
    return undefined
  }
}

/** The same bytes each time, and none that compress well. */
function noise(size: number): Buffer {
  const bytes = Buffer.alloc(size)
  let state = 1
  for (let at = 0; at < size; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    bytes[at] = state >>> 16
  }
  return bytes
}
