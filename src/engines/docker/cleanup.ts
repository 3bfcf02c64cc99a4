import { isDead, parseOwner } from '../owner.ts'
import type { DockerCli } from './cli.ts'
import { labels } from './run.ts'
import { engineError, isGone } from './trouble.ts'

type Kind = 'container' | 'network' | 'volume' | 'image'

interface Found {
  readonly kind: Kind
  /** An id or a name. */
  readonly ref: string
  readonly owner: string
}

/** Containers first: they hold the others. */
const kinds: readonly Kind[] = ['container', 'network', 'volume', 'image']

/** Rounds of looking again: what was being made while the first ran, and what would not go at once. */
const rounds = 3

/** Removes everything with this run's label; answers what could not be removed. */
export async function removeRun(cli: DockerCli, run: string): Promise<readonly string[]> {
  let left: readonly Found[] = []
  for (let round = 0; round < rounds; round += 1) {
    left = []
    for (const kind of kinds) {
      const found = await find(cli, kind, `${labels.run}=${run}`)
      await remove(cli, kind, found)
      left = [...left, ...found]
    }
    // A round that finds nothing shows that the one before it took everything.
    if (left.length === 0) return []
  }
  return left.map(({ kind, ref }) => `${kind} ${ref}`)
}

/** Removes what the runs of dead processes left; answers how many things. */
export async function sweepDeadRuns(cli: DockerCli): Promise<number> {
  let count = 0
  for (const kind of kinds) {
    const found = await find(cli, kind, `${labels.ours}=1`)
    const dead = await Promise.all(found.map(async each => ((await isLeftOver(each)) ? [each] : [])))
    count += await remove(cli, kind, dead.flat())
  }
  return count
}

/** Without an owner that can be read, it stays: better some rubbish than another run's container. */
async function isLeftOver({ owner }: Found): Promise<boolean> {
  const known = parseOwner(owner)
  return known !== undefined && isDead(known)
}

async function find(cli: DockerCli, kind: Kind, label: string): Promise<readonly Found[]> {
  if (kind === 'image') return findImages(cli, label)
  const all = kind === 'container' ? ['--all', '--no-trunc'] : []
  const ref = kind === 'volume' ? '{{.Name}}' : '{{.ID}}'
  const format = `${ref}\t{{.Label "${labels.owner}"}}`
  const printed = await list(cli, [kind, 'ls', ...all, '--filter', `label=${label}`, '--format', format])
  return rows(printed).map(([found = '', owner = '']) => ({ kind, ref: found, owner }))
}

/** Only names that we gave are removed, and what has no name at all: a tag of the user's keeps the image. */
async function findImages(cli: DockerCli, label: string): Promise<readonly Found[]> {
  const format = '{{.ID}}\t{{.Repository}}\t{{.Tag}}'
  const printed = await list(cli, [
    'image',
    'ls',
    '--no-trunc',
    '--filter',
    `label=${label}`,
    '--format',
    format,
  ])
  const found = rows(printed).flatMap(([id = '', repository = '', tag = '']) => {
    if (repository === '<none>') return [id]
    return repository.startsWith('laststage/') ? [`${repository}:${tag}`] : []
  })
  return Promise.all(
    found.map(async ref => ({ kind: 'image' as const, ref, owner: await ownerOf(cli, ref) })),
  )
}

async function ownerOf(cli: DockerCli, image: string): Promise<string> {
  const format = `{{index .Config.Labels "${labels.owner}"}}`
  const result = await cli.attempt(['image', 'inspect', '--format', format, image])
  return result.exitCode === 0 ? result.stdout.trim() : ''
}

/** The containerd image store fails to list while another process removes an image: it looks again. */
async function list(cli: DockerCli, args: readonly string[]): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await cli.attempt(args)
    if (result.exitCode === 0) return result.stdout
    if (attempt === 5 || !isGone(result.stderr)) throw engineError('list what is there', result.stderr)
  }
}

function rows(printed: string): readonly (readonly string[])[] {
  return printed
    .split('\n')
    .filter(line => line !== '')
    .map(line => line.split('\t'))
}

const removal: Readonly<Record<Kind, readonly string[]>> = {
  container: ['rm', '--force', '--volumes'],
  network: ['network', 'rm'],
  volume: ['volume', 'rm', '--force'],
  image: ['image', 'rm'],
}

/** Answers how many went away; what stays is found again in the next round. */
async function remove(cli: DockerCli, kind: Kind, found: readonly Found[]): Promise<number> {
  if (found.length === 0) return 0
  const result = await cli.attempt([...removal[kind], ...found.map(({ ref }) => ref)], {
    timeoutMs: 5 * 60_000,
  })
  if (result.exitCode === 0) return found.length
  const complaints = result.stderr.split('\n').filter(line => /^error/i.test(line)).length
  return Math.max(0, found.length - complaints)
}
