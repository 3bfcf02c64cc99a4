import type { Step } from '../../model/build-model.ts'
import type { FoundCommand } from '../commands.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const archiveCopied: Rule = {
  id: 'archive-copied',
  title: 'An archive is copied into the image and unpacked there',
  family: 'size',
  severity: 'warning',
  notShipped: 'off',
  counterparts: { hadolint: ['DL3010'] },
  *check(context: RuleContext): Iterable<Finding> {
    const archives = context.shippedSteps.flatMap(archivesOf)
    if (archives.length === 0) return
    for (const { found } of context.shippedRuns) {
      for (const command of found.filter(unpacks)) {
        const at = command.command.range.start.offset
        const archive = archives.find(each => each.at < at && names(command, each.name))
        if (archive !== undefined) yield finding(command, archive)
      }
    }
  },
}

interface Archive {
  readonly name: string
  readonly line: number
  readonly at: number
  readonly remote: boolean
}

const ARCHIVE = /\.(?:tar|tgz|tbz2?|txz|tar\.\w+|zip|7z|gz|bz2|xz|zst)$/

/** A local archive that ADD unpacks by itself does not come as a file. */
function archivesOf({ instruction, effects }: Step): readonly Archive[] {
  if (instruction.name !== 'COPY' && instruction.name !== 'ADD') return []
  const { line, offset } = instruction.range.start
  return effects.flatMap(effect => {
    const remote = effect.kind === 'downloads'
    const copied =
      instruction.name === 'COPY' &&
      (effect.kind === 'copies-from-context' || effect.kind === 'copies-from-stage')
    const paths = copied ? effect.sources : remote && effect.url !== undefined ? [effect.url] : []
    return paths
      .filter(path => ARCHIVE.test(path))
      .map(path => ({ name: path.split('/').at(-1) ?? path, line, at: offset, remote }))
  })
}

function unpacks({ name, args }: FoundCommand): boolean {
  if (name === 'tar') return args.some(arg => /^-?[a-zA-Z]*x/.test(arg ?? '') || arg === '--extract')
  return /^(?:unzip|bsdtar|gunzip|unxz|bunzip2|7z|7za)$/.test(name)
}

function names({ args }: FoundCommand, archive: string): boolean {
  return args.some(arg => arg !== undefined && (arg === archive || arg.endsWith(`/${archive}`)))
}

function finding({ command }: FoundCommand, { name, line, remote }: Archive): Finding {
  return {
    message: `${name} stays in the layer of line ${line}, beside what is unpacked from it here`,
    range: command.range,
    help: remote
      ? 'fetch, unpack and remove it in one RUN, or unpack it in an earlier stage'
      : 'let ADD unpack it, or read it with RUN --mount=type=bind',
  }
}
