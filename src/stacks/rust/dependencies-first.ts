import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { Step } from '../../model/build-model.ts'
import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import type { TextEdit } from '../../model/instruction-text.ts'
import { sharedCacheEdits } from '../../model/shared-cache.ts'
import { cargoHome } from './cargo-commands.ts'
import { cargoManifests, dependencyNames, isMember, nameEvidence } from './cargo-manifest.ts'
import type { RustApp } from './rust-app.ts'
import { copyLines, entryFiles, isPlain, stubRun, usesOwnFiles } from './stub-build.ts'

interface Edits {
  readonly edits: readonly TextEdit[]
  readonly before: ReadonlyMap<Step, readonly string[]>
  readonly changes: readonly Change[]
}

/** More packages than these would make a stub that nobody reads. */
const mostPackages = 8

/** What an author writes who has such a layer already. */
const ownLayer = /\bfn main\b|\bcargo[- ](?:chef|fetch|vendor)\b/

/**
 * Compiles the dependencies in a layer of their own, from the manifests and an empty program, so that an edit compiles
 * the project alone, on a machine without cache mounts too. `cargo clean` removes what the empty program left: cargo
 * tells a change by the files' times, and the real sources may be older than the stub.
 *
 * A cache mount for `target` would do the same on one machine, but projects with equal names and paths share it, and a
 * source that is replaced by an older file is then not compiled. Where no stub can be written, only downloads are cached.
 * `strip` is the assignment that the real command gets, since it is part of what cargo compares.
 */
export function dependenciesFirst(app: AppFiles, rust: RustApp, strip: string): Edits {
  return stub(app, rust, strip) ?? downloadsCached(rust)
}

function stub(app: AppFiles, rust: RustApp, strip: string): Edits | undefined {
  const { root, command, build, copied, stage } = rust
  const packages = cargoManifests(app).filter(each => isMember(root, each) && each.name !== undefined)
  if (command.kind !== 'build' || packages.length > mostPackages || ownLayer.test(build.document.text))
    return undefined
  if (packages.every(each => dependencyNames(each.entries).length === 0)) return undefined
  if (!packages.every(each => isPlain(app, each)) || usesOwnFiles(root, packages)) return undefined
  const words = command.words.filter(word => !/^(?:-q|--quiet|-v|--verbose)$/.test(word))
  if (words.some(word => /[$;&|<>"'\s]/.test(word))) return undefined
  const placeOf = (path: string) => {
    const file = copied.find(each => each.context === path)
    return file ? stage.steps.indexOf(file.step) : -1
  }
  const entries = packages.flatMap(each => entryFiles(app, each))
  const at = Math.min(...entries.map(placeOf))
  const step = stage.steps[at]
  const lock = posix.join(root.folder, 'Cargo.lock')
  const manifests = [...new Set([root.path, lock, ...packages.map(each => each.path)])]
  const places = manifests.map(placeOf)
  if (!step || places.some(place => place < 0 || place > at)) return undefined
  const here =
    copied.find(each => each.context === root.path)?.container === posix.join(step.workdir, 'Cargo.toml')
  const builds = commandsBefore(rust, at)
  if (!here || step.workdir !== command.cwd || builds || at > stage.steps.indexOf(command.step))
    return undefined
  const settings = ['rust-toolchain.toml', 'rust-toolchain', '.cargo/config.toml', '.cargo/config']
    .map(name => posix.join(root.folder, name))
    .filter(path => placeOf(path) === at)
  const missing = manifests.filter((_path, index) => places[index] === at)
  const change: Change = {
    id: 'rust-dependencies-first',
    title: 'Compile the dependencies before the sources are copied',
    because: 'An edit of a source file then compiles the project alone.',
    evidence: [evidenceOf(build, step.instruction), nameEvidence(root)],
    applicability: 'safe',
  }
  const lines = [...copyLines(root, [...missing, ...settings]), stubRun(app, rust, packages, words, strip)]
  return { edits: [], before: new Map([[step, lines]]), changes: [change] }
}

/** True where cargo runs before the sources are there: the author has a layer of his own. */
const commandsBefore = ({ commands, stage }: RustApp, at: number): boolean =>
  commands.some(({ kind, step }) => kind === 'build' && stage.steps.indexOf(step) < at)

function downloadsCached({ build, stage, command: { step }, crates, image }: RustApp): Edits {
  const needed = crates.some(each => dependencyNames(each.entries).length > 0)
  const registry = `${cargoHome(step, image)}/registry`
  const edits = needed
    ? sharedCacheEdits(build, stage, registry, {
        calls: ([program]) => program === 'cargo',
        offline: /^--(?:offline|frozen)$/,
      })
    : []
  const change: Change = {
    id: 'rust-cache',
    title: 'Keep the downloaded crates between builds',
    because: 'After an edit no crate is downloaded again, and the downloads are in no layer.',
    evidence: [evidenceOf(build, step.instruction)],
    applicability: 'safe',
  }
  return { edits, before: new Map(), changes: edits.length > 0 ? [change] : [] }
}
