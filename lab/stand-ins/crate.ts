import { existsSync } from 'node:fs'
import { copyFile, mkdir, rename, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { EngineError } from '../../src/errors.ts'
import { run, tryRun, withRetries } from '../host/run.ts'

/**
 * Builds a crate's program with the machine's cargo, statically linked and small; once, then kept.
 * Throws where there is no cargo.
 */
export async function builtCrate(
  { name, version, features }: { readonly name: string; readonly version: string; readonly features: string },
  downloads: string,
): Promise<string> {
  const file = path.join(downloads, `${name}-${version}-${features.replaceAll(',', '-')}`)
  if (existsSync(file)) return file
  if (!(await tryRun('cargo', ['--version'])).ok) {
    throw new EngineError(`the stand-in for ${name} is built with cargo, which this machine lacks`, {
      transient: false,
      hint: 'Install Rust, or use an image registry.',
    })
  }
  const work = `${file}.work`
  await mkdir(work, { recursive: true })
  const machine = os.arch() === 'arm64' ? 'aarch64' : 'x86_64'
  const target = `${machine}-unknown-linux-gnu`
  const options = [
    '--version',
    version,
    '--locked',
    '--no-default-features',
    '--features',
    features,
    '--root',
    `${work}/out`,
    '--target-dir',
    `${work}/target`,
  ]
  await withRetries(() =>
    run('cargo', ['install', name, ...options, '--target', target], { env: QUICK_AND_SMALL }),
  )
  await copyFile(path.join(work, 'out/bin', name), `${file}.half`)
  await rename(`${file}.half`, file)
  await rm(work, { recursive: true, force: true })
  return file
}

/** Link-time optimisation would take minutes more. Static against glibc: no other target need be installed. */
const QUICK_AND_SMALL = {
  CARGO_PROFILE_RELEASE_LTO: 'off',
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
  CARGO_PROFILE_RELEASE_OPT_LEVEL: '1',
  CARGO_PROFILE_RELEASE_STRIP: 'true',
  RUSTFLAGS: '-C target-feature=+crt-static',
}
