import { type Link, linksOf } from './links.ts'
import { mediaType, typeFits } from './media-types.ts'
import { crawlProbe, type PlannedHttp } from './probes.ts'
import type { HttpObservation } from './verdict.ts'

const maxFetches = 60
const maxDepth = 3

/** What a crawl found: the requests, in the order in which they are to be sent again, and their answers. */
export interface Crawl {
  readonly probes: readonly PlannedHttp[]
  readonly observations: readonly HttpObservation[]
  /** Links that were left out because the crawl is bounded. */
  readonly leftOut: number
}

interface Visit {
  readonly link: Link
  readonly depth: number
  readonly namedBy: string
  readonly site: string
}

/**
 * Follows what the answered pages name: links of the same origin, assets, style sheets' URLs, modules and chunks.
 * Assets come first, since a page is broken without them; at most 60 fetches, three links deep.
 */
export async function crawl(
  start: readonly HttpObservation[],
  port: number,
  mainPort: number,
  send: (probe: PlannedHttp) => Promise<HttpObservation>,
): Promise<Crawl> {
  const seen = new Set(start.filter(({ method }) => method === 'GET').map(({ path }) => path))
  let queue = start.flatMap(observation => visits(observation, 1, observation.path))
  const probes: PlannedHttp[] = []
  const observations: HttpObservation[] = []
  let fetches = 0
  while (queue.length > 0 && fetches < maxFetches) {
    const [visit, ...rest] = inOrder(queue.filter(({ link }) => !seen.has(link.path)))
    if (!visit) break
    seen.add(visit.link.path)
    fetches += 1
    const probe = crawlProbe(visit.link.path, port, visit.link.role, visit.namedBy, mainPort)
    const observation = await send(probe)
    queue = rest
    if (!visit.link.sure && !isAsset(observation)) continue
    probes.push(probe)
    observations.push(observation)
    const site = visit.link.role === 'page' ? visit.link.path : visit.site
    if (visit.depth < maxDepth) queue.push(...visits(observation, visit.depth + 1, site))
  }
  const leftOut = new Set(queue.filter(({ link }) => link.sure && !seen.has(link.path)).map(v => v.link.path))
    .size
  return { probes, observations, leftOut }
}

function visits(observation: HttpObservation, depth: number, site: string): Visit[] {
  const { response, path } = observation
  if (!response) return []
  const redirect: readonly Link[] =
    response.location === undefined
      ? []
      : linksOf(`<a href="${response.location.replaceAll('"', '%22')}">`, 'text/html', path, path)
  return [...redirect, ...linksOf(response.body, response.type, path, site)].map(link => ({
    link,
    depth,
    namedBy: path,
    site,
  }))
}

/** Certain assets, then pages, then names that may be none; stable within each. */
function inOrder(queue: readonly Visit[]): readonly Visit[] {
  const rank = ({ link }: Visit): number => (link.sure ? (link.role === 'asset' ? 0 : 1) : 2)
  return queue.toSorted((a, b) => rank(a) - rank(b) || a.depth - b.depth)
}

/** A name from a script's string counts only where the server has such an asset, not its fallback page. */
function isAsset({ response, path }: HttpObservation): boolean {
  if (!response || response.status !== 200) return false
  return mediaType(response.type) !== 'text/html' && typeFits(path, response.type)
}
