import { execFileSync } from 'node:child_process'
import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { provideEngine } from '../lab/provide-engine.ts'
import { imagesNamed } from '../lab/stand-ins/images-named.ts'
import { withInterrupt } from '../src/cli/process-io.ts'
import { connectDocker } from '../src/engines/docker/connect.ts'
import type { Engine } from '../src/engines/engine.ts'
import { tempFolder } from '../src/engines/temp-folder.ts'
import { BuildFailure } from '../src/errors.ts'
import { measureSize } from '../src/measure/size.ts'
import {
  readSeeds,
  readSizes,
  type Seed,
  seedSizesPath,
  type SeedSize,
  type SeedSizes,
} from '../test/rules/seed/seed.ts'

/**
 * Builds the article's six Dockerfiles, as they were printed and as `check --fix --unsafe` mends them, and keeps their
 * sizes for `docs/seed-dockerfiles.md`. Run: npm run seed:sizes [-- react-multi …]
 */
process.exitCode = await withInterrupt(async signal => {
  const asked = process.argv.slice(2)
  const seeds = readSeeds().filter(({ id }) => asked.length === 0 || asked.includes(id))
  const provided = await provideEngine({
    images: imagesNamed(seeds.map(({ mended }) => mended)),
    onProgress: message => process.stderr.write(`${message}\n`),
  })
  if (provided.kind === 'none') throw new Error(provided.reason)
  const engine = await connectDocker({ env: { ...process.env, ...provided.env }, signal })
  try {
    const sizes: Record<string, SeedSize> = asked.length === 0 ? {} : { ...readSizes().sizes }
    for (const seed of seeds) sizes[seed.id] = await sizesOf(seed, engine, signal)
    const kept: SeedSizes = {
      engine: engine.version,
      platform: engine.platform,
      standIns: provided.standIns,
      sizes,
    }
    writeFileSync(seedSizesPath, `${JSON.stringify(kept, undefined, 2)}\n`)
    return 0
  } finally {
    await engine.dispose()
  }
})

async function sizesOf(seed: Seed, engine: Engine, signal: AbortSignal): Promise<SeedSize> {
  const folder = await tempFolder()
  try {
    cpSync(seed.appFolder, folder.path, { recursive: true })
    lockPackages(seed, folder.path)
    const built = async (dockerfile: string): Promise<number | string> =>
      await unpackedBytes(engine, { context: folder.path, dockerfile, dockerfileName: 'Dockerfile', signal })
    return { printed: await built(seed.text), mended: await built(seed.mended) }
  } finally {
    await folder.remove()
  }
}

/** The lock file in the fixture holds no packages: 14,000 lines that no test reads are made when they are needed. */
function lockPackages(seed: Seed, folder: string): void {
  if (!seed.app.has('package.json')) return
  rmSync(join(folder, 'package-lock.json'))
  execFileSync('npm', ['install', '--package-lock-only', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: 'ignore',
  })
}

/** Bytes of the image's files, or why there is no image. */
async function unpackedBytes(
  engine: Engine,
  request: Parameters<Engine['build']>[0],
): Promise<number | string> {
  process.stderr.write(`building ${join(request.context, request.dockerfileName)}\n`)
  try {
    const { image } = await engine.build(request)
    const { unpacked } = await measureSize(engine.saveImage(image))
    await engine.removeImage(image)
    return unpacked
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error
    process.stderr.write(`${error.log}\n`)
    return error.message
  }
}
