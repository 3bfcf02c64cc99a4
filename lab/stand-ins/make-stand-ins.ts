import { createHash } from 'node:crypto'
import { link, mkdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { EngineError } from '../../src/errors.ts'
import { machineMirror, openApt } from '../debian/apt.ts'
import { privateCommands, privateEngineEnv } from '../env-file.ts'
import { withLock } from '../host/lock.ts'
import { run, tryRun } from '../host/run.ts'
import type { LabPaths } from '../lab-paths.ts'
import { clientSettings } from '../machine/client-settings.ts'
import { type MachineSettings, machineSettings } from '../machine/machine-settings.ts'
import { layFile, layTree } from './lay-tree.ts'
import { RECIPE_LABEL, STAND_IN_LABEL, type StandIn } from './stand-in.ts'
import { standInFor } from './stand-in-for.ts'

export interface StandInsMade {
  /** References that now have a stand-in in the private engine. */
  readonly made: readonly string[]
  /** References that have none, since there is no recipe or it failed here. */
  readonly missing: readonly MissingImage[]
}

export interface MissingImage {
  readonly image: string
  readonly reason: string
}

/** Sees to it that the private engine, which is up, has stand-ins under these names. Made ones are kept. */
export async function makeStandIns(
  paths: LabPaths,
  references: readonly string[],
  onProgress: (message: string) => void,
): Promise<StandInsMade> {
  return withLock(path.join(path.dirname(paths.run), `${paths.id}.stand-ins.lock`), async () => {
    const bench = { paths, onProgress, machine: await machineSettings(), fillings: await fillings() }
    const made: string[] = []
    const missing: MissingImage[] = []
    for (const image of references) {
      const reason = await provideImage(image, bench)
      if (reason === undefined) made.push(image)
      else missing.push({ image, reason })
    }
    return { made, missing }
  })
}

/** Answers why not, where it can't. One image that fails must not keep the others from being made. */
async function provideImage(image: string, bench: Bench): Promise<string | undefined> {
  const recipe = standInFor(image)
  if (recipe === undefined) return 'no recipe'
  try {
    await docker(bench, ['tag', await ensure(recipe, bench), image])
    return undefined
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    return error.message
  }
}

interface Bench {
  readonly paths: LabPaths
  readonly onProgress: (message: string) => void
  readonly machine: MachineSettings
  readonly fillings: readonly (readonly [string, string])[]
}

async function ensure(recipe: StandIn, bench: Bench): Promise<string> {
  for (const base of recipe.from ?? []) await ensure(base, bench)
  const hash = recipeHash(recipe, bench)
  if ((await madeFrom(recipe.name, bench)) === hash) return recipe.name
  const started = Date.now()
  bench.onProgress(`making ${recipe.name}`)
  await make(recipe, hash, bench)
  bench.onProgress(`made ${recipe.name} in ${((Date.now() - started) / 1000).toFixed(1)} s`)
  return recipe.name
}

async function madeFrom(name: string, bench: Bench): Promise<string | undefined> {
  const format = `{{index .Config.Labels ${JSON.stringify(RECIPE_LABEL)}}}`
  const shown = await tryRun(dockerProgram(bench), ['image', 'inspect', '--format', format, name], {
    env: privateEngineEnv(bench.paths),
  })
  return shown.ok ? shown.stdout.trim() : undefined
}

/** Of the recipe, of its bases' and of what the machine adds: a change of any makes the image anew. */
function recipeHash(recipe: StandIn, bench: Bench): string {
  const settings = recipe.settings === undefined ? [] : [...clientSettings(recipe.settings, bench.machine)]
  const bases = (recipe.from ?? []).map(base => recipeHash(base, bench))
  const all = JSON.stringify([
    recipe,
    bases,
    bench.fillings,
    settings.map(([name, text]) => [name, String(text)]),
  ])
  return createHash('sha256').update(all).digest('hex').slice(0, 16)
}

async function make(recipe: StandIn, hash: string, bench: Bench): Promise<void> {
  const work = path.join(bench.paths.scratch, recipe.name.replaceAll(/[/:]/g, '-'))
  const context = path.join(work, 'context')
  await rm(work, { recursive: true, force: true })
  await mkdir(context, { recursive: true })
  if (recipe.tree !== undefined) await packTree(recipe.tree, work, context, bench)
  if (recipe.packages !== undefined) await offerPackages(recipe.packages, context, bench)
  if (recipe.settings !== undefined) await offerSettings(recipe.settings, context, bench)
  await writeFile(path.join(work, 'Dockerfile'), fill(recipe.dockerfile, bench))
  const labels = [`${STAND_IN_LABEL}=true`, `${RECIPE_LABEL}=${hash}`].flatMap(label => ['--label', label])
  await docker(bench, [
    'build',
    '--progress=plain',
    '--file',
    path.join(work, 'Dockerfile'),
    '--tag',
    recipe.name,
    ...labels,
    context,
  ])
  await rm(work, { recursive: true, force: true })
}

async function packTree(
  parts: NonNullable<StandIn['tree']>,
  work: string,
  context: string,
  bench: Bench,
): Promise<void> {
  const root = path.join(work, 'rootfs')
  await layTree(parts, root, { ...bench.paths, fill: text => fill(text, bench) })
  const how = ['--numeric-owner', '--sort=name', '--mtime=@0']
  await run('tar', ['-C', root, ...how, '-cf', path.join(context, 'rootfs.tar'), '.'])
}

async function offerPackages(
  packages: NonNullable<StandIn['packages']>,
  context: string,
  bench: Bench,
): Promise<void> {
  const folder = path.join(context, 'debs')
  await mkdir(folder)
  const apt = await openApt(bench.paths.debian, packages.suite)
  for (const deb of await apt.closure(packages.names)) await link(deb, path.join(folder, path.basename(deb)))
}

async function offerSettings(
  client: NonNullable<StandIn['settings']>,
  context: string,
  bench: Bench,
): Promise<void> {
  for (const [name, content] of clientSettings(client, bench.machine)) {
    await layFile(path.join(context, 'settings', name), content, 0o644)
  }
}

/** What recipes leave open for the machine: its architecture in others' words, and its mirror. */
async function fillings(): Promise<[string, string][]> {
  return [
    ['@ARCH@', os.arch()],
    ['@DEBARCH@', (await run('dpkg', ['--print-architecture'])).trim()],
    ['@DEBIAN_MIRROR@', await machineMirror()],
  ]
}

function fill(text: string, bench: Bench): string {
  return bench.fillings.reduce((done, [name, filling]) => done.replaceAll(name, filling), text)
}

function docker(bench: Bench, args: readonly string[]): Promise<string> {
  return run(dockerProgram(bench), args, { env: privateEngineEnv(bench.paths) })
}

function dockerProgram(bench: Bench): string {
  return path.join(privateCommands(bench.paths), 'docker')
}
