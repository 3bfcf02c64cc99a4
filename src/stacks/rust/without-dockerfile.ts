import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { pinnedTool } from '../../app/pinned-tool.ts'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import type { Evidence } from '../../model/change.ts'
import { buildModel } from '../../model/model.ts'
import { otherEcosystem } from '../../model/other-ecosystem.ts'
import type { Plan } from '../../model/stack-facts.ts'
import { type CargoManifest, isMember, nameEvidence, withLocalCrates } from './cargo-manifest.ts'
import { readListens } from './listens.ts'
import { planRust } from './plan-rust.ts'
import { readRustApp } from './rust-app.ts'

/** A Dockerfile for an app that has none. A string says why not; undefined where the root has no Cargo.toml. */
export function newRustPlan(app: AppFiles, manifests: readonly CargoManifest[]): Plan | string | undefined {
  const root = manifests.find(each => each.folder === '.')
  if (!root) return undefined
  const other = otherEcosystem(app, 'rust')
  if (other !== undefined) return `${other} stands beside Cargo.toml: say which of them is the app`
  const owners = manifests.filter(each => isMember(root, each) && each.programs.length > 0)
  const programs = owners.flatMap(each => each.programs)
  const chosen = root.entries.find(each => each.table === 'package' && each.key === 'default-run')?.text
  const name = programs.length === 1 ? programs[0] : chosen
  if (programs.length === 0) return 'no package builds a program'
  if (name === undefined)
    return `several programs (${programs.join(', ')}): say which is to be started by a Dockerfile`
  const owner = owners.find(each => each.programs.includes(name))
  if (!owner) return `default-run names ${name}, which no package builds`
  const outside = outsideOf(root, owner)
  if (outside !== undefined) return outside
  const { port, lines } = readListens(app, withLocalCrates(owner, manifests, root))
  const flags = [app.has('Cargo.lock') ? ' --locked' : '', owner === root ? '' : ` -p ${owner.name ?? ''}`]
  const toolchain = toolchainOf(app)
  const text = [
    `FROM rust:${toolchain.version}`,
    'WORKDIR /app',
    'COPY . .',
    `RUN cargo build --release${flags.join('')} \\`,
    `    && cp target/release/${name} /usr/local/bin/${name}`,
    ...lines,
    ...(port === undefined ? [] : [`EXPOSE ${port}`]),
    `ENTRYPOINT ["/usr/local/bin/${name}"]`,
    '',
  ].join('\n')
  const rust = readRustApp(app, buildModel(parseDockerfile(text, 'Dockerfile')))
  if (typeof rust === 'string') return rust
  const plan = planRust(app, rust, true)
  if (typeof plan === 'string') return plan
  return {
    ...plan,
    changes: [
      {
        id: 'rust-new-dockerfile',
        title: `A Dockerfile that builds ${name} and ships it alone`,
        because: `There is none${toolchain.evidence.map(each => `; ${each.fact}`).join('')}.`,
        evidence: [nameEvidence(owner), ...toolchain.evidence],
        applicability: 'needs-verification',
      },
    ],
  }
}

/** Says what of the package lies outside this folder, where the build could not find it: a workspace above, a crate beside. */
function outsideOf(root: CargoManifest, owner: CargoManifest): string | undefined {
  const above = owner.entries.find(
    each =>
      each.key.endsWith('.workspace') ||
      (each.key !== 'workspace' && /\bworkspace\s*=\s*true\b/.test(each.raw)),
  )
  if (above && !root.isWorkspace)
    return `${owner.path}:${above.range.start.line} takes ${above.key.replace(/\.workspace$/, '')} from a workspace above this folder: run laststage where its Cargo.toml is`
  const beside = owner.entries.find(({ key, raw, text }) => {
    const path = /\bpath\s*=\s*"([^"]+)"/.exec(raw)?.[1] ?? (key === 'path' ? text : undefined)
    return path !== undefined && posix.join(owner.folder, path).startsWith('..')
  })
  return (
    beside &&
    `${owner.path}:${beside.range.start.line} takes a crate from outside this folder: run laststage in a folder that holds both`
  )
}

/** The toolchain that rustup is told, which it would bring otherwise, then mise or asdf; else the newest stable release. */
function toolchainOf(app: AppFiles): { readonly version: string; readonly evidence: readonly Evidence[] } {
  const file = ['rust-toolchain.toml', 'rust-toolchain'].find(name => app.has(name))
  const asked = /^\s*(?:channel\s*=\s*")?(1\.\d+(?:\.\d+)?)/m.exec(app.read(file ?? '') ?? '')?.[1]
  if (file !== undefined && asked !== undefined)
    return { version: asked, evidence: [{ file, fact: `${file} names Rust ${asked}` }] }
  const pinned = file === undefined ? pinnedTool(app, 'rust') : undefined
  return { version: pinned?.version ?? '1', evidence: pinned ? [pinned.evidence] : [] }
}
