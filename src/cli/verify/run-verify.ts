import { readAppFolder } from '../../app/read-app-folder.ts'
import { connectDocker } from '../../engines/docker/connect.ts'
import type { Engine } from '../../engines/engine.ts'
import { EngineError, UserError } from '../../errors.ts'
import { told } from '../../optimize/judge.ts'
import { renderVerified } from '../../report/terminal/verified.ts'
import type { VerifiedImages } from '../../report/verified.ts'
import { fetchServiceImages } from '../../verify/services/fetch-images.ts'
import { verifyImages } from '../../verify/verify-images.ts'
import type { VerifyOptions } from '../commands/verify.ts'
import { exitCode } from '../exit.ts'
import { type Io, styleFor } from '../io.ts'
import { loadProject } from '../optimize/load-config.ts'
import { progressFor } from '../progress.ts'

/**
 * Does what `laststage verify ORIGINAL CANDIDATE` was asked for, and prints the answer.
 * @returns the exit code
 */
export async function runVerify(
  original: string,
  candidate: string,
  options: VerifyOptions,
  io: Io,
): Promise<number> {
  const style = styleFor(io.stderr, io, options.color)
  const { config } = await loadProject({
    root: io.cwd,
    app: readAppFolder(io.cwd),
    dockerfile: undefined,
    named: options.config,
    services: options.services,
    color: options.color,
    io,
  })
  const engine = await connectDocker({
    env: io.env,
    signal: io.signal,
    onNotice: text => io.stderr.write(`${text}\n`),
  })
  try {
    await engine.sweep()
    await fetchServiceImages(engine, config.services ?? [], text => io.stderr.write(`${text}\n`))
    for (const image of [original, candidate]) await mustBeThere(engine, image)
    const verdict = await progressFor(io, style).task(`verifying ${candidate}`, async onDetail =>
      verifyImages({
        engine,
        config,
        original,
        candidate,
        certify: options.certify === true,
        allowUser: options.allowUser === true,
        onProgress: told(onDetail),
        signal: io.signal,
      }),
    )
    const { name, version, platform } = engine
    const verified: VerifiedImages = {
      schemaVersion: 1,
      original,
      candidate,
      engine: { name, version, platform },
      verdict,
    }
    io.stdout.write(
      options.json === true
        ? `${JSON.stringify(verified, null, 2)}\n`
        : renderVerified(verified, styleFor(io.stdout, io, options.color)),
    )
    return verdict.kind === 'equivalent' ? exitCode.ok : exitCode.findings
  } finally {
    await engine.dispose()
  }
}

async function mustBeThere(engine: Engine, image: string): Promise<void> {
  try {
    await engine.inspectImage(image)
  } catch (error) {
    if (!(error instanceof EngineError) || error.transient || !/no such image/i.test(error.message))
      throw error
    const hint = `docker pull ${image}, or build it with --tag ${image}.`
    throw new UserError('no-image', `${image} is not in the engine's store`, hint)
  }
}
