import type { AppFiles } from '../../app/app-files.ts'
import type { HttpProbe } from '../config.ts'
import { safeOperations } from './operations.ts'

/** How such documents are named by those who write them. */
const documentName = /(?:^|\/)(?:openapi|swagger)(?:[._-]?v?\d[\w.]*)?\.(?:ya?ml|json)$/i
/** Copies of other people's: tests, packages, examples. */
const notOwn = /(?:^|\/)(?:tests?|__tests__|testdata|fixtures|examples?|vendor|node_modules)\//i

export interface OpenApi {
  readonly file: string
  readonly probes: readonly HttpProbe[]
}

const depth = (path: string): number => path.split('/').length

/** The first document in the app's folder that names requests to be sent: the one that lies highest. */
export async function findOpenApi(app: AppFiles): Promise<OpenApi | undefined> {
  const found = app.list().filter(path => documentName.test(path) && !notOwn.test(path))
  for (const file of found.toSorted((a, b) => depth(a) - depth(b))) {
    const text = app.read(file)
    const probes = text === undefined ? undefined : await parseOpenApi(text)
    if (probes !== undefined && probes.length > 0) return { file, probes }
  }
  return undefined
}

/** What the text of a document says can be asked; undefined where it is no such document. */
export async function parseOpenApi(text: string): Promise<readonly HttpProbe[] | undefined> {
  try {
    return safeOperations(/^\s*\{/.test(text) ? JSON.parse(text) : await parseYaml(text))
  } catch {
    return undefined
  }
}

async function parseYaml(text: string): Promise<unknown> {
  const { parse } = await import('yaml')
  return parse(text, { maxAliasCount: 100, logLevel: 'error' })
}
