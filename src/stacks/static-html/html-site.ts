import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { BuildModel } from '../../model/build-model.ts'
import type { Evidence } from '../../model/change.ts'
import { copiedFiles } from '../../model/context-copies.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { absolutePath, finalWorkdir } from '../../model/final-state.ts'
import { launchOf, shippedSteps } from '../../model/launch.ts'
import { unknownWriter } from '../../model/unknown-writer.ts'

/** A folder of files that a general program serves, of which there are smaller. */
export interface HtmlSite {
  readonly build: BuildModel
  /** What serves now. */
  readonly server: string
  readonly port: string
  /** COPYs of the site, with destinations relative to the folder that is served. */
  readonly copies: readonly { readonly sources: readonly string[]; readonly destination: string }[]
  readonly evidence: readonly Evidence[]
  /** Why the server that runs now is no reference for behaviour, where it is none. */
  readonly noReference: string | undefined
}

interface Started {
  readonly server: string
  readonly port: string
  readonly folder: string
}

/** Reads what serves the files; a string says why it cannot be replaced; undefined where it is no server of files. */
export function readHtmlSite(app: AppFiles, build: BuildModel): HtmlSite | string | undefined {
  const launch = launchOf(build)
  if (!launch) return undefined
  const words = launch.kind === 'program' ? launch.argv : launch.script.trim().split(/\s+/)
  const workdir = finalWorkdir(build)
  const started = startedServer(words, workdir)
  if (!started) return undefined
  const steps = shippedSteps(build)
  const copied = copiedFiles(app, steps, build.document.file)
  const page = posix.join(started.folder, 'index.html')
  if (!copied.some(each => each.container === page))
    return `${started.server} lists the folder ${started.folder}, which has no index.html`
  const unknown = unknownWriter(steps, isServersOwn)
  if (unknown !== undefined) return `what \`${unknown}\` writes may be a part of the site`
  const stage = steps.some(step => step.effects.some(effect => effect.kind === 'copies-from-stage'))
  if (stage) return 'the site is made of files of other stages, which is not known yet'
  const exposed = steps.flatMap(({ instruction }) =>
    instruction.name === 'EXPOSE' ? instruction.values.map(({ value }) => value.replace(/\/tcp$/, '')) : [],
  )
  const copies = copiesBelow(build, started.folder)
  if (typeof copies === 'string') return copies
  return {
    build,
    server: started.server,
    port: started.port === '' ? (exposed.find(each => /^\d+$/.test(each)) ?? '80') : started.port,
    copies,
    evidence: launch.steps.map(step => evidenceOf(build, step.instruction)),
    noReference: started.server.startsWith('python')
      ? 'the original starts Python’s http.server, which its documentation calls unfit for production; its listings and error pages are no reference'
      : undefined,
  }
}

const isServersOwn = ([program = '', ...rest]: readonly string[]) =>
  (program === 'npm' && /^(?:install|i)$/.test(rest[0] ?? '') && rest.includes('-g')) || program === 'pip'

/** Ports and folders are the programs' own defaults. */
function startedServer(words: readonly string[], workdir: string): Started | undefined {
  const [program = '', ...rest] = words.filter((word, at) => !(at === 0 && /^(?:npx|exec)$/.test(word)))
  const numbers = rest.find(word => /^\d{2,5}$/.test(word))
  const value = (...names: readonly string[]) => {
    const at = rest.findIndex(word => names.includes(word))
    const inline = rest.find(word => names.some(name => word.startsWith(`${name}=`)))
    return at >= 0 ? rest[at + 1] : inline?.split('=')[1]
  }
  if (/^python3?$/.test(program) && rest[0] === '-m' && rest[1] === 'http.server')
    return {
      server: 'python -m http.server',
      port: numbers ?? '8000',
      folder: absolutePath(workdir, value('--directory', '-d') ?? '.'),
    }
  if (program === 'http-server') {
    const folder = rest.find(
      word => /^\.?\/?[\w./-]*$/.test(word) && !word.startsWith('-') && !/^\d+$/.test(word),
    )
    return {
      server: 'http-server',
      port: value('-p', '--port') ?? '8080',
      folder: absolutePath(workdir, folder ?? '.'),
    }
  }
  if (program === 'php' && value('-S') !== undefined) return undefined
  return undefined
}

/** The author's COPYs into the served folder; what lies beside it does not matter to the site. */
function copiesBelow(build: BuildModel, folder: string): HtmlSite['copies'] | string {
  const root = folder.replace(/(.)\/$/, '$1')
  const found: { sources: readonly string[]; destination: string }[] = []
  for (const step of shippedSteps(build)) {
    for (const effect of step.effects) {
      if (effect.kind !== 'copies-from-context') continue
      const target = absolutePath(step.workdir, effect.destination)
      const clean = target.replace(/(.)\/$/, '$1')
      if (clean === root || clean.startsWith(`${root}/`)) {
        const end = target.endsWith('/') || clean === root ? '/' : ''
        found.push({ sources: effect.sources, destination: `${posix.relative(root, clean)}${end}` })
        continue
      }
      if (!root.startsWith(`${clean}/`)) continue
      // `COPY . .` above the folder: of one source that is a folder, its part is known.
      const [source, ...others] = effect.sources
      if (source === undefined || others.length > 0 || /[*?[]/.test(source))
        return `which files of ${evidenceOf(build, step.instruction).fact} are served cannot be told`
      found.push({ sources: [posix.join(source, posix.relative(clean, root))], destination: '/' })
    }
  }
  return found
}
