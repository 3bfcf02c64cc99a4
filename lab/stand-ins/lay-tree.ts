import { chmod, chown, cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { openApt } from '../debian/apt.ts'
import { recordPackages, unpack } from '../debian/unpack.ts'
import { run } from '../host/run.ts'
import { javaTrustStore } from '../machine/java-trust-store.ts'
import { builtCrate } from './crate.ts'
import { npmArchive } from './npm-archive.ts'
import type { TreePart } from './stand-in.ts'

/** Where downloads are kept between runs, and what recipes leave open. */
export interface Workshop {
  readonly debian: string
  readonly downloads: string
  readonly fill: (text: string) => string
}

/** Lays out a tree of files, part by part, into a folder. Needs root, for owners. */
export async function layTree(parts: readonly TreePart[], root: string, from: Workshop): Promise<void> {
  await mkdir(root, { recursive: true })
  for (const part of parts) await layPart(part, root, from)
}

async function layPart(part: TreePart, root: string, from: Workshop): Promise<void> {
  switch (part.kind) {
    case 'packages':
      return layPackages(part, root, from)
    case 'npm':
      return layNpmPackage(part, root, from)
    case 'file':
      return layFile(path.join(root, part.path), from.fill(part.text), part.mode ?? 0o644)
    case 'link':
      return layLink(path.join(root, part.path), from.fill(part.to))
    case 'folder':
      return layFolder(path.join(root, part.path), part.mode ?? 0o755, part.owner ?? 0)
    case 'move':
      return rename(path.join(root, part.path), path.join(root, part.to))
    case 'copy':
      return cp(path.join(root, part.path), path.join(root, part.to), { recursive: true, dereference: true })
    case 'remove':
      for (const name of part.paths) await rm(path.join(root, name), { recursive: true, force: true })
      return
    case 'certificates':
      return layCertificates(root, from, part.java === true)
    case 'busybox':
      return layBusyboxLinks(root, part.into)
    case 'crate':
      return cp(await builtCrate(part, from.downloads), path.join(root, part.path))
  }
}

async function layPackages(
  part: TreePart & { kind: 'packages' },
  root: string,
  from: Workshop,
): Promise<void> {
  const apt = await openApt(from.debian, part.suite)
  const debs = part.closure === true ? await apt.closure(part.names) : await apt.exactly(part.names)
  await unpack(debs, root)
  if (part.record !== false) await recordPackages(debs, root)
}

async function layNpmPackage(part: TreePart & { kind: 'npm' }, root: string, from: Workshop): Promise<void> {
  const archive = await npmArchive(from.fill(part.spec), from.downloads)
  const into = path.join(root, part.into)
  await mkdir(into, { recursive: true })
  const wanted = (part.only ?? []).map(name => `package/${name}`)
  const unwanted = (part.without ?? []).map(name => `--exclude=package/${name}`)
  const how = ['--strip-components=1', '--no-same-owner']
  await run('tar', ['-xzf', archive, '-C', into, ...how, ...unwanted, ...wanted])
}

async function layCertificates(root: string, from: Workshop, java: boolean): Promise<void> {
  const apt = await openApt(from.debian, 'trixie')
  const scratch = path.join(root, '.certificates')
  await unpack(await apt.exactly(['ca-certificates']), scratch)
  const folder = path.join(scratch, 'usr/share/ca-certificates/mozilla')
  const names = (await readdir(folder)).sort()
  const texts = await Promise.all(names.map(name => readFile(path.join(folder, name), 'utf8')))
  await rm(scratch, { recursive: true })
  const pem = texts.join('')
  await layFile(path.join(root, 'etc/ssl/certs/ca-certificates.crt'), pem, 0o644)
  if (java) await layFile(path.join(root, 'etc/ssl/certs/java/cacerts'), javaTrustStore(pem), 0o644)
}

/** The static program of the tree itself tells its commands. */
async function layBusyboxLinks(root: string, into: string): Promise<void> {
  const folder = path.join(root, into)
  const commands = await run(path.join(folder, 'busybox'), ['--list'])
  const present = new Set(await readdir(folder))
  for (const name of commands.split('\n')) {
    if (name !== '' && !present.has(name)) await symlink('busybox', path.join(folder, name))
  }
}

/** Replaces what is there: a package's file may be a link, which must not be written through. */
export async function layFile(file: string, content: string | Buffer, mode: number): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  await rm(file, { force: true })
  await writeFile(file, content)
  await chmod(file, mode)
}

async function layLink(file: string, to: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  await rm(file, { force: true })
  await symlink(to, file)
}

async function layFolder(folder: string, mode: number, owner: number): Promise<void> {
  await mkdir(folder, { recursive: true })
  await chmod(folder, mode)
  await chown(folder, owner, owner)
}
